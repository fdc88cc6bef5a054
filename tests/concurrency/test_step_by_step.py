"""Steps judged and taken while somebody else changes the order; many cards for one order; both databases."""

import pytest
from flask import Flask

from checkout.operations import (
    Changes,
    Means,
    OrderRef,
    OutcomeUnknown,
    Placed,
    PlaceWish,
    StepUnmet,
    change_order,
    find_order,
    place,
    purchase,
    set_quantity,
    take_step,
)
from checkout.operations import steps as steps_module
from checkout.payments import Card
from tests.concurrency.rivals import at_once, come_in_before
from tests.concurrency.witnesses import charges, rows
from tests.doors import RETURN_URL, OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

CARD = Card("4242424242424242", "Ada Lovelace", "123", 12, 2040)
DECLINED = Card("4000000000000002", "Ada Lovelace", "123", 12, 2040)
INVOICE = Changes(payment_method="invoice")
CHANGE = "checkout.operations.steps:change_order"


def test_a_step_is_judged_by_what_is_there_when_it_is_taken(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = _ready(app)

    with app.app_context(), pytest.raises(StepUnmet):
        _taken_while_the_cart_is_emptied(app, ref, monkeypatch)

    assert rows(app, "SELECT payment_method FROM orders") == [(None,)]


def test_without_the_version_it_would_be_taken_anyway(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = _ready(app)
    monkeypatch.setattr(
        steps_module, "change_order", lambda ref, changes, **_: change_order(ref, changes)
    )

    with app.app_context():
        _taken_while_the_cart_is_emptied(app, ref, monkeypatch)

    assert rows(app, "SELECT payment_method FROM orders") == [("invoice",)]


def test_many_cards_at_once_are_one_charge(app: Flask) -> None:
    ref = _confirmed(app)

    def pay() -> object:
        with app.app_context():
            return purchase(ref, Means(CARD), "partner", RETURN_URL)

    answers = at_once([pay] * 8)

    with app.app_context():
        order = find_order(ref).order
    # Who comes while the gateway is still being asked is told to wait.
    assert Placed(order.id) in answers
    assert set(answers) <= {Placed(order.id), OutcomeUnknown(order.id)}
    assert [amount for _, amount in charges(app)] == [order.total]


def test_many_cards_after_a_decline_are_one_charge(app: Flask) -> None:
    ref = _confirmed(app)

    def pay(card: Card = CARD) -> object:
        with app.app_context():
            return purchase(ref, Means(card), "partner", RETURN_URL)

    pay(DECLINED)
    at_once([pay] * 8)

    assert rows(app, "SELECT state FROM orders") == [("placed",)]
    assert len(charges(app)) == 1
    states = rows(app, "SELECT state FROM payments ORDER BY id")
    assert states == [("declined",), ("captured",)]


def _ready(app: Flask) -> OrderRef:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    return door.ref


def _confirmed(app: Flask) -> OrderRef:
    ref = _ready(app)
    with app.app_context():
        total = find_order(ref).order.total
        place(ref, PlaceWish(total, "partner", RETURN_URL, payment_method="card"))
    return ref


def _taken_while_the_cart_is_emptied(
    app: Flask, ref: OrderRef, monkeypatch: pytest.MonkeyPatch
) -> None:
    line_id = find_order(ref).order.lines[0].id

    def empty() -> None:
        with app.app_context():
            set_quantity(ref, line_id, 0)

    rival = come_in_before(monkeypatch, CHANGE, empty, patience=5)
    take_step(ref, "payment", INVOICE)
    rival.join()
