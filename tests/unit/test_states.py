"""The tables of states: what is listed happens, everything else is refused or changes nothing."""

from itertools import product

import pytest
from flask import Flask

from checkout.db import db
from checkout.models import Order, Payment
from checkout.models.order import STATES
from checkout.models.order import TRANSITIONS as ORDER_MOVES
from checkout.models.payment import GOOD, OVER, UNSETTLED
from checkout.models.payment import TRANSITIONS as PAYMENT_MOVES
from checkout.operations import settle
from checkout.payments import Action, Declined, NotFound, Ok, Outcome, Unknown
from tests.concurrency.witnesses import let_rewrite
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

ORDER_EVENTS = ("place", "cancel", "expire", "decline", "settle")
PAYMENT_STATES = (*UNSETTLED, *GOOD, "declined", "voided")
TOTAL = 2400 + 490

#: what a gateway may say, and the event that it is
OUTCOMES: dict[str, tuple[Outcome, str]] = {
    "captured": (Ok("r", TOTAL, TOTAL, "EUR"), "captured"),
    "authorized": (Ok("r", TOTAL, 0, "EUR"), "authorized"),
    "accepted": (Ok("r"), "accepted"),
    "too little": (Ok("r", 1, 1, "EUR"), "lost"),
    "another currency": (Ok("r", TOTAL, TOTAL, "USD"), "lost"),
    "declined": (Declined("card_declined"), "declined"),
    "a step of the shopper's": (Action("http://gateway.example/", "r"), "action_required"),
    "no answer": (Unknown(), "lost"),
    "never heard of it": (NotFound(), "lost"),
}


@pytest.mark.parametrize(("state", "event"), [*product(STATES, ORDER_EVENTS)])
def test_an_order_moves_as_the_table_says_and_not_otherwise(state: str, event: str) -> None:
    order = Order(state=state)
    if (state, event) in ORDER_MOVES:
        order.move(event)
        assert order.state == ORDER_MOVES[state, event]
    else:
        with pytest.raises(ValueError, match=f"{state} cannot {event}"):
            order.move(event)
        assert order.state == state


def test_nothing_leaves_a_final_state() -> None:
    assert {state for state, _ in ORDER_MOVES} == {"open", "placing", "placed"}
    assert {state for state, _ in PAYMENT_MOVES}.isdisjoint({"captured", "declined", "voided"})


def test_money_that_was_promised_is_never_declined() -> None:
    after_good = {after for (before, _), after in PAYMENT_MOVES.items() if before in GOOD}
    assert after_good == {"captured", "voided"}


@pytest.mark.parametrize(("state", "told"), [*product(PAYMENT_STATES, OUTCOMES)])
def test_settling_any_payment_with_any_outcome(app: Flask, state: str, told: str) -> None:
    outcome, event = OUTCOMES[told]
    order_id, payment_id = _payment_in(app, state)
    with app.app_context():
        before = db.session.get_one(Order, order_id).state
        settlement = settle(payment_id, outcome, "system")
        payment = db.session.get_one(Payment, payment_id)
        after = PAYMENT_MOVES.get((state, event), state)
        assert settlement.payment_state == payment.state == after
        assert settlement.order_state == _order_state(before, after)
        is_late = event in {"captured", "authorized"} and state in OVER
        is_part = (state, told) == ("authorized", "too little")  # taken at the gateway's own desk
        counts = (state, event) in PAYMENT_MOVES or is_late
        taken = TOTAL if event == "captured" and counts else int(is_part)
        assert payment.sum_of("captured") == taken
        assert payment.refund_asked == (taken if is_late else 0)
        assert len(payment.events) == counts + is_part


def _order_state(before: str, payment: str) -> str:
    if before != "placing":
        return before
    return "placed" if payment in GOOD else "open" if payment == "declined" else "placing"


def _payment_in(app: Flask, state: str) -> tuple[int, int]:
    """An order whose payment has got as far as `state`, without a history of its own."""
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    door.ask_for(TOTAL, "card", "tok_timeout_lost")
    let_rewrite(app, "payment_events")
    with app.app_context():
        payment = db.session.scalars(db.select(Payment)).one()
        order = db.session.get_one(Order, payment.order_id)
        with db.engine.begin() as connection:
            text = db.text
            connection.execute(text("DELETE FROM payment_events"))
            connection.execute(text("UPDATE payments SET state = :s"), {"s": state})
            reached = (
                "placed"
                if state in (*GOOD, "voided")
                else "open"
                if state == "declined"
                else "placing"
            )
            connection.execute(text("UPDATE orders SET state = :s"), {"s": reached})
        return order.id, payment.id
