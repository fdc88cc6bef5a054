"""What shoppers read about goods that are not there yet, from the card in the catalogue to the order button."""

from datetime import date

import pytest
from flask import Flask

from tests import shelves
from tests.conftest import Clock
from tests.factories import stock_up
from tests.web.browsing import Browser

VASE, DIARY, SET = "vase-floor", "diary-daily", "tea-set"
LATER = {
    "en": (
        "On backorder, leaves in about 12 working days",
        "Pre-order: ships from July 6, 2026",
    ),
    "de": (
        "Nicht vorrätig, Versand in etwa 12 Werktagen",
        "Vorbestellung: Versand ab 6. Juli 2026",
    ),
}


@pytest.mark.parametrize("language", LATER)
def test_what_waits_and_until_when_is_said_on_every_page(
    app: Flask, clock: Clock, language: str
) -> None:
    assert clock.instant
    with app.app_context():
        shelves.released_on(DIARY, date(2026, 7, 5))
    visitor, (backorder, pre_order) = Browser(app, language), LATER[language]
    catalogue = visitor.opens("/").text
    assert backorder in catalogue
    assert pre_order in catalogue
    assert backorder in visitor.opens(f"/products/{VASE}").text
    assert pre_order in visitor.opens(f"/products/{DIARY}").text
    visitor.adds(VASE).adds(DIARY).gets_to_review()
    for path in ("/cart", "/checkout/address", "/checkout/payment", "/checkout/review"):
        page = visitor.opens(path)
        assert page.shows(f"wait-{VASE}"), path
        assert page.shows(f"wait-{DIARY}"), path
        assert backorder in page.text
        assert pre_order in page.text


def test_arrival_is_counted_from_the_goods_that_leave_last(visitor: Browser, clock: Clock) -> None:
    assert clock.instant
    visitor.adds("mug-stoneware").says_where()
    soon = _first_arrival(visitor)
    assert soon < "2026-06-17"
    visitor.adds(VASE)
    assert _first_arrival(visitor) > "2026-06-26"


def test_a_line_that_is_there_says_nothing(visitor: Browser) -> None:
    page = visitor.adds("mug-stoneware").opens("/cart")
    assert not page.shows("wait-mug-stoneware")


def test_more_than_may_be_promised_is_refused_like_anything_sold_out(visitor: Browser) -> None:
    page = visitor.adds(VASE, 25).opens("/cart")
    assert page.shows(f"problem-{VASE}")
    assert "Only 24 left, you asked for 25" in page.text


def test_a_set_is_sold_out_with_its_last_part(app: Flask, visitor: Browser) -> None:
    with app.app_context():
        stock_up("mug-stoneware", 1)
    page = visitor.opens(f"/products/{SET}")
    assert "Sold out" in page.text
    with app.app_context():
        stock_up("mug-stoneware", 4)
    assert "Only 2 left" in visitor.opens(f"/products/{SET}").text


def _first_arrival(visitor: Browser) -> str:
    return min(each["datetime"] for each in visitor.opens("/checkout/shipping").all("time"))
