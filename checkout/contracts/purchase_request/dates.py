"""Instants as the document writes them."""

from datetime import UTC, datetime


def spelled(instant: datetime) -> str:
    """`2023-01-01 00:00:00.000`, in UTC."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]
