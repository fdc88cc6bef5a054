"""An order that is changed while it is being placed is one of its versions, whole: what is charged is what is ordered."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask

from checkout.operations import (
    Changes,
    LineWanted,
    OrderClosed,
    add_line,
    cancel,
    change_order,
    find_order,
    set_quantity,
    use_coupon,
)
from tests.concurrency.rivals import come_in_before
from tests.concurrency.witnesses import broken_rules, charges
from tests.doors import OperationsDoor
from tests.factories import berlin, reprice, vienna
from tests.shopper import Shopper

#: before the order is locked, after it was read under its lock, and when it is final but not committed
POINTS = (
    "checkout.operations.place:lock_cart",
    "checkout.standing:requirements",
    "checkout.operations.place:begin_payment",
)
EDITS: dict[str, Callable[[OperationsDoor], object]] = {
    "another line": lambda door: add_line(door.ref, LineWanted("notebook-a5", 1), "en"),
    "more of it": lambda door: set_quantity(door.ref, _first_line(door), 7),
    "nothing of it": lambda door: set_quantity(door.ref, _first_line(door), 0),
    "a coupon": lambda door: use_coupon(door.ref, "WELCOME10"),
    "another address": lambda door: change_order(door.ref, Changes(shipping_address=vienna)),
    "faster delivery": lambda door: change_order(door.ref, Changes(shipping_method="express")),
    "giving it up": lambda door: cancel(door.ref, "shopper"),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("point", POINTS)
def test_what_is_charged_is_what_is_ordered(
    app: Flask, monkeypatch: pytest.MonkeyPatch, point: str, edit: str
) -> None:
    door = _ready_to_pay(app)
    shown = door.total_shown()
    rival = come_in_before(monkeypatch, point, lambda: _edit(door, edit))
    answer = _place(door, shown)
    rival.join()
    receipt = door.receipt()
    assert charges(app) == [] or [amount for _, amount in charges(app)] == [receipt.total] == [
        shown
    ]
    assert (receipt.state == "placed") == (answer == "Placed")


def test_a_cart_read_before_the_lock_is_charged_wrongly(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _ready_to_pay(unlocked_app)
    shown = door.total_shown()
    come_in_before(monkeypatch, POINTS[1], lambda: _edit(door, "another line"))
    door.confirm(shown, "card", "tok_visa")
    assert broken_rules(unlocked_app)


def test_a_price_that_rises_while_placing_is_shown_and_not_charged(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _ready_to_pay(app)
    come_in_before(monkeypatch, POINTS[0], lambda: _reprice(app))
    assert door.confirm(door.total_shown(), "card", "tok_visa").outcome == "TotalChanged"
    assert charges(app) == []
    assert door.confirm(door.total_shown(), "card", "tok_visa").outcome == "Placed"
    assert charges(app)[0][1] == 2 * 2500 + 490


def _ready_to_pay(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware", 2).ships_to(berlin).by("standard")
    return door


def _place(door: OperationsDoor, total: int) -> str:
    try:
        return door.confirm(total, "card", "tok_visa").outcome
    except OrderClosed as closed:
        return closed.state


def _edit(door: OperationsDoor, edit: str) -> None:
    # too late is no error: the order is being placed as it was
    with door.app.app_context(), suppress(OrderClosed):
        EDITS[edit](door)


def _reprice(app: Flask) -> None:
    with app.app_context():
        reprice("mug-stoneware", 2500)


def _first_line(door: OperationsDoor) -> int:
    return find_order(door.ref).order.lines[0].id
