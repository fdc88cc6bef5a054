"""When a parcel arrives. Pure: an instant in, days out."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def dispatch_day(placed_at: datetime, time_zone: str, cutoff_hour: int) -> date:
    """The business day on which an order placed at `placed_at` (aware) leaves the shop of `time_zone`.

    Before the cut-off hour of a business day it leaves that day, else on the next one.
    """
    local = placed_at.astimezone(ZoneInfo(time_zone))
    day = local.date()
    if local.hour >= cutoff_hour:
        day += timedelta(days=1)
    return _business_day_from(day)


def arrival(dispatched: date, transit_days: int) -> date:
    """The day on which what left on `dispatched` arrives after so many business days."""
    day = dispatched
    for _ in range(transit_days):
        day = _business_day_from(day + timedelta(days=1))
    return day


def _business_day_from(day: date) -> date:
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day
