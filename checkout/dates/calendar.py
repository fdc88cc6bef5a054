"""When a place works: its clock, its cut-off hour, its weekdays, its holidays."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from .holiday_tables import fault_in_place, holidays_of, weekend_of

#: ISO 8601 weekdays, Monday is 1
MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
WEEK = frozenset(range(1, 8))

#: A calendar in which so many years pass without a working day has none.
YEARS_TO_LOOK = 3


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of a place. Made with wrong values it raises a ValueError that says which.

    `time_zone` is an IANA name; what is ordered before `cutoff_hour` (0 to 24) by the clock of that zone counts for
    that day. `weekdays` are ISO 8601 numbers, Monday is 1. `country` ("" for none) and `subdivision` name the public
    holidays that are kept, `closed` holds the days on which this place alone does not work.
    """

    time_zone: str = "UTC"
    cutoff_hour: int = 24
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    country: str = ""
    subdivision: str = ""
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:  # noqa: D105
        _check_zone(self.time_zone)
        if not 0 <= self.cutoff_hour <= 24:
            raise ValueError(f"a cut-off hour lies between 0 and 24, not {self.cutoff_hour!r}")
        if not self.weekdays or not self.weekdays <= WEEK:
            raise ValueError(f"working weekdays are numbers from 1 to 7, not {set(self.weekdays)}")
        if self.subdivision and not self.country:
            raise ValueError(f"the subdivision {self.subdivision!r} belongs to no country")
        if self.country and (fault := fault_in_place(self.country, self.subdivision)):
            raise ValueError(fault)

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose clock on the wall is meant."""
        return ZoneInfo(self.time_zone)

    def works_on(self, day: date) -> bool:
        """True when `day` is a working day here."""
        return self.first_from(day) == day

    def first_from(self, day: date) -> date:
        """`day` when it is a working day, else the next one. ValueError when none follows for years."""
        return self._nth(day, 0, skipped=bisect_left)

    def after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which may itself be any day; for 0 the first from `day`."""
        if count < 0:
            raise ValueError(f"days are counted forwards, not by {count}")
        return self._nth(day, count - 1, skipped=bisect_right) if count else self.first_from(day)

    def _nth(self, day: date, index: int, skipped: Callable[[Sequence[date], date], int]) -> date:
        """The working day with `index` others before it; `skipped` says how many of the first year's are too early."""
        empty = 0
        for year in range(day.year, MAXYEAR + 1):
            days = _working_days(self.weekdays, self.country, self.subdivision, self.closed, year)
            start = skipped(days, day) if year == day.year else 0
            if start + index < len(days):
                return days[start + index]
            index -= len(days) - start
            empty = 0 if days else empty + 1
            if empty == YEARS_TO_LOOK:
                break
        raise ValueError(f"no working day follows {day} in this calendar")


@lru_cache(maxsize=4096)
def destination_calendar(country: str, region: str = "") -> Calendar:
    """When parcels are delivered there: the country's own weekend and holidays, those of the region where known.

    A country without a table works from Monday to Friday; an unknown region has the nationwide holidays. Never raises.
    """
    if fault_in_place(country, ""):
        return Calendar()
    subdivision = "" if fault_in_place(country, region) else region
    return Calendar(weekdays=WEEK - weekend_of(country), country=country, subdivision=subdivision)


@lru_cache(maxsize=4096)
def _working_days(
    weekdays: frozenset[int], country: str, subdivision: str, closed: frozenset[date], year: int
) -> tuple[date, ...]:
    """All working days of a year in order: counting days is then counting places in a tuple."""
    off = holidays_of(country, subdivision, year) | closed
    first = date(year, 1, 1)
    days = (
        first + timedelta(days=passed) for passed in range((date(year, 12, 31) - first).days + 1)
    )
    return tuple(day for day in days if day.isoweekday() in weekdays and day not in off)


def _check_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as unknown:
        raise ValueError(f"no time zone is called {name!r}") from unknown
