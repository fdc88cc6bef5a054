"""Who buys the same again within minutes, in a new cart, is told before it is bought twice."""

from datetime import timedelta

import pytest
from flask import Flask

from checkout.storefront import bought
from tests.conftest import Clock
from tests.guest import Guest


@pytest.fixture
def guest(app: Flask) -> Guest:
    return Guest(app.test_client())


def is_warned(guest: Guest) -> bool:
    return 'data-testid="bought-before"' in guest.opens("/checkout/review").html


def again(guest: Guest, sku: str = "mug-stoneware", quantity: int = 1) -> Guest:
    """The guest with a cart that could be bought."""
    return guest.adds(sku, quantity).ships_to().by("standard").pays_by("invoice")


def test_the_same_within_ten_minutes_is_warned_of_and_can_be_bought(
    guest: Guest, clock: Clock
) -> None:
    first = guest.buys()
    again(guest)
    assert is_warned(guest)
    assert f'href="{first}"' in guest.html
    clock.forward(minutes=9)
    assert is_warned(guest)
    assert guest.places_order() != first


def test_if_nobody_looked_back_it_would_be_bought_twice_unwarned(
    guest: Guest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bought, "RECENT", timedelta(0))
    first = guest.buys()
    assert not is_warned(again(guest))
    assert guest.places_order() != first


def test_something_else_or_later_is_not(guest: Guest, clock: Clock) -> None:
    guest.buys()
    assert not is_warned(again(guest, quantity=2))
    guest.places_order()
    clock.forward(minutes=10)
    assert not is_warned(again(guest, quantity=2))


def test_an_order_whose_payment_is_open_counts_and_its_own_retry_does_not(guest: Guest) -> None:
    guest.adds("mug-stoneware").ships_to().by("standard").pays_by("card")
    guest.opens("/checkout/review").sends("expected_total")
    with guest.client.session_transaction() as session:
        bought, cart = session["bought"], session.pop("cart")
    assert bought[2] == cart
    again(guest)
    assert is_warned(guest)
    with guest.client.session_transaction() as session:
        session["bought"][2] = session["cart"]
        session.modified = True
    assert not is_warned(guest)


def test_another_browser_knows_nothing_of_it(app: Flask, guest: Guest) -> None:
    guest.buys()
    assert not is_warned(again(Guest(app.test_client())))
