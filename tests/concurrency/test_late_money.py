"""A gateway that takes money although it had declined: the merchant keeps none of it, and no order comes back to life."""

from importlib import import_module

import pytest
from flask import Flask

from checkout.db import db
from checkout.models import Order, Payment
from checkout.operations import settle, sweep
from checkout.operations.pay import Debt
from checkout.operations.pay import fetch as ask
from checkout.payments import Outcome
from checkout.payments.sandbox.books import open_books
from tests.concurrency.rivals import at_once
from tests.concurrency.witnesses import charges, rows, write
from tests.conftest import Clock
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.process import InProcess
from tests.shopper import Shopper

TOTAL = 2400 + 490


@pytest.fixture
def door(app: Flask) -> OperationsDoor:
    """Somebody whose card was declined, who is then charged all the same."""
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    assert door.confirm(TOTAL, "card", "tok_declined").outcome == "PaymentDeclined"
    ledger = InProcess.of(app).gateway.ledger
    [charge] = [each for each in ledger.everything()[0] if each.state == "refused"]
    ledger.move(charge, "captured")
    assert len(charges(app)) == 1
    return door


def test_it_is_given_back_once_whoever_tells_of_it_how_often(
    clock: Clock, app: Flask, door: OperationsDoor
) -> None:
    answers = at_once([lambda: _told(app)] * 3)
    assert answers == ["open"] * 3
    _told(app)
    _rounds_of_the_worker(app, clock)
    assert [each["refunded"] for each in InProcess.of(app).charges()] == [TOTAL]
    assert rows(app, "SELECT kind, amount, state FROM money_requests") == [
        ("refund", TOTAL, "done")
    ]
    assert door.receipt().state == "open"


def test_the_order_is_paid_by_another_attempt_meanwhile(
    clock: Clock, app: Flask, door: OperationsDoor
) -> None:
    assert door.confirm(TOTAL, "card", "tok_visa").outcome == "Placed"
    assert _told(app) == "placed"
    _rounds_of_the_worker(app, clock)
    kept = [each["captured"] - each["refunded"] for each in InProcess.of(app).charges()]
    assert kept == [0, TOTAL]
    assert door.receipt().state == "placed"


def test_the_order_can_still_be_paid_afterwards(
    clock: Clock, app: Flask, door: OperationsDoor
) -> None:
    _told(app)
    assert door.confirm(TOTAL, "card", "tok_visa").outcome == "Placed"
    _rounds_of_the_worker(app, clock)
    kept = [each["captured"] - each["refunded"] for each in InProcess.of(app).charges()]
    assert kept == [0, TOTAL]


def test_what_the_gateway_gave_back_by_itself_is_not_given_back_again(
    clock: Clock, app: Flask, door: OperationsDoor
) -> None:
    [charge] = InProcess.of(app).charges()
    InProcess.of(app).gateway.ledger.shift(charge["idempotency_key"], "refund", None, "its own", "")
    assert _told(app) == "open"
    _rounds_of_the_worker(app, clock)
    assert rows(app, "SELECT count(*) FROM money_requests") == [(0,)]
    assert door.receipt().state == "open"
    _forget_what_came_and_went(app)


def test_without_looking_for_it_the_merchant_would_keep_it(
    make_app: object, engine: str, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    app = make_app(engine)  # type: ignore[operator]
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    door.confirm(TOTAL, "card", "tok_declined")
    ledger = InProcess.of(app).gateway.ledger
    ledger.move(ledger.everything()[0][0], "captured")
    settling = import_module(
        "checkout.operations.settle"
    )  # the package has a function of this name
    monkeypatch.setattr(settling, "came_too_late", lambda *_: False)
    _told(app)
    _rounds_of_the_worker(app, clock)
    assert [each["captured"] - each["refunded"] for each in InProcess.of(app).charges()] == [TOTAL]
    assert door.receipt().state == "open"  # money, and no order


def test_a_promise_that_comes_late_is_let_go_once(clock: Clock, app: Flask) -> None:
    door = _promised_after_all(app)
    assert at_once([lambda: _told(app)] * 3) == ["open"] * 3
    for _ in range(2):
        _rounds_of_the_worker(app, clock)
        _told(app)
    assert _promises(app) == [("void", 0, TOTAL)]
    assert rows(app, "SELECT kind, amount, state FROM money_requests") == [("void", TOTAL, "done")]
    assert rows(app, "SELECT state FROM payments") == [("declined",)]
    assert door.confirm(TOTAL, "card", "tok_visa").outcome == "Placed"


def test_a_promise_that_comes_late_and_is_taken_at_the_gateway_is_given_back(
    clock: Clock, app: Flask
) -> None:
    _promised_after_all(app)
    _told(app)
    ledger = InProcess.of(app).gateway.ledger
    ledger.shift(ledger.everything()[0][0].idempotency_key, "capture", None, "its own", "")
    _rounds_of_the_worker(app, clock)
    _told(app)
    _rounds_of_the_worker(app, clock)
    assert [each["captured"] - each["refunded"] for each in InProcess.of(app).charges()] == [0]


def test_without_looking_for_it_the_shopper_could_not_spend_what_is_promised(
    clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _promised_after_all(app)
    monkeypatch.setattr(
        import_module("checkout.operations.settle"), "came_too_late", lambda *_: False
    )
    _told(app)
    _rounds_of_the_worker(app, clock)
    assert _promises(app) == [("authorized", 0, 0)]


def _promised_after_all(app: Flask) -> OperationsDoor:
    write(app, "UPDATE payment_methods SET manual_capture = :yes WHERE code = 'card'", yes=True)
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    assert door.confirm(TOTAL, "card", "tok_declined").outcome == "PaymentDeclined"
    ledger = InProcess.of(app).gateway.ledger
    ledger.move(ledger.everything()[0][0], "captured")
    assert _promises(app) == [("authorized", 0, 0)]
    return door


def _promises(app: Flask) -> list[tuple[str, int, int]]:
    """State, and minor units taken and let go, by the gateway's own books."""
    told = ("state", "captured", "released")
    return [tuple(each[name] for name in told) for each in InProcess.of(app).charges()]


def test_an_attempt_that_was_given_back_before_anybody_knew_of_it_pays_for_nothing(
    clock: Clock, app: Flask
) -> None:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    gateway = InProcess.of(app)
    gateway.switch(drop_answers=1)
    door.confirm(TOTAL, "card", "tok_visa")
    [charge] = gateway.charges()
    gateway.gateway.ledger.shift(charge["idempotency_key"], "refund", None, "its own", "")
    _rounds_of_the_worker(app, clock)
    assert door.receipt().state == "open"
    _forget_what_came_and_went(app)


def _forget_what_came_and_went(app: Flask) -> None:
    """Our books need not know of it, so the gateway's must not be compared with them."""
    with open_books(InProcess.of(app).gateway.ledger.path) as books:
        books.execute("UPDATE charges SET captured = 0, refunded = 0")


def _told(app: Flask) -> str:
    """The gateway says of the first attempt what its books say now; the order's state after it."""
    with app.app_context():
        payment = db.session.scalars(db.select(Payment).order_by(Payment.id)).first()
        assert payment is not None
        debt, id_ = Debt.of(payment, db.session.get_one(Order, payment.order_id)), payment.id
        db.session.rollback()
        outcome: Outcome = ask(debt)
        return settle(id_, outcome, "gateway").order_state


def _rounds_of_the_worker(app: Flask, clock: Clock) -> None:
    for _ in range(2):
        clock.forward(seconds=60)
        with app.app_context():
            sweep()
