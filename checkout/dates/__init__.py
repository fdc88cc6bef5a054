"""Working days and the dates promised from them. Pure: knows nothing of ours."""

from .calendar import MONDAY_TO_FRIDAY, Calendar, destination_calendar
from .promises import (
    DayRange,
    HoldTooEarly,
    arrival,
    arrives_between,
    completion_with_hold,
    dispatch_day,
    earliest_hold,
    production_done,
    released,
)

__all__ = [
    "MONDAY_TO_FRIDAY",
    "Calendar",
    "DayRange",
    "HoldTooEarly",
    "arrival",
    "arrives_between",
    "completion_with_hold",
    "destination_calendar",
    "dispatch_day",
    "earliest_hold",
    "production_done",
    "released",
]
