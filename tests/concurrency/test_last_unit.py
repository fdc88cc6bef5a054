"""Many buyers, one unit: one of them gets it, the others are told before anyone asks them for money."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.concurrency.guards import (
    drop_the_checks_on_stock,
    take_no_row_locks,
    trust_the_earlier_look_at_the_shelf,
)
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import charges, rows, stock_of
from tests.doors import OperationsDoor
from tests.factories import berlin, stock_up
from tests.shopper import Receipt, Shopper

#: the buyer's requirements are about to be checked, with the shelf as it was read
SEEN = "checkout.standing:requirements"
#: the order is about to be frozen, its stock not yet held
UNHELD = "checkout.operations.place:freeze"


@pytest.mark.parametrize("buyers", [2, 18])
def test_exactly_one_buyer_gets_the_last_unit(
    app: Flask, monkeypatch: pytest.MonkeyPatch, buyers: int
) -> None:
    doors = _ready_for_the_last_lamp(app, buyers)
    meet_before(monkeypatch, UNHELD, buyers)
    outcomes = _all_place(doors)
    assert sorted(outcomes) == ["Placed"] + ["Unmet"] * (buyers - 1)
    assert stock_of(app, "lamp-desk") == (0, 0)
    assert len(charges(app)) == len(rows(app, "SELECT 1 FROM payments")) == 1


def test_the_conditional_update_is_enough_without_row_locks(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_no_row_locks(app)
    doors = _ready_for_the_last_lamp(app, 5)
    meet_before(monkeypatch, UNHELD, 5)
    assert sorted(_all_place(doors)) == ["Placed"] + ["Unmet"] * 4


def test_with_the_condition_off_the_database_still_refuses(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_the_earlier_look_at_the_shelf(unlocked_app)
    doors = _ready_for_the_last_lamp(unlocked_app, 4)
    meet_before(monkeypatch, SEEN, 4, patience=10)
    assert sorted(_all_place(doors)) == [IntegrityError.__name__] * 3 + ["Placed"]
    assert len(charges(unlocked_app)) == 1


def test_with_the_checks_gone_too_the_last_unit_is_sold_to_everybody(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    trust_the_earlier_look_at_the_shelf(unlocked_app)
    drop_the_checks_on_stock(unlocked_app)
    doors = _ready_for_the_last_lamp(unlocked_app, 4)
    meet_before(monkeypatch, SEEN, 4, patience=10)
    _all_place(doors)
    assert len(charges(unlocked_app)) == 4


def test_a_shelf_is_sold_to_the_last_unit_and_not_further(app: Flask) -> None:
    doors = [_ready(app, "lamp-desk") for _ in range(12)]
    with app.app_context():
        stock_up("lamp-desk", 7)
    assert sorted(_all_place(doors)) == ["Placed"] * 7 + ["Unmet"] * 5
    assert stock_of(app, "lamp-desk") == (0, 0)


def _ready_for_the_last_lamp(app: Flask, buyers: int) -> list[OperationsDoor]:
    doors = [_ready(app, "lamp-desk") for _ in range(buyers)]
    with app.app_context():
        stock_up("lamp-desk", 1)
    return doors


def _ready(app: Flask, sku: str) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds(sku).ships_to(berlin).by("standard")
    return door


def _all_place(doors: list[OperationsDoor]) -> list[str]:
    total = doors[0].total_shown()
    answers = at_once([lambda door=door: door.confirm(total, "card", "tok_visa") for door in doors])  # type: ignore[misc]
    return [
        answer.outcome if isinstance(answer, Receipt) else type(answer).__name__
        for answer in answers
    ]
