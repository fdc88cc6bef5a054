"""Whatever keeps an order from being placed is found before the gateway hears of it: there is no attempt there to void later."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import update

from checkout.db import db, unit_of_work
from checkout.models import PaymentMethod
from checkout.operations import PlaceWish, place
from tests.concurrency.witnesses import rows
from tests.doors import OperationsDoor
from tests.factories import berlin, reprice, stock_up
from tests.gateways.process import InProcess
from tests.shopper import Shopper


@unit_of_work
def _give_up_cards() -> None:
    chosen = PaymentMethod.code == "card"
    db.session.execute(update(PaymentMethod).where(chosen).values(gateway="closed down"))


#: what happens after the shopper saw the total, and what the shop says
TROUBLES: dict[str, tuple[Callable[[], object], str]] = {
    "its gateway is not set up": (_give_up_cards, "Unmet"),
    "the goods are gone": (lambda: stock_up("lamp-desk", 0), "Unmet"),
    "the price has changed": (lambda: reprice("lamp-desk", 9900), "TotalChanged"),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_gateway_is_not_asked(app: Flask, trouble: str) -> None:
    happens, says = TROUBLES[trouble]
    door = _ready(app)
    total = door.total_shown()
    with app.app_context():
        happens()
    assert type(door.ask_for(total, "card", "tok_visa")).__name__ == says
    assert InProcess.of(app).charges() == []


def test_without_looking_first_goods_without_a_way_to_pay_would_be_given_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _ready(app)
    total = door.total_shown()
    with app.app_context():
        _give_up_cards()
    monkeypatch.setattr("checkout.standing.requirements", lambda _: ())
    assert type(door.ask_for(total, "card", "tok_visa")).__name__ == "Placed"
    assert rows(app, "SELECT 1 FROM payments") == []


def test_without_comparing_the_total_another_price_would_be_charged(app: Flask) -> None:
    door = _ready(app)
    with app.app_context():
        reprice("lamp-desk", 9900)
        place(door.ref, PlaceWish(None, "shopper", "http://shop.example/", "card", "tok_visa"))
    assert [each["captured"] for each in InProcess.of(app).charges()] == [9900 + 490]


def test_an_order_without_an_address_is_not_paid(app: Flask) -> None:
    door = OperationsDoor(app)
    Shopper(door).adds("lamp-desk")
    assert type(door.ask_for(door.total_shown(), "card", "tok_visa")).__name__ == "Unmet"
    assert InProcess.of(app).charges() == []


def test_an_order_with_nothing_wrong_is_asked_for_once(app: Flask) -> None:
    door = _ready(app)
    assert type(door.ask_for(door.total_shown(), "card", "tok_visa")).__name__ == "Placed"
    assert len(InProcess.of(app).charges()) == 1


def _ready(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("lamp-desk").ships_to(berlin).by("standard")
    return door
