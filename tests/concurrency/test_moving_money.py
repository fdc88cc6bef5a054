"""Cancelling, capturing and giving back, at once and with answers that get lost: everything once, and never more than there is."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from checkout.operations import settle, sweep
from checkout.operations.cancel import NotCancellable, cancel_order
from checkout.operations.errands import IN_FLIGHT
from checkout.operations.money import NothingToMove, Why
from checkout.operations.move_money import (
    EVERYTHING,
    Amount,
    capture_order,
    refund_order,
)
from checkout.operations.pay_again import PayWish, pay_again
from checkout.operations.refusals import OrderClosed
from checkout.operations.tracking import Progress, report_shipment
from checkout.payments import Ok
from tests.concurrency.guards import (
    drop_the_check_on_refunds,
    take_no_row_locks,
    trust_the_earlier_look_at_what_was_taken,
)
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import broken_rules, charges, rows, stock_of, write
from tests.conftest import Clock
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

#: the package has a function of this name
CANCEL = import_module("checkout.operations.cancel")
#: two mugs, standard delivery
TOTAL = 5290
WHY = Why("shop", "requested_by_customer")
CLAIM = "checkout.operations.money:_claim"
BALANCE = "What a payment took and gave back is what its events say, and what is asked for."


def test_refunds_at_once_never_give_back_more_than_was_taken(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _paid(app)
    meet_before(monkeypatch, CLAIM, 4)
    assert _kinds(at_once([_refunding(app, door, 3000)] * 4)) == [None] + [NothingToMove] * 3
    assert _given_back(app) == [3000]


def test_the_conditional_update_is_enough_without_row_locks(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _paid(app)
    take_no_row_locks(app)
    meet_before(monkeypatch, CLAIM, 4)
    assert _kinds(at_once([_refunding(app, door, 3000)] * 4)).count(None) == 1
    assert _given_back(app) == [3000]


def test_with_the_condition_off_the_database_still_refuses(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _paid(unlocked_app)
    trust_the_earlier_look_at_what_was_taken(unlocked_app)
    meet_before(monkeypatch, CLAIM, 3, patience=10)
    answers = at_once([_refunding(unlocked_app, door, 3000)] * 3)
    assert _kinds(answers) == [None] + [IntegrityError] * 2


def test_with_the_check_gone_too_more_is_asked_back_than_there_is(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _paid(unlocked_app)
    trust_the_earlier_look_at_what_was_taken(unlocked_app)
    drop_the_check_on_refunds(unlocked_app)
    _switch(unlocked_app, drop_requests=9)
    meet_before(monkeypatch, CLAIM, 3, patience=10)
    assert _kinds(at_once([_refunding(unlocked_app, door, 3000)] * 3)) == [None] * 3
    assert rows(unlocked_app, "SELECT refund_asked FROM payments") == [(9000,)]


@pytest.mark.parametrize("lost", ["drop_answers", "drop_requests"])
def test_a_refund_whose_answer_is_lost_is_found_out_and_given_once(
    app: Flask, clock: Clock, lost: str
) -> None:
    door = _paid(app)
    _switch(app, **{lost: 1})
    _refunding(app, door, 2000)()
    assert rows(app, "SELECT state FROM money_requests") == [("unknown",)]
    assert rows(app, "SELECT refund_asked FROM payments") == [(2000,)]
    with app.app_context(), pytest.raises(NothingToMove):
        refund_order(door.ref, Amount(TOTAL - 1999), WHY)
    clock.forward(seconds=IN_FLIGHT.seconds + 1)
    assert _sweep(app)["money"] == 1
    assert _given_back(app) == [2000]
    assert _movements(app) == [("refund", 2000)]
    assert _sweep(app)["money"] == 0


def test_a_process_that_dies_before_it_asks_leaves_the_worker_the_rest(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = _paid(app)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(CANCEL, "carry_out_all", die)
        with pytest.raises(KeyboardInterrupt):
            _cancelling(app, door)()
    assert door.receipt().state == "cancelled"
    assert _given_back(app) == []
    clock.forward(minutes=1)
    _sweep(app)
    assert _given_back(app) == [TOTAL]


def test_what_the_gateway_refuses_can_be_asked_for_again(app: Flask) -> None:
    door = _paid(app)
    _switch(app, refuse=1)
    for _ in range(2):
        _refunding(app, door, TOTAL)()
    assert rows(app, "SELECT state, refusal FROM money_requests ORDER BY id") == [
        ("refused", "not_possible"),
        ("done", ""),
    ]
    assert _given_back(app) == [TOTAL]


def test_a_gateway_that_says_it_gave_more_is_not_believed(app: Flask, clock: Clock) -> None:
    door = _paid(app)
    _switch(app, lie=100)
    _refunding(app, door, 2000)()
    assert rows(app, "SELECT state FROM money_requests") == [("unknown",)]
    _switch(app, lie=0)
    clock.forward(minutes=1)
    _sweep(app)
    assert _given_back(app) == [2000]


@pytest.mark.parametrize("method", ["card", "invoice"])
def test_cancelling_at_once_gives_everything_back_once(app: Flask, method: str) -> None:
    before = stock_of(app, "mug-stoneware")
    door = _paid(app, method)
    assert _kinds(at_once([_cancelling(app, door)] * 4)) == [None] * 4
    assert door.receipt().state == "cancelled"
    assert stock_of(app, "mug-stoneware") == before
    assert _given_back(app) == ([TOTAL] if method == "card" else [])
    assert rows(app, "SELECT count(*) FROM order_events WHERE type = 'cancelled'") == [(1,)]


def test_of_cancelling_and_shipping_at_once_one_happens(app: Flask) -> None:
    door = _paid(app)

    def ship() -> None:
        with app.app_context():
            report_shipment(door.ref, 1, Progress(state="shipped"), "shop")

    answers = at_once([_cancelling(app, door), ship])
    assert _kinds(answers) in ([None, NotCancellable], [None, OrderClosed])
    was_shipped = rows(app, "SELECT state FROM shipments") == [("shipped",)]
    assert door.receipt().state == ("placed" if was_shipped else "cancelled")


def test_money_that_comes_for_a_cancelled_order_goes_back_and_revives_nothing(
    app: Flask, clock: Clock
) -> None:
    door = _ready(app)
    door.confirm(TOTAL, "card", "tok_timeout")
    _switch(app, drop_answers=9)
    _cancelling(app, door)()
    assert door.receipt().state == "placing"  # nobody knows yet whether it was paid
    _switch(app, drop_answers=0)
    clock.forward(minutes=1)
    for _ in range(2):
        _sweep(app)
        clock.forward(minutes=1)
    assert door.receipt().state == "cancelled"
    assert charges(app) == charges(app, "refunded")
    [(payment_id,)] = rows(app, "SELECT id FROM payments")
    with app.app_context():
        assert settle(payment_id, Ok("r", TOTAL, TOTAL, "EUR"), "system").order_state == "cancelled"


def test_a_promise_is_taken_once_however_many_ask_for_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(app, "UPDATE payment_methods SET manual_capture = :yes WHERE code = 'card'", yes=True)
    door = _paid(app)

    def capture() -> None:
        with app.app_context():
            capture_order(door.ref, EVERYTHING, WHY)

    meet_before(monkeypatch, CLAIM, 3)
    assert _kinds(at_once([capture] * 3)) == [None] + [NothingToMove] * 2
    assert [amount for _, amount in charges(app)] == [TOTAL]


def test_paying_an_invoice_by_card_from_two_tabs_takes_the_money_once(app: Flask) -> None:
    door = _paid(app, "invoice")

    def pay() -> None:
        with app.app_context():
            pay_again(
                door.ref, PayWish("card", "shopper", "http://shop.example/{token}", "tok_visa")
            )

    answers = _kinds(at_once([pay] * 3))
    assert set(answers) <= {None, NothingToMove}
    assert [amount for _, amount in charges(app)] == [TOTAL]


def _paid(app: Flask, method: str = "card") -> OperationsDoor:
    door = _ready(app)
    door.confirm(TOTAL, method, "tok_visa" if method == "card" else "")
    assert door.receipt().state == "placed"
    return door


def _ready(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware", 2).ships_to(berlin).by("standard")
    return door


def _refunding(app: Flask, door: OperationsDoor, amount: int) -> Callable[[], None]:
    def refund() -> None:
        with app.app_context():
            refund_order(door.ref, Amount(amount), WHY)

    return refund


def _cancelling(app: Flask, door: OperationsDoor) -> Callable[[], None]:
    def cancel() -> None:
        with app.app_context():
            cancel_order(door.ref, WHY)

    return cancel


def _sweep(app: Flask) -> dict[str, int]:
    with app.app_context():
        return sweep()


def _switch(app: Flask, **switches: int) -> None:
    app.extensions["gateways"]["test"].switches.set(switches)


def _kinds(answers: list[Exception | None]) -> list[type[Exception] | None]:
    """What came of each, those that went well first."""
    kinds = [None if each is None else type(each) for each in answers]
    return sorted(kinds, key=lambda kind: "" if kind is None else kind.__name__)


def _given_back(app: Flask) -> list[int]:
    return [amount for _, amount in charges(app, "refunded")]


def _movements(app: Flask) -> list[tuple[str, int]]:
    books = Path(app.instance_path) / "test-gateway.sqlite"
    with closing(sqlite3.connect(books)) as connection:
        return connection.execute("SELECT kind, amount FROM movements").fetchall()


def test_the_doctor_misses_no_refund_that_nobody_asked_for(
    make_app: Callable[[str], Flask], engine: str
) -> None:
    app = make_app(engine)
    _paid(app)
    write(app, "UPDATE payments SET refund_asked = 1")
    assert broken_rules(app) == {BALANCE}
