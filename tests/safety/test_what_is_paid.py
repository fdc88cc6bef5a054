"""Published holes and bugs of other shops, about who may say that an order is paid. Each with its negative control."""

import json
from importlib import import_module

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from checkout.db import db, unit_of_work
from checkout.models import Order
from checkout.models.payment import TRANSITIONS
from checkout.operations.outbox import PLACED, announce
from checkout.payments import Attempt, Ok, Outcome, signatures
from tests.concurrency.witnesses import charges, invariants_hold, rows, stock_of
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.process import InProcess
from tests.gateways.telling import TOTAL, URL, Provider, key_of, pays_there, waits_on_the_card_page
from tests.guest import Guest
from tests.safety.weakening import weaken
from tests.shopper import Shopper

notifications = import_module("checkout.operations.notifications")
sweep = import_module("checkout.operations.sweep")

# CVE-2026-0656, CVE-2025-14078: whoever called the address for callbacks said that an order was paid.


def _claims_it_was_paid(app: Flask) -> TestResponse:
    """Somebody who knows all about the payment but the gateway's secret says that it was made."""
    data = {"idempotency_key": key_of(app), "order_number": "x", "amount": TOTAL, "captured": TOTAL}
    data |= {
        "refunded": 0,
        "currency": "EUR",
        "reference": "ch_1",
        "authorized": TOTAL,
        "reason": "",
    }
    event = {"id": "evt_1", "type": "payment.captured", "created": 0, "data": data}
    told = ("evt_1", json.dumps(event).encode())
    return Provider(app, "whsec_Z3Vlc3NlZA==").tells(told)


def test_cve_2026_0656_who_cannot_sign_pays_nothing(app: Flask) -> None:
    door = waits_on_the_card_page(app)
    assert _claims_it_was_paid(app).status_code == 400
    assert app.test_client().post(URL, json={"type": "payment.captured"}).status_code == 400
    assert door.receipt().state == "placing"


