"""A double click, a held Enter key, two tabs, a retrying proxy: one order, one attempt to pay, one charge."""

from collections import Counter

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.concurrency.guards import drop_the_index_on_live_attempts
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import charges, rows, stock_of
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Receipt, Shopper

CLICKS = 20
#: prepare has read the order, and has not written anything
READ = "checkout.standing:requirements"


def test_twenty_clicks_are_one_order(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    door = _ready_to_pay(app)
    meet_before(monkeypatch, READ, CLICKS)
    answers = _click(door, CLICKS)
    assert {_outcome(each) for each in answers} <= {"Placed", "OutcomeUnknown"}
    assert door.receipt().state == "placed"
    assert len(charges(app)) == len(rows(app, "SELECT 1 FROM payments")) == 1
    assert len({each.number for each in answers if isinstance(each, Receipt)}) == 1


def test_with_the_locks_off_the_index_stops_the_second_charge(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _ready_to_pay_for_a_note(unlocked_app)
    meet_before(monkeypatch, READ, 4, patience=10)
    outcomes = Counter(_outcome(each) for each in _click(door, 4))
    assert outcomes[IntegrityError.__name__] > 0
    assert len(charges(unlocked_app)) == 1


def test_with_the_index_gone_too_the_shopper_pays_twice(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_the_index_on_live_attempts(unlocked_app)
    door = _ready_to_pay_for_a_note(unlocked_app)
    meet_before(monkeypatch, READ, 4, patience=10)
    _click(door, 4)
    assert len(charges(unlocked_app)) > 1


def test_a_placed_order_answers_every_further_click_alike(app: Flask) -> None:
    door = _ready_to_pay(app)
    receipts = [door.confirm(door.receipt().total, "card", "tok_visa") for _ in range(3)]
    assert len(set(receipts)) == 1
    assert len(charges(app)) == 1
    assert stock_of(app, "mug-stoneware")[1] == 0


def _ready_to_pay(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware", 2).ships_to(berlin).by("standard")
    return door


def _ready_to_pay_for_a_note(app: Flask) -> OperationsDoor:
    """Of notes there is no stock, so no hold of it stands in the way of a second payment either."""
    door = OperationsDoor(app)
    Shopper(door).adds("gift-note").ships_to(berlin)
    return door


def _click(door: OperationsDoor, times: int) -> list[Receipt | Exception]:
    total = door.total_shown()
    return at_once([lambda: door.confirm(total, "card", "tok_visa")] * times)


def _outcome(answer: Receipt | Exception) -> str:
    return answer.outcome if isinstance(answer, Receipt) else type(answer).__name__
