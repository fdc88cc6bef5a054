"""Arrival dates over the cut-off hour, weekends and the change to summer time."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from checkout.arrival import arrival, dispatch_day

BERLIN = "Europe/Berlin"
WEEKEND = (5, 6)


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
    placed = datetime.fromisoformat(placed_at).replace(tzinfo=UTC)
    assert dispatch_day(placed, BERLIN, 14) == date.fromisoformat(leaves)


@pytest.mark.parametrize(
    ("dispatched", "days", "arrives"),
    [
        ("2026-06-10", 1, "2026-06-11"),
        ("2026-06-10", 3, "2026-06-15"),
        ("2026-06-12", 1, "2026-06-15"),
        ("2026-06-12", 0, "2026-06-12"),
        ("2026-06-10", 10, "2026-06-24"),
    ],
)
def test_transit_is_counted_in_business_days(dispatched: str, days: int, arrives: str) -> None:
    assert arrival(date.fromisoformat(dispatched), days) == date.fromisoformat(arrives)


@given(
    any_of.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=any_of.just(UTC)),  # noqa: DTZ001
    any_of.sampled_from([BERLIN, "Asia/Tokyo", "America/New_York"]),
    any_of.integers(0, 24),
    any_of.integers(0, 30),
)
def test_nothing_leaves_or_arrives_on_a_weekend(
    placed: datetime, zone: str, cutoff: int, days: int
) -> None:
    leaves = dispatch_day(placed, zone, cutoff)
    arrives = arrival(leaves, days)
    assert leaves.weekday() not in WEEKEND
    assert arrives.weekday() not in WEEKEND
    assert leaves <= arrives
    assert arrival(leaves, days + 1) > arrives
