"""A shopper goes on with the checkout of a quote: the agreed prices, until when they hold, and what comes after."""

from datetime import timedelta

import pytest
from flask import Flask

from checkout.links import sign_continuation
from checkout.operations import Acceptor, QuoteLineWanted, QuoteWish, accept_quote, make_quote
from tests.conftest import Clock
from tests.web.browsing import Browser

#: 10 mugs at 19.00 instead of 24.00, and delivery at 4.90
MUGS = (QuoteLineWanted("mug-stoneware", 10, 1900),)


@pytest.fixture
def link(app: Flask, clock: Clock) -> str:
    """Where the shopper goes on with an accepted quote that ends in an hour."""
    ends = clock.instant + timedelta(hours=1)
    with app.app_context():
        wish = QuoteWish(lines=MUGS, valid_until=ends, email="ada@example.com")
        known = make_quote("demo", wish)
        standing = accept_quote("demo", known.quote.public_id, "tests", Acceptor())
        return f"/checkout/continue/{sign_continuation(standing.order)}"


def test_the_cart_shows_the_agreed_prices_and_until_when(visitor: Browser, link: str) -> None:
    visitor.opens(link)
    cart = visitor.opens("/cart")
    assert cart.shows("quote")
    assert "19.00 each" in cart.text
    assert "June 10, 2026, 11:00" in cart.text


def test_it_is_bought_at_the_agreed_prices(visitor: Browser, link: str) -> None:
    visitor.opens(link)
    visitor.gets_to_review()
    assert visitor.page.shows("quote")
    assert visitor.page.form_with("expected_total").values["expected_total"] == "19490"
    placed = visitor.sends("expected_total")
    assert placed.path.startswith("/orders/")
    assert "194.90" in placed.text


def test_when_the_quote_ends_before_the_button_the_new_total_is_shown_first(
    visitor: Browser, link: str, clock: Clock
) -> None:
    visitor.opens(link)
    visitor.gets_to_review()
    clock.forward(hours=1)
    told = visitor.sends("expected_total")
    assert told.status == 409
    assert told.shows("quote-ended")
    assert not told.shows("quote")
    assert told.form_with("expected_total").values["expected_total"] == "24490"
    assert visitor.sends("expected_total").path.startswith("/orders/")


def test_a_cart_from_no_quote_says_nothing_of_one(visitor: Browser) -> None:
    visitor.adds("mug-stoneware")
    cart = visitor.opens("/cart")
    assert not cart.shows("quote")
    assert not cart.shows("quote-ended")
