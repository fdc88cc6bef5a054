"""The days a shop promises. Pure: an instant and calendars in, days out.

Placing later never promises an earlier day, and more days of work or travel never do.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from .calendar import Calendar

ONE_DAY = timedelta(days=1)


class HoldTooEarly(ValueError):
    """Production cannot be held until that day; `earliest` is the first it can be held until."""

    def __init__(self, earliest: date) -> None:
        super().__init__(f"production can be held until {earliest} at the earliest")
        self.earliest = earliest


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:  # noqa: D105
        if self.last < self.first:
            raise ValueError(f"{self.last} lies before {self.first}")


def dispatch_day(placed_at: datetime, calendar: Calendar) -> date:
    """The working day that an order placed at `placed_at` (aware) counts for: work on it starts, or it leaves, then.

    The first working day whose cut-off has not passed. A day's cut-off passes when the clock on the wall first shows the
    hour or a later one: an hour the clocks skip passes with the skip, one shown twice passes the first time.
    """
    if placed_at.tzinfo is None:
        raise ValueError("the instant of placing must be aware of its time zone")
    local = placed_at.astimezone(calendar.zone)
    day = local.date()
    while _cut_off_has_passed(placed_at, local, day, calendar):
        day += ONE_DAY
    return calendar.first_from(day)


def production_done(start_day: date, lead_days: int, calendar: Calendar) -> date:
    """The working day on which what is begun on `start_day` is done; 0 lead days: on the day it is begun.

    A start on a day without work is one on the next working day.
    """
    return calendar.after(calendar.first_from(start_day), lead_days)


def earliest_hold(normal_completion: date) -> date:
    """The first day production may be held until: the one after it would be done anyway."""
    return normal_completion + ONE_DAY


def completion_with_hold(normal_completion: date, hold_until: date, calendar: Calendar) -> date:
    """The day on which held goods are done: the first working day from `hold_until`.

    `HoldTooEarly` when `hold_until` does not lie after normal completion.
    """
    if hold_until < earliest_hold(normal_completion):
        raise HoldTooEarly(earliest_hold(normal_completion))
    return calendar.first_from(hold_until)


def released(day: date, release_day: date | None, calendar: Calendar) -> date:
    """The first working day from `day` on which a pre-ordered product that comes out on `release_day` can leave."""
    return calendar.first_from(max(day, release_day or day))


def arrival(dispatched: date, transit_days: int, calendar: Calendar) -> date:
    """The working day of `calendar` on which what left on `dispatched` arrives, `transit_days` working days later.

    The calendar is the destination's (`destination_calendar`), or the shop's own where only that is known. The day
    of leaving may be a holiday there: travelling begins all the same.
    """
    return calendar.after(dispatched, transit_days)


@lru_cache(maxsize=4096)
def arrives_between(dispatched: date, fastest: int, slowest: int, calendar: Calendar) -> DayRange:
    """The days between which it arrives when transit takes `fastest` to `slowest` working days."""
    return DayRange(arrival(dispatched, fastest, calendar), arrival(dispatched, slowest, calendar))


def _cut_off_has_passed(
    placed_at: datetime, local: datetime, day: date, calendar: Calendar
) -> bool:
    wall = datetime.combine(day, time()) + timedelta(hours=calendar.cutoff_hour)
    if local.replace(tzinfo=None) >= wall:
        return True
    # The clock may have shown the hour already and been put back since. `fold` is 0: the first time it showed it.
    return placed_at >= wall.replace(tzinfo=calendar.zone).astimezone(UTC)
