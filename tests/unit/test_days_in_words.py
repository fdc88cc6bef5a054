"""Days and instants as shoppers read them, in the way of each language."""

from datetime import UTC, date, datetime

import pytest

from checkout.storefront import filters

WHEN = datetime(2026, 6, 10, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "June 11, 2026, 00:30"), ("de", "11. Juni 2026, 00:30")],
)
def test_an_instant_is_told_in_the_shops_time_zone(language: str, told: str) -> None:
    assert filters.moment(WHEN, "Europe/Berlin", language) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("Wednesday, June 10", "June 10, 2026", "Jun 11, 2026")),
        ("de", ("Mittwoch, 10. Juni", "10. Juni 2026", "11.06.2026")),
    ],
)
def test_days(language: str, told: tuple[str, ...]) -> None:
    day = date(2026, 6, 10)
    assert told == (
        filters.day(day, language),
        filters.date_of(day, language),
        filters.calendar_day(WHEN, "Europe/Berlin", language),
    )
