"""Promised days over the cut-off hour, weekends, holidays, the turn of the year and changes of the clocks."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from checkout.dates import (
    Calendar,
    DayRange,
    HoldTooEarly,
    arrival,
    arrives_between,
    completion_with_hold,
    destination_calendar,
    dispatch_day,
    earliest_hold,
    production_done,
    released,
)
from checkout.dates.holiday_tables import fault_in_place, holidays_of

BERLIN = Calendar("Europe/Berlin", 14)
BERLIN_WITH_HOLIDAYS = Calendar("Europe/Berlin", 14, country="DE", subdivision="BE")
BAVARIA = Calendar("Europe/Berlin", 14, country="DE", subdivision="BY")
EVERY_DAY = frozenset(range(1, 8))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("placed_at", "leaves"),
    [
        ("2026-06-10T11:59", "2026-06-10"),  # Wednesday, a minute before 14:00 summer time
        ("2026-06-10T12:00", "2026-06-11"),  # on the cut-off itself
        ("2026-06-12T12:00", "2026-06-15"),  # Friday after the cut-off: Monday
        ("2026-06-13T07:00", "2026-06-15"),  # Saturday
        ("2026-06-14T21:59", "2026-06-15"),  # Sunday night
        ("2026-01-14T12:59", "2026-01-14"),  # 13:59 winter time
        ("2026-01-14T13:00", "2026-01-15"),  # 14:00 winter time
        ("2026-03-27T12:59", "2026-03-27"),  # the Friday before the clocks go forward
        ("2026-03-30T11:59", "2026-03-30"),  # the Monday after
        ("2026-03-30T12:00", "2026-03-31"),
        ("2026-10-26T12:59", "2026-10-26"),  # the Monday after the clocks went back
        ("2026-12-31T22:59", "2027-01-01"),  # still the old year in Berlin
    ],
)
def test_an_order_leaves_on_the_day_promised(placed_at: str, leaves: str) -> None:
    assert dispatch_day(at(placed_at), BERLIN) == day(leaves)


@pytest.mark.parametrize(
    ("placed_at", "leaves"),
    [
        ("2026-12-24T12:00", "2026-12-24"),  # Christmas Eve is a working day
        ("2026-12-24T13:00", "2026-12-28"),  # then two holidays and a Sunday
        ("2026-12-31T13:00", "2027-01-04"),
        (
            "2026-04-02T12:00",
            "2026-04-07",
        ),  # Thursday after the cut-off: Good Friday to Easter Monday
    ],
)
def test_nothing_leaves_on_a_holiday(placed_at: str, leaves: str) -> None:
    assert dispatch_day(at(placed_at), BERLIN_WITH_HOLIDAYS) == day(leaves)


def test_holidays_are_those_of_the_subdivision() -> None:
    corpus_christi = at("2026-06-04T08:00")
    assert dispatch_day(corpus_christi, BERLIN_WITH_HOLIDAYS) == day("2026-06-04")
    assert dispatch_day(corpus_christi, BAVARIA) == day("2026-06-05")


def test_a_shop_keeps_days_of_its_own() -> None:
    stocktaking = Calendar("Europe/Berlin", 14, closed=frozenset({day("2026-06-11")}))
    assert dispatch_day(at("2026-06-10T12:00"), stocktaking) == day("2026-06-12")


def test_a_shop_may_work_on_saturdays() -> None:
    bakery = Calendar("Europe/Berlin", 14, frozenset({2, 3, 4, 5, 6}))
    assert dispatch_day(at("2026-06-13T07:00"), bakery) == day("2026-06-13")
    assert dispatch_day(at("2026-06-13T13:00"), bakery) == day("2026-06-16")


@pytest.mark.parametrize(
    ("zone", "cutoff", "placed_at", "leaves"),
    [
        # New York, 8 March 2026: 01:59 is followed by 03:00. A cut-off at 2 passes with the skip.
        ("America/New_York", 2, "2026-03-08T06:59", "2026-03-08"),
        ("America/New_York", 2, "2026-03-08T07:00", "2026-03-09"),
        # New York, 1 November 2026: 01:00 comes twice. It passes the first time.
        ("America/New_York", 1, "2026-11-01T04:59", "2026-11-01"),
        ("America/New_York", 1, "2026-11-01T05:00", "2026-11-02"),
        ("America/New_York", 1, "2026-11-01T06:00", "2026-11-02"),
        # Troll puts the clock back by two hours, from 03:00 to 01:00: what passed stays passed.
        ("Antarctica/Troll", 2, "2026-10-24T23:59", "2026-10-25"),
        ("Antarctica/Troll", 2, "2026-10-25T00:00", "2026-10-26"),
        ("Antarctica/Troll", 2, "2026-10-25T01:30", "2026-10-26"),
        # In Goose Bay midnight came twice: 00:01 was followed by 23:01 of the day before.
        ("America/Goose_Bay", 0, "2010-11-07T03:00:30", "2010-11-08"),
        ("America/Goose_Bay", 0, "2010-11-07T03:30", "2010-11-08"),
    ],
)
def test_an_hour_skipped_or_shown_twice(
    zone: str, cutoff: int, placed_at: str, leaves: str
) -> None:
    assert dispatch_day(at(placed_at), Calendar(zone, cutoff, EVERY_DAY)) == day(leaves)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        dispatch_day(datetime(2026, 6, 10, 12), BERLIN)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("dispatched", "days", "arrives"),
    [
        ("2026-06-10", 1, "2026-06-11"),
        ("2026-06-10", 3, "2026-06-15"),
        ("2026-06-12", 1, "2026-06-15"),
        ("2026-06-12", 0, "2026-06-12"),
        ("2026-06-10", 10, "2026-06-24"),
        ("2026-06-10", 500, "2028-05-10"),
    ],
)
def test_transit_is_counted_in_business_days(dispatched: str, days: int, arrives: str) -> None:
    assert arrival(day(dispatched), days, BERLIN) == day(arrives)


def test_arrival_keeps_the_holidays_of_the_destination() -> None:
    before_bastille_day = day("2026-07-13")
    assert arrival(before_bastille_day, 1, destination_calendar("FR")) == day("2026-07-15")
    assert arrival(before_bastille_day, 1, destination_calendar("DE")) == day("2026-07-14")
    assert arrival(day("2026-07-14"), 1, destination_calendar("FR")) == day("2026-07-15")


def test_a_destination_has_its_own_weekend() -> None:
    thursday = day("2026-06-11")
    assert arrival(thursday, 1, destination_calendar("IL")) == day("2026-06-14")


@pytest.mark.parametrize("region", ["", "Atlantis", "9' OR 1=1"])
def test_an_unknown_destination_works_from_monday_to_friday(region: str) -> None:
    assert destination_calendar("QQ", region) == Calendar()
    assert destination_calendar("DE", region) == destination_calendar("DE")


def test_production_counts_from_the_day_it_starts() -> None:
    assert production_done(day("2026-06-10"), 0, BERLIN) == day("2026-06-10")
    assert production_done(day("2026-06-10"), 3, BERLIN) == day("2026-06-15")
    saturday = day("2026-06-13")
    assert production_done(saturday, 1, BERLIN) == day("2026-06-16")


def test_a_hold_lies_after_normal_completion() -> None:
    normal = day("2026-06-11")
    assert earliest_hold(normal) == day("2026-06-12")
    assert completion_with_hold(normal, day("2026-06-12"), BERLIN) == day("2026-06-12")
    assert completion_with_hold(normal, day("2026-06-13"), BERLIN) == day("2026-06-15")
    with pytest.raises(HoldTooEarly) as refused:
        completion_with_hold(normal, normal, BERLIN)
    assert refused.value.earliest == day("2026-06-12")


def test_a_pre_order_leaves_when_the_product_comes_out() -> None:
    assert released(day("2026-06-10"), day("2026-09-12"), BERLIN) == day("2026-09-14")
    assert released(day("2026-06-10"), day("2026-01-01"), BERLIN) == day("2026-06-10")
    assert released(day("2026-06-10"), None, BERLIN) == day("2026-06-10")


def test_arrival_may_be_a_range() -> None:
    assert arrives_between(day("2026-06-10"), 1, 3, BERLIN) == DayRange(
        day("2026-06-11"), day("2026-06-15")
    )
    with pytest.raises(ValueError, match="before"):
        arrives_between(day("2026-06-10"), 3, 1, BERLIN)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"time_zone": "Europe/Atlantis"}, "Europe/Atlantis"),
        ({"time_zone": "../../etc/passwd"}, "time zone"),
        ({"time_zone": ""}, "time zone"),
        ({"cutoff_hour": 25}, "cut-off"),
        ({"cutoff_hour": -1}, "cut-off"),
        ({"weekdays": frozenset()}, "weekdays"),
        ({"weekdays": frozenset({0, 1})}, "weekdays"),
        ({"country": "QQ"}, "QQ"),
        ({"country": "DE", "subdivision": "XX"}, "XX"),
        ({"subdivision": "BE"}, "no country"),
    ],
)
def test_a_wrong_calendar_says_what_is_wrong(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Calendar(**wrong)  # type: ignore[arg-type]


def test_a_place_that_never_works_is_told_so() -> None:
    mondays = (day("2026-01-05") + timedelta(weeks=week) for week in range(500))
    closed = Calendar(weekdays=frozenset({1}), closed=frozenset(mondays))
    with pytest.raises(ValueError, match="no working day"):
        closed.first_from(day("2026-06-10"))
    with pytest.raises(ValueError, match="no working day"):
        BERLIN.after(date.max, 1)


PLACES = [("DE", "BE"), ("DE", "BY"), ("US", "NY"), ("JP", ""), ("IL", ""), ("NZ", "AUK"), ("", "")]
ZONES = [
    "Europe/Berlin",
    "Europe/Dublin",
    "America/New_York",
    "America/Havana",
    "America/St_Johns",
    "America/Goose_Bay",
    "Asia/Tehran",
    "Asia/Beirut",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Antarctica/Troll",
    "Pacific/Apia",
    "UTC",
]
calendars = any_of.builds(
    lambda zone, cutoff, weekdays, place, closed: Calendar(
        zone, cutoff, weekdays, country=place[0], subdivision=place[1], closed=closed
    ),
    any_of.sampled_from(ZONES),
    any_of.integers(0, 24),
    any_of.frozensets(any_of.integers(1, 7), min_size=1),
    any_of.sampled_from(PLACES),
    any_of.frozensets(any_of.dates(date(2005, 1, 1), date(2040, 1, 1)), max_size=5),
)
days = any_of.dates(date(2005, 1, 1), date(2040, 1, 1))


def changes_of_the_clock(zone: str, year: int) -> list[datetime]:
    """The instants of `year`, to the minute, from which the zone's offset is another."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(366 * 24)]
    offset = {hour: hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours}
    return [after for before, after in pairwise(hours) if offset[before] != offset[after]]


