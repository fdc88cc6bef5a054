"""The last place in a delivery window goes to one order, and comes back when that order is not placed after all."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from checkout import clock, windows
from checkout.operations import (
    Changes,
    ShipmentWish,
    Unmet,
    change_order,
    sweep,
)
from checkout.operations.cancel import cancel_order
from checkout.operations.money import Why
from tests.concurrency.guards import (
    drop_the_check_on_windows,
    take_no_row_locks,
    trust_the_earlier_look_at_the_window,
)
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import charges, let_holds_expire, rows, write
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shipping_shop import window
from tests.shopper import Receipt, Shopper

#: the buyer's requirements are about to be checked, with the window as it was read
SEEN = "checkout.standing:requirements"
#: the order is about to be frozen, its place not yet taken
UNTAKEN = "checkout.operations.place:freeze"

#: of the windows that these tests made: the demo shop's own have a zone
TAKEN = "SELECT taken FROM delivery_windows WHERE zone_id IS NULL ORDER BY id"


@pytest.mark.parametrize("buyers", [2, 8])
def test_exactly_one_buyer_gets_the_last_place(
    app: Flask, monkeypatch: pytest.MonkeyPatch, buyers: int
) -> None:
    doors = _ready_for_one_place(app, buyers)
    meet_before(monkeypatch, UNTAKEN, buyers)
    assert sorted(_all_place(doors)) == ["Placed"] + ["Unmet"] * (buyers - 1)
    assert _taken(app) == [1]
    assert len(charges(app)) == 1


def test_the_conditional_update_is_enough_without_row_locks(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_no_row_locks(app)
    doors = _ready_for_one_place(app, 4)
    meet_before(monkeypatch, UNTAKEN, 4)
    assert sorted(_all_place(doors)) == ["Placed"] + ["Unmet"] * 3


def test_with_the_condition_off_the_database_still_refuses(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_the_earlier_look_at_the_window(unlocked_app)
    doors = _ready_for_one_place(unlocked_app, 3)
    meet_before(monkeypatch, SEEN, 3, patience=10)
    assert sorted(_all_place(doors)) == [IntegrityError.__name__] * 2 + ["Placed"]


def test_with_the_check_gone_too_everybody_gets_the_last_place(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_the_earlier_look_at_the_window(unlocked_app)
    drop_the_check_on_windows(unlocked_app)
    doors = _ready_for_one_place(unlocked_app, 3)
    meet_before(monkeypatch, SEEN, 3, patience=10)
    _all_place(doors)
    assert _taken(unlocked_app) == [3]


def test_whoever_is_late_is_told_the_next_free_one(app: Flask) -> None:
    doors = _ready_for_one_place(app, 2)
    with app.app_context():
        next_one = window(clock.now() + timedelta(days=31))
    total = doors[0].total_shown()
    assert doors[0].confirm(total).outcome == "Placed"
    answer = doors[1].ask_for(total)
    assert isinstance(answer, Unmet)
    (missing,) = answer.requirements
    assert (missing.field, missing.code) == ("shipments/0/delivery_window", "delivery_window_full")
    assert dict(missing.params)["window"]
    _choose(doors[1], next_one)
    assert doors[1].confirm(total).outcome == "Placed"


def test_a_declined_payment_gives_the_place_back(app: Flask) -> None:
    first, second = _ready_for_one_place(app, 2)
    total = first.total_shown()
    assert first.confirm(total, "card", "tok_declined").outcome == "PaymentDeclined"
    assert _taken(app) == [0]
    assert second.confirm(total).outcome == "Placed"
    assert _taken(app) == [1]


def test_a_cancelled_order_gives_its_place_back_once(app: Flask) -> None:
    first, second = _ready_for_one_place(app, 2)
    total = first.total_shown()
    first.confirm(total)
    assert _taken(app) == [1]
    at_once([lambda: _cancel(first)] * 3)
    assert _taken(app) == [0]
    assert second.confirm(total).outcome == "Placed"
    _cancel(first)
    assert _taken(app) == [1]


def test_a_cancellation_that_forgets_the_place_keeps_it_taken(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    (only,) = _ready_for_one_place(unlocked_app, 1)
    only.confirm(only.total_shown())
    monkeypatch.setattr(windows, "release", lambda _: None)
    _cancel(only)
    assert _taken(unlocked_app) == [1]


def test_the_place_of_a_shopper_who_never_answers_the_bank_comes_back(app: Flask) -> None:
    first, second = _ready_for_one_place(app, 2)
    total = first.total_shown()
    assert first.confirm(total, "card", "tok_3ds").outcome == "ActionNeeded"
    _sweep(app)
    assert _taken(app) == [1]
    let_holds_expire(app, "window_holds")
    _sweep(app)
    assert _taken(app) == [0]
    assert second.confirm(total).outcome == "Placed"


def test_an_expired_cart_keeps_no_place(app: Flask) -> None:
    (only,) = _ready_for_one_place(app, 1)
    assert only.confirm(only.total_shown(), "card", "tok_declined").outcome == "PaymentDeclined"
    write(app, "UPDATE orders SET expires_at = created_at")
    _sweep(app)
    assert rows(app, "SELECT state FROM orders") == [("expired",)]
    assert _taken(app) == [0]


def _cancel(door: OperationsDoor) -> None:
    with door.app.app_context():
        cancel_order(door.ref, Why("shopper"))


def _sweep(app: Flask) -> None:
    with app.app_context():
        sweep()


def _ready_for_one_place(app: Flask, buyers: int) -> list[OperationsDoor]:
    with app.app_context():
        id_ = window(clock.now() + timedelta(days=30))
    return [_ready(app, id_) for _ in range(buyers)]


def _ready(app: Flask, window_id: int) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    _choose(door, window_id)
    return door


def _choose(door: OperationsDoor, window_id: int) -> None:
    with door.app.app_context():
        change_order(door.ref, Changes(shipments=(ShipmentWish("main", window=window_id),)))


def _all_place(doors: list[OperationsDoor]) -> list[str]:
    total = doors[0].total_shown()
    answers = at_once([lambda door=door: door.confirm(total, "card", "tok_visa") for door in doors])  # type: ignore[misc]
    return [
        answer.outcome if isinstance(answer, Receipt) else type(answer).__name__
        for answer in answers
    ]


def _taken(app: Flask) -> list[int]:
    return [taken for (taken,) in rows(app, TAKEN)]
