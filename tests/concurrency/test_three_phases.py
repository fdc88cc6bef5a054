"""Prepare, pay, settle: what the world sees between them, and what is left when something goes wrong in between."""

import pytest
from flask import Flask

from checkout.operations import Changes, OutcomeUnknown, PaymentDeclined, Placed, change_order
from checkout.payments import Attempt, Declined, Ok, Outcome
from tests.concurrency.rivals import come_in_before
from tests.concurrency.witnesses import (
    broken_rules,
    charges,
    invariants_hold,
    rows,
    stock_of,
    write,
)
from tests.doors import OperationsDoor
from tests.factories import berlin, stock_up
from tests.shopper import Shopper

STATE = "SELECT orders.state, payments.state FROM orders LEFT JOIN payments ON order_id = orders.id"


class WatchedGateway:
    """Somebody else's gateway, which looks into our database while it is asked for money."""

    has_page = True
    asks_nobody = False

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.seen: list[tuple[object, ...]] = []

    def create(self, attempt: Attempt) -> Outcome:
        self.seen += rows(self.app, STATE)
        self.seen.append(stock_of(self.app, "lamp-desk"))
        return Ok(attempt.idempotency_key, attempt.amount, 0, attempt.currency)


def test_everyone_sees_that_an_order_is_being_placed_before_money_is_asked_for(app: Flask) -> None:
    door = _ready_to_pay(app)
    gateway = app.extensions["gateways"]["test"] = WatchedGateway(app)
    assert isinstance(_pay(door), Placed)
    assert gateway.seen == [("placing", "created"), (1, 1)]


def test_the_witness_sees_nothing_of_what_is_not_committed(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _ready_to_pay(app)
    seen: list[tuple[object, ...]] = []
    inside_the_unit = "checkout.operations.place:begin_payment"
    come_in_before(monkeypatch, inside_the_unit, lambda: seen.extend(rows(app, STATE)))
    _pay(door)
    assert seen == [("open", None)]


def test_a_process_that_dies_after_the_charge_leaves_an_order_that_settles(app: Flask) -> None:
    door = _ready_to_pay(app)
    gateway = app.extensions["gateways"]["test"]

    class Dying:
        has_page = True
        asks_nobody = False

        def create(self, attempt: Attempt) -> Outcome:
            gateway.create(attempt)
            raise KeyboardInterrupt

    app.extensions["gateways"]["test"] = Dying()
    with pytest.raises(KeyboardInterrupt):
        _pay(door)
    app.extensions["gateways"]["test"] = gateway
    assert rows(app, STATE) == [("placing", "created")]
    assert isinstance(_pay(door), OutcomeUnknown)  # another click asks for no more money
    assert len(charges(app)) == 1


def test_a_gateway_that_fails_in_any_way_leaves_the_outcome_unknown(app: Flask) -> None:
    door = _ready_to_pay(app)

    class Broken:
        has_page = True
        asks_nobody = False

        def create(self, _: Attempt) -> Outcome:
            raise ConnectionResetError

    app.extensions["gateways"]["test"] = Broken()
    assert isinstance(_pay(door), OutcomeUnknown)
    assert rows(app, STATE) == [("placing", "unknown")]


def test_a_gateway_that_took_another_amount_places_nothing(app: Flask) -> None:
    door = _ready_to_pay(app)

    class Lying:
        has_page = True
        asks_nobody = False

        def create(self, attempt: Attempt) -> Outcome:
            return Ok("ref", attempt.amount - 1, attempt.amount - 1, attempt.currency)

    app.extensions["gateways"]["test"] = Lying()
    assert isinstance(_pay(door), OutcomeUnknown)
    assert door.receipt().state == "placing"
    assert broken_rules(app) == {"What a gateway tells of a payment is what it was asked for."}
    write(app, "UPDATE payments SET mismatch = ''")  # a person has looked


def test_a_decline_keeps_everything_and_the_next_card_pays_once(app: Flask) -> None:
    door = _ready_to_pay(app)
    for token, reason in (
        ("tok_declined", "card_declined"),
        ("tok_insufficient_funds", "insufficient_funds"),
    ):
        answer = _pay(door, token)
        assert isinstance(answer, PaymentDeclined)
        assert answer.reason == reason
        assert door.receipt().state == "open"
        assert stock_of(app, "lamp-desk") == (1, 1)
        invariants_hold(app)
    number = door.receipt().number
    assert isinstance(_pay(door), Placed)
    assert door.receipt().number == number
    assert len(charges(app)) == 1


def test_an_order_can_be_changed_after_a_decline_and_costs_what_it_says(app: Flask) -> None:
    door = _ready_to_pay(app)
    assert isinstance(_pay(door, "tok_declined"), PaymentDeclined)
    door.add("mug-stoneware", 1)
    with app.app_context():
        change_order(door.ref, Changes(shipping_method="express"))
    assert isinstance(_pay(door), Placed)
    assert [amount for _, amount in charges(app)] == [12900 + 2400 + 1290]


def test_a_declined_attempt_never_takes_money_later(app: Flask) -> None:
    door = _ready_to_pay(app)
    _pay(door, "tok_declined")
    [(key,)] = rows(app, "SELECT idempotency_key FROM payments")
    late = Attempt(key, 13390, "EUR", "number", "http://shop.example/", "en", "tok_visa")
    assert app.extensions["gateways"]["test"].create(late) == Declined("card_declined")
    assert charges(app) == []


def _ready_to_pay(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("lamp-desk").ships_to(berlin).by("standard")
    with app.app_context():
        stock_up("lamp-desk", 1)
    return door


def _pay(door: OperationsDoor, token: str = "tok_visa") -> object:  # noqa: S107
    return door.ask_for(door.total_shown(), "card", token)
