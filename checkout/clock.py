"""The one source of time. Everything else asks `now()`; tests and simulations set another clock."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The machine's time, aware, in UTC."""
    return datetime.now(UTC)


_clock: Clock = system_clock


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _clock()


def set_clock(clock: Clock) -> None:
    """Replaces the clock of this process; `set_clock(system_clock)` undoes it."""
    global _clock  # noqa: PLW0603 (one clock for the process is the point)
    _clock = clock


@cache
def time_zones() -> frozenset[str]:
    """The IANA names that this machine knows; looking them up reads hundreds of files."""
    return frozenset(available_timezones())


@cache
def zone_named(name: str) -> ZoneInfo:
    """The time zone of that IANA name; UTC where there is none, which a shop's doctor tells."""
    with suppress(ValueError, OSError, KeyError):  # no file, a folder, no name at all
        return ZoneInfo(name)
    return ZoneInfo("UTC")