INSTANTS = [
    instant
    for zone in ZONES
    for year in (2010, 2026, 2027)
    for instant in changes_of_the_clock(zone, year)
] + [at(f"{year}-12-{start}T12:00") for year in (2009, 2026) for start in (24, 25, 31)]

instants = any_of.builds(
    lambda instant, minutes: instant + timedelta(minutes=minutes),
    any_of.sampled_from(INSTANTS),
    any_of.integers(-3 * 24 * 60, 3 * 24 * 60),
)


@given(instants, any_of.integers(0, 4 * 24 * 60), calendars)
def test_placing_later_never_leaves_earlier(
    placed: datetime, minutes: int, calendar: Calendar
) -> None:
    later = placed + timedelta(minutes=minutes)
    assert dispatch_day(placed, calendar) <= dispatch_day(later, calendar)


@given(instants, calendars)
def test_an_order_leaves_on_a_working_day_that_has_not_ended(
    placed: datetime, calendar: Calendar
) -> None:
    leaves = dispatch_day(placed, calendar)
    assert calendar.works_on(leaves)
    assert leaves >= placed.astimezone(calendar.zone).date()


@given(days, any_of.integers(0, 400), any_of.integers(0, 5), calendars)
def test_more_days_never_end_earlier(
    start: date, count: int, more: int, calendar: Calendar
) -> None:
    done = production_done(start, count, calendar)
    assert done <= production_done(start, count + more, calendar)
    assert arrival(start, count, calendar) <= arrival(start, count + more, calendar)
    assert arrival(start, count, calendar) <= done
    assert calendar.works_on(done)


