"""Money at Stripe after the order stands: let go, given back, and promises that lapse."""

import pytest
from flask import Flask
from structlog.testing import capture_logs

from checkout.operations import OrderRef, sweep
from checkout.operations.cancel import cancel_order
from checkout.operations.money import Why
from checkout.payments.stripe import StripeTeller
from tests.concurrency.witnesses import broken_rules, rows, write
from tests.conftest import Clock
from tests.doors import OperationsDoor
from tests.gateways.stripe_stand_in import StandIn
from tests.gateways.telling import TOTAL
from tests.gateways.test_stripe_in_the_shop import (
    event_of,
    intent_of,
    tells,
    waits_on_stripes_page,
    with_stripe,
)


@pytest.fixture
def stand_in(own_stripe: StandIn) -> StandIn:
    own_stripe.calm()
    return own_stripe


@pytest.fixture
def shop(app: Flask, stand_in: StandIn) -> Flask:
    return with_stripe(app, stand_in)


def test_a_promise_is_let_go_when_the_order_is_cancelled(shop: Flask, stand_in: StandIn) -> None:
    write(shop, "UPDATE payment_methods SET manual_capture = true WHERE code = 'card-stripe'")
    door = _paid(shop, stand_in)
    _cancel(shop, door)
    assert _at_stripe(shop, stand_in) == ("canceled", 0, 0)
    assert door.receipt().state == "cancelled"
    assert broken_rules(shop) == set()


def test_money_is_given_back_once_when_the_order_is_cancelled(
    shop: Flask, stand_in: StandIn, clock: Clock
) -> None:
    door = _paid(shop, stand_in)
    stand_in.switch(drop_answers=1)  # of the refund
    _cancel(shop, door)
    clock.forward(minutes=5)
    with shop.app_context():
        sweep()
    assert _at_stripe(shop, stand_in) == ("succeeded", TOTAL, TOTAL)
    assert rows(shop, "SELECT sum(amount) FROM payment_events WHERE kind = 'refunded'") == [
        (TOTAL,)
    ]
    assert broken_rules(shop) == set()


def test_a_promise_that_lapsed_is_told_to_somebody(shop: Flask, stand_in: StandIn) -> None:
    write(shop, "UPDATE payment_methods SET manual_capture = true WHERE code = 'card-stripe'")
    door = _paid(shop, stand_in)
    [session] = [each for each in stand_in.sessions.values() if each["id"] == _page(shop)]
    stand_in.backend.cancel(session["payment_intent"], stand_in.url)
    told = event_of("payment_intent.canceled", intent_of(stand_in, session))
    with capture_logs() as said:
        assert tells(shop, told).json == {"status": "applied"}
    assert "promise_gone" in {entry["event"] for entry in said}
    assert door.receipt().state == "placed"


def test_without_looking_whose_account_it_is_play_money_would_pay(
    shop: Flask, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, session = waits_on_stripes_page(shop, stand_in)
    monkeypatch.setattr(StripeTeller, "_is_anothers", lambda *_: False)
    told = session | {"payment_status": "paid", "payment_intent": "pi_1"}
    tells(shop, event_of("checkout.session.completed", told, livemode=True))
    assert door.receipt().state == "placed"


def test_what_was_given_back_at_stripes_own_desk_is_written_down(
    shop: Flask, stand_in: StandIn
) -> None:
    _, session = waits_on_stripes_page(shop, stand_in)
    stand_in.pays(session["id"])
    intent = intent_of(stand_in, session)
    tells(shop, event_of("payment_intent.succeeded", intent))
    charge = {"id": "ch_1", "payment_intent": intent["id"], "metadata": intent["metadata"]}
    charge |= {"amount": TOTAL, "amount_captured": TOTAL, "amount_refunded": 500}
    told = event_of("charge.refunded", charge | {"currency": "eur"})
    assert tells(shop, told).json == {"status": "applied"}
    given_back = "SELECT amount FROM payment_events WHERE kind = 'refunded'"
    assert rows(shop, given_back) == [(500,)]
    assert broken_rules(shop) == set()


def _paid(shop: Flask, stand_in: StandIn) -> OperationsDoor:
    door, session = waits_on_stripes_page(shop, stand_in)
    stand_in.pays(session["id"])
    with shop.app_context():
        sweep()
    assert door.receipt().state == "placed"
    return door


def _cancel(shop: Flask, door: OperationsDoor) -> None:
    with shop.app_context():
        cancel_order(OrderRef("demo", token=door.token), Why("shopper", "requested_by_customer"))
        sweep()


def _page(shop: Flask) -> str:
    found = "SELECT reference FROM payment_events WHERE kind = 'action_required'"
    [(name,)] = rows(shop, found)
    return str(name)


def _at_stripe(shop: Flask, stand_in: StandIn) -> tuple[str, int, int]:
    """State, minor units taken and given back, by its own books."""
    [(reference,)] = rows(shop, "SELECT reference FROM payments")
    intent = stand_in.backend.intent(reference, stand_in.url).body
    given_back = intent["latest_charge"]["amount_refunded"]
    return intent["status"], intent["amount_received"], given_back
