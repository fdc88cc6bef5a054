"""Instants as JSON tells them."""

from datetime import UTC, datetime


def in_utc(instant: datetime) -> datetime:
    """The instant to the second, in UTC."""
    return instant.astimezone(UTC).replace(microsecond=0)