def test_cve_2026_0656_without_looking_at_the_signature_it_would_be_paid(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = waits_on_the_card_page(app)
    monkeypatch.setattr(signatures, "_is_one_of", lambda *_: True)
    assert _claims_it_was_paid(app).status_code == 200
    assert (door.receipt().state, charges(app)) == ("placed", [])


FORGED = "?status=paid&paid=1&result=success&payment_status=captured&amount=0&TransactionID=1"


def _returns_with_a_forged_address(app: Flask) -> str:
    """The order's state after a shopper came back from the gateway without having paid."""
    guest = Guest(app.test_client())
    guest.adds("mug-stoneware").ships_to().by("standard").pays_by("card")
    guest.opens("/checkout/review").sends("expected_total")
    with app.app_context():
        order = db.session.query(Order).one()
        for path in (f"/orders/{order.token}/return{FORGED}", f"/orders/{order.token}{FORGED}"):
            guest.client.get(path)
    [(state,)] = rows(app, "SELECT state FROM orders")
    return str(state)


def test_cve_2025_14078_what_the_address_of_the_return_says_is_not_believed(app: Flask) -> None:
    assert _returns_with_a_forged_address(app) == "placing"


def test_cve_2025_14078_a_return_that_is_believed_would_place_the_order(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    reconcile = import_module("checkout.operations.reconcile")
    believed = Ok("ch_1", 2890, 2890, "EUR")
    monkeypatch.setattr(reconcile, "fetch", lambda _: believed)
    assert _returns_with_a_forged_address(app) == "placed"


# CVE-2026-9189: one dollar that was really paid paid for an order of two thousand.


def _pays_less(app: Flask) -> str:
    door = waits_on_the_card_page(app)
    gateway = InProcess.of(app).gateway

    class Cheap:
        has_page = True
        asks_nobody = False

        def fetch(self, _: Attempt) -> Outcome:
            return Ok("ch_1", 100, 100, "EUR")

        def __getattr__(self, name: str) -> object:
            return getattr(gateway, name)

    app.extensions["gateways"]["test"] = Cheap()
    [(order_id,)] = rows(app, "SELECT id FROM orders")
    with app.app_context():
        import_module("checkout.operations.reconcile").reconcile(order_id, "test")
    return door.receipt().state


def test_cve_2026_9189_less_than_the_total_pays_for_nothing(app: Flask) -> None:
    assert _pays_less(app) == "placing"


def test_cve_2026_9189_without_comparing_one_euro_would_buy_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle = import_module("checkout.operations.settle")
    monkeypatch.setattr(settle, "misfit", lambda *_: "")
    assert _pays_less(app) == "placed"


# Reports of bugs: a notification that came while the order was still being placed; one that made the handler fail.


def _is_told_before_it_is_answered(app: Flask) -> list[int]:
    """What the shop answers a gateway that tells twice that it was paid, before it answers the request to be paid."""
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    gateway = InProcess.of(app).gateway
    told: list[int] = []

    class Hasty:
        has_page = True
        asks_nobody = False

        def create(self, attempt: Attempt) -> Outcome:
            outcome = gateway.create(attempt)
            provider = Provider(app)
            id_, body = provider.last()
            told.extend(provider.tells((each, body)).status_code for each in (id_, "evt_again"))
            return outcome

        def __getattr__(self, name: str) -> object:
            return getattr(gateway, name)

    app.extensions["gateways"]["test"] = Hasty()
    door.confirm(door.total_shown(), "card", "tok_visa")
    return told


CAPTURED = "SELECT count(*) FROM payment_events WHERE kind = 'captured'"


def test_a_gateway_that_tells_before_it_answers_pays_once(app: Flask) -> None:
    """Somewhere else placing an order took a minute, and the notification was first: two payments, or none."""
    before = stock_of(app, "mug-stoneware")
    assert _is_told_before_it_is_answered(app) == [200, 200]
    assert rows(app, "SELECT state FROM orders") == [("placed",)]
    assert rows(app, CAPTURED) == [(1,)]
    assert stock_of(app, "mug-stoneware") == (before[0] - 1, 0)
    invariants_hold(app)


def test_if_the_attempt_were_written_down_after_the_answer_being_told_early_would_be_lost(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notifications, "read", lambda *_: [])
    assert _is_told_before_it_is_answered(app) == [503, 503]  # which at least asks to be told again


def test_if_what_is_settled_were_settled_again_it_would_count_every_time(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TRANSITIONS, ("captured", "captured"), "captured")
    any_reference = (
        "? || hex(randomblob(4)), ?)"  # of what is told again the database knows it, too
    )
    weaken(app, "INSERT INTO payment_events", r"\?, \?\)", any_reference)
    _is_told_before_it_is_answered(app)
    assert rows(app, CAPTURED) == [(3,)]


def _fails_once_and_is_bought_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What a gateway is answered whose notification makes the handler fail, and which then tells again if it is asked to.

    Whoever sees no order after that buys the same in a new cart.
    """
    door, provider = waits_on_the_card_page(app), Provider(app)
    pays_there(app)
    with monkeypatch.context() as broken:
        broken.setattr(notifications, "_write_down", _fails)
        answers = [provider.tells(provider.last()).status_code]
    if answers[0] >= 300:
        answers.append(provider.tells(provider.last()).status_code)
    if door.receipt().state != "placed":
        again = OperationsDoor(app)
        Shopper(again).adds("mug-stoneware").ships_to(berlin).by("standard")
        again.confirm(again.total_shown(), "card", "tok_visa")
    return answers


def test_a_notification_that_makes_the_handler_fail_is_told_again_and_nobody_pays_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somewhere else it was answered with 200 and lost, and the shopper paid again for a new cart."""
    assert _fails_once_and_is_bought_again(app, monkeypatch) == [503, 200]
    assert rows(app, "SELECT state FROM orders") == [("placed",)]
    assert len(charges(app)) == 1


def test_a_failure_that_is_answered_as_if_it_were_taken_would_be_paid_for_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhooks = import_module("checkout.webhooks")  # the package has a blueprint of this name
    monkeypatch.setattr(webhooks, "_later", lambda status: ({"status": status}, 200))
    assert _fails_once_and_is_bought_again(app, monkeypatch) == [200]
    assert rows(app, "SELECT state FROM orders ORDER BY id") == [("placing",), ("placed",)]
    assert len(charges(app)) == 2


LEFT_OUT = ("idempotency_key", "captured", "currency", "reference")


def _is_told_without(app: Flask, left_out: str) -> int:
    """What a gateway is answered whose notification of a payment lacks something."""
    waits_on_the_card_page(app)
    pays_there(app)
    id_, body = Provider(app).last()
    event = json.loads(body)
    del event["data"][left_out]
    return Provider(app).tells((id_, json.dumps(event).encode())).status_code


@pytest.mark.parametrize("left_out", LEFT_OUT)
def test_a_notification_without_what_names_the_payment_harms_nothing(
    app: Flask, left_out: str
) -> None:
    """Somewhere else it failed for ever: charged, and no order. Here the worker finds out."""
    assert _is_told_without(app, left_out) in {200, 400, 503}
    with app.app_context():
        sweep.sweep()
    assert rows(app, "SELECT state FROM orders") == [("placed",)]
    invariants_hold(app)


@pytest.mark.parametrize("left_out", LEFT_OUT)
def test_without_a_worker_that_asks_it_would_be_paid_and_no_order_for_ever(
    app: Flask, monkeypatch: pytest.MonkeyPatch, left_out: str
) -> None:
    monkeypatch.setattr(sweep, "reconcile", lambda *_, **__: None)
    _is_told_without(app, left_out)
    with app.app_context():
        sweep.sweep()
    assert rows(app, "SELECT state FROM orders") == [("placing",)]
    assert len(charges(app)) == 1


def test_being_told_again_or_of_a_refund_sends_no_second_confirmation(app: Flask) -> None:
    """Somewhere else the notification of a refund sent the confirmation of the order once more."""
    waits_on_the_card_page(app)
    provider = Provider(app)
    pays_there(app)
    id_, body = provider.last()
    refund = json.dumps(json.loads(body) | {"id": "evt_r", "type": "payment.refunded"}).encode()
    for told in ((id_, body), (id_, body), ("evt_other", body), ("evt_r", refund)):
        provider.tells(told)
        with app.app_context():
            sweep.sweep()
    assert rows(app, CONFIRMATIONS) == [(1,)]


def test_said_twice_it_would_be_told_twice_if_the_database_let_it(app: Flask) -> None:
    """The negative control: asked without looking first, the database refuses."""
    waits_on_the_card_page(app)
    pays_there(app)
    Provider(app).tells(Provider(app).last())
    weaken(app, "INSERT INTO outbox_messages", r"NOT \(EXISTS", "1 OR NOT (EXISTS")
    with app.app_context(), pytest.raises(IntegrityError):
        _say_again()


CONFIRMATIONS = (
    "SELECT count(*) FROM notices JOIN outbox_messages ON outbox_messages.id = message_id "
    "WHERE kind = 'mail' AND type = 'order.placed'"
)


@unit_of_work
def _say_again() -> None:
    announce(db.session.query(Order).one(), PLACED)


def _fails(*_: object) -> None:
    raise TypeError
