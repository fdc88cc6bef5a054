"""Payments whose answer was lost are asked about and settled, once, whoever asks and however many at once."""

from collections.abc import Callable

import pytest
from flask import Flask

from checkout.operations import reconcile, settle, sweep
from checkout.payments import Action, Attempt, Declined, NotFound, Ok, Outcome, Unknown
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import charges, let_rewrite, rows, stock_of, write
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

TOTAL = 2400 + 490
PAID = Ok("reference", TOTAL, TOTAL, "EUR")
EVERY_OUTCOME: tuple[Outcome, ...] = (
    Unknown(),
    NotFound(),
    Declined("card_declined"),
    Action("http://gateway.example/", "reference"),
    PAID,
    Ok("reference"),
)


def test_a_lost_answer_to_a_charge_that_happened_becomes_an_order(app: Flask) -> None:
    door = _paying_with(app, "tok_timeout")
    assert door.receipt().state == "placing"
    assert len(charges(app)) == 1
    assert _sweep(app)["payments"] == 1
    assert door.receipt().state == "placed"
    assert len(charges(app)) == 1
    assert _sweep(app)["payments"] == 0


def test_a_lost_request_opens_the_order_again(app: Flask) -> None:
    door = _paying_with(app, "tok_timeout_lost")
    assert door.receipt().state == "placing"
    _sweep(app)
    assert door.receipt().state == "open"
    assert door.confirm(door.total_shown(), "card", "tok_visa").outcome == "Placed"
    assert len(charges(app)) == 1


def test_a_request_that_arrives_after_it_was_given_up_takes_no_money(app: Flask) -> None:
    _paying_with(app, "tok_timeout_lost")
    _sweep(app)
    assert app.extensions["gateways"]["test"].create(_attempt(app)) == Declined("abandoned")
    assert charges(app) == []


def test_without_voiding_it_first_the_late_request_would_charge(app: Flask) -> None:
    _paying_with(app, "tok_timeout_lost")
    app.extensions["gateways"]["test"].create(_attempt(app))
    assert len(charges(app)) == 1
    _sweep(app)  # and is found, instead of being given up
    assert rows(app, "SELECT state FROM orders") == [("placed",)]


def test_asking_is_not_giving_up(app: Flask) -> None:
    door = _paying_with(app, "tok_3ds")
    for _ in range(2):
        _sweep(app)
        assert door.receipt().state == "placing"


def test_an_answer_that_is_lost_again_and_again_keeps_nobody_from_paying(app: Flask) -> None:
    door = _paying_with(app, "tok_timeout_lost")
    asks = Action("http://gateway.example/", "reference")
    for outcome in (asks, Unknown(), asks, Unknown(), asks, Unknown()):
        assert _settle(app, outcome) == "placing"
    assert rows(app, "SELECT count(*) FROM payment_events WHERE kind = 'action_required'") == [(1,)]
    assert _settle(app, PAID) == "placed"
    assert door.receipt().state == "placed"
    _forget_the_made_up_money(app)


@pytest.mark.parametrize("second", EVERY_OUTCOME, ids=lambda outcome: repr(outcome)[:12])
@pytest.mark.parametrize("first", [PAID, Declined("card_declined")], ids=["paid", "declined"])
def test_what_is_settled_stays_settled(app: Flask, first: Outcome, second: Outcome) -> None:
    door = _paying_with(app, "tok_timeout_lost")
    settlement = _settle(app, first)
    history = rows(app, "SELECT type FROM order_events")
    assert _settle(app, second) == settlement
    if (type(first), second) != (
        Declined,
        PAID,
    ):  # that money is given back, see test_late_money.py
        assert rows(app, "SELECT type FROM order_events") == history
    assert door.receipt().state == settlement
    _forget_the_made_up_money(app)


def test_settling_at_once_counts_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    _paying_with(app, "tok_timeout")
    meet_before(monkeypatch, "checkout.operations.settle:_event_of", 6)
    answers = at_once([_asking(app)] * 6)
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert rows(app, "SELECT count(*) FROM order_events WHERE type = 'placed'") == [(1,)]
    assert rows(app, "SELECT count(*) FROM payment_events WHERE kind = 'captured'") == [(1,)]


def test_without_the_lock_settling_at_once_is_not_silent(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _paying_with(unlocked_app, "tok_timeout")
    meet_before(monkeypatch, "checkout.operations.settle:_event_of", 6, patience=10)
    answers = at_once([_asking(unlocked_app)] * 6)
    assert any(isinstance(each, Exception) for each in answers)


def test_sweepers_beside_each_other_do_the_work_once(app: Flask) -> None:
    before = stock_of(app, "mug-stoneware")
    for _ in range(4):
        _paying_with(app, "tok_timeout")
    answers = at_once([lambda: _sweep(app)] * 3)
    assert [each for each in answers if isinstance(each, Exception)] == []
    assert rows(app, "SELECT DISTINCT state FROM orders") == [("placed",)]
    assert stock_of(app, "mug-stoneware") == (before[0] - 4, 0)


def _paying_with(app: Flask, token: str) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    door.confirm(door.total_shown(), "card", token)
    return door


def _sweep(app: Flask) -> dict[str, int]:
    with app.app_context():
        return sweep()


def _asking(app: Flask) -> Callable[[], object]:
    def ask() -> object:
        with app.app_context():
            [order_id] = rows(app, "SELECT id FROM orders")[0]
            return reconcile(order_id, "system")

    return ask


def _settle(app: Flask, outcome: Outcome) -> str:
    [(payment_id,)] = rows(app, "SELECT id FROM payments")
    with app.app_context():
        return settle(payment_id, outcome, "system").order_state


def _attempt(app: Flask) -> Attempt:
    [(key,)] = rows(app, "SELECT idempotency_key FROM payments")
    return Attempt(key, TOTAL, "EUR", "number", "http://shop.example/", "en", "tok_visa")


def _forget_the_made_up_money(app: Flask) -> None:
    """These outcomes were told by the test, so the gateway's books know nothing of them."""
    let_rewrite(app, "payment_events")
    write(app, "DELETE FROM payment_events WHERE kind = 'captured'")
    write(app, "DELETE FROM money_requests")
    write(app, "UPDATE payments SET captured = 0, capture_asked = 0, refund_asked = 0")