@given(days, any_of.integers(0, 30), any_of.integers(0, 30), calendars)
def test_starting_later_never_ends_earlier(
    start: date, passed: int, count: int, calendar: Calendar
) -> None:
    later = start + timedelta(days=passed)
    assert production_done(start, count, calendar) <= production_done(later, count, calendar)
    assert arrival(start, count, calendar) <= arrival(later, count, calendar)
    assert released(start, later, calendar) >= released(start, None, calendar)


@given(days, any_of.integers(0, 40), calendars)
def test_counting_is_stepping_from_day_to_day(start: date, count: int, calendar: Calendar) -> None:
    stepped = start
    for _ in range(count):
        stepped = calendar.first_from(stepped + timedelta(days=1))
    assert calendar.after(start, count) == (stepped if count else calendar.first_from(start))


@given(days, any_of.integers(-5, 20), calendars)
def test_a_hold_never_makes_it_earlier(start: date, ahead: int, calendar: Calendar) -> None:
    normal = calendar.first_from(start)
    hold = normal + timedelta(days=ahead)
    if ahead <= 0:
        with pytest.raises(HoldTooEarly):
            completion_with_hold(normal, hold, calendar)
    else:
        assert completion_with_hold(normal, hold, calendar) >= hold > normal


def test_tables_are_made_once() -> None:
    def promise() -> DayRange:
        begun = dispatch_day(at("2026-06-10T08:00"), BERLIN_WITH_HOLIDAYS)
        done = production_done(begun, 40, BERLIN_WITH_HOLIDAYS)
        return arrives_between(done, 2, 400, destination_calendar("FR", "Alsace"))

    promise()
    tables = (holidays_of, fault_in_place, destination_calendar)
    made = [table.cache_info().misses for table in tables]
    promise()
    assert [table.cache_info().misses for table in tables] == made
