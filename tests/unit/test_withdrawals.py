"""Until when one may withdraw: the table of the documentation, row by row."""

import re
from datetime import date
from pathlib import Path

import pytest

from checkout.dates import destination_calendar
from checkout.withdrawals import EXEMPTIONS, last_day_after

DOCUMENT = Path(__file__).parents[2] / "docs" / "algorithms" / "withdrawals.md"
ROWS = re.findall(
    r"^\| (\d{4}-\d\d-\d\d) \| (\w\w) \| (\d{4}-\d\d-\d\d) \|", DOCUMENT.read_text(), re.MULTILINE
)


@pytest.mark.parametrize(("delivered", "country", "last_day"), ROWS)
def test_the_period_ends_as_documented(delivered: str, country: str, last_day: str) -> None:
    ends = last_day_after(date.fromisoformat(delivered), 14, destination_calendar(country))

    assert ends == date.fromisoformat(last_day)


def test_there_are_examples_and_every_exemption_is_documented() -> None:
    assert len(ROWS) == 5
    assert all(f"`{each}`" in DOCUMENT.read_text() for each in EXEMPTIONS)
