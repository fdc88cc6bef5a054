"""Money that is taken or given back at the gateway's own desk is written down once, by whoever hears of it, and never given twice."""

from importlib import import_module

import pytest
from flask import Flask
from structlog.testing import capture_logs

from checkout.operations import sweep
from checkout.operations.money import NothingToMove, Why
from checkout.operations.move_money import EVERYTHING, Amount, capture_order, refund_order
from tests.concurrency.guards import take_no_row_locks
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import broken_rules, charges, rows, write
from tests.conftest import AppMaker, Clock
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.process import InProcess
from tests.gateways.telling import TOTAL, Provider
from tests.shopper import Shopper

#: the package has a function of this name
SWEEP = import_module("checkout.operations.sweep")
WHY = Why("shop", "goodwill")
GIVEN_BACK = "SELECT amount FROM payment_events WHERE kind = 'refunded' ORDER BY id"
TAKEN = "SELECT amount FROM payment_events WHERE kind = 'captured' ORDER BY id"
BALANCE = "What a payment took and gave back is what its events say, and what is asked for."
TOLD = "SELECT count(*) FROM outbox_messages WHERE type = 'order.refunded'"


def test_told_of_it_often_and_at_once_it_is_written_down_once(app: Flask) -> None:
    door = _paid(app)
    _at_the_desk(app, "refund", 500)
    provider = Provider(app)
    newest = provider.last()
    told = [newest, ("evt_other", newest[1]), ("evt_third", newest[1])]
    at_once([lambda each=each: provider.tells(each).status_code for each in told])  # type: ignore[misc]
    assert rows(app, GIVEN_BACK) == [(500,)]
    assert rows(app, TOLD) == [(1,)]
    assert rows(app, "SELECT kind, amount, state, actor FROM money_requests") == [
        ("refund", 500, "done", "gateway")
    ]
    with app.app_context(), pytest.raises(NothingToMove):
        refund_order(door.ref, Amount(TOTAL - 499), WHY)
    with app.app_context():
        refund_order(door.ref, EVERYTHING, WHY)
    assert charges(app) == charges(app, "refunded")


def test_without_lock_and_numbered_messages_two_who_are_told_would_both_write_it_down(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL: in SQLite who notes that he was told has the only lock there is."""
    app = make_app("postgresql")
    take_no_row_locks(app)
    _paid(app)
    _at_the_desk(app, "refund", 500)
    provider = Provider(app)
    newest = provider.last()
    monkeypatch.setattr("checkout.operations.moved_elsewhere.announce", lambda *_: None)
    meet_before(monkeypatch, "checkout.operations.moved_elsewhere:_given_back", 2, patience=10)
    told = [newest, ("evt_other", newest[1])]
    at_once([lambda each=each: provider.tells(each).status_code for each in told])  # type: ignore[misc]
    assert rows(app, GIVEN_BACK) == [(500,)] * 2
    assert BALANCE in broken_rules(app)


def test_never_told_of_it_the_worker_finds_it_out_in_a_day(app: Flask, clock: Clock) -> None:
    _paid(app)
    _at_the_desk(app, "refund", 500)
    _sweep(app)
    assert rows(app, GIVEN_BACK) == []
    for _ in range(3):
        clock.forward(hours=25)
        _sweep(app)
    assert rows(app, GIVEN_BACK) == [(500,)]


def test_without_looking_again_nobody_would_ever_know(
    make_app: AppMaker, engine: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make_app(engine)
    _paid(app)
    _at_the_desk(app, "refund", 500)
    monkeypatch.setattr(SWEEP, "look", lambda *_: None)
    clock.forward(days=8)
    _sweep(app)
    assert rows(app, GIVEN_BACK) == []


def test_our_own_refund_that_is_told_before_it_is_answered_counts_once(app: Flask) -> None:
    door = _paid(app)
    InProcess.of(app).switch(drop_answers=1)
    with app.app_context():
        refund_order(door.ref, Amount(2000), WHY)
    assert Provider(app).tells(Provider(app).last()).json == {"status": "applied"}
    assert rows(app, GIVEN_BACK) == []  # it is known to be asked for
    write(app, "UPDATE money_requests SET asked_at = '2020-01-01'")
    _sweep(app)
    assert rows(app, GIVEN_BACK) == [(2000,)]


def test_a_refund_that_is_refused_because_the_desk_was_quicker_is_found_out(
    app: Flask, clock: Clock
) -> None:
    door = _paid(app)
    _at_the_desk(app, "refund", TOTAL - 100)
    with app.app_context():
        refund_order(door.ref, EVERYTHING, WHY)
    assert rows(app, "SELECT state, refusal FROM money_requests") == [("refused", "too_much")]
    clock.forward(minutes=1)
    _sweep(app)
    assert rows(app, GIVEN_BACK) == [(TOTAL - 100,)]
    with app.app_context():
        refund_order(door.ref, Amount(100), WHY)
    assert charges(app) == charges(app, "refunded")


def test_a_promise_that_is_taken_in_part_at_the_desk_is_taken_to_its_end_by_us(app: Flask) -> None:
    write(app, "UPDATE payment_methods SET manual_capture = :yes WHERE code = 'card'", yes=True)
    door = _paid(app)
    _at_the_desk(app, "capture", 900)
    for _ in range(2):
        Provider(app).tells(Provider(app).last())
    assert rows(app, TAKEN) == [(900,)]
    assert rows(app, "SELECT state FROM payments") == [("authorized",)]
    with app.app_context():
        capture_order(door.ref, EVERYTHING, WHY)
    assert rows(app, TAKEN) == [(900,), (TOTAL - 900,)]
    assert [amount for _, amount in charges(app)] == [TOTAL]


def test_a_promise_that_lapsed_unheard_is_told_to_somebody(app: Flask, clock: Clock) -> None:
    write(app, "UPDATE payment_methods SET manual_capture = :yes WHERE code = 'card'", yes=True)
    door = _paid(app)
    _at_the_desk(app, "release", TOTAL)
    clock.forward(hours=25)
    with capture_logs() as said:
        _sweep(app)
    assert "promise_gone" in {entry["event"] for entry in said}
    assert door.receipt().state == "placed"


def test_all_that_is_given_back_at_the_desk_leaves_nothing_to_give(
    make_app: AppMaker, engine: str
) -> None:
    app = make_app(engine)
    door = _paid(app)
    _at_the_desk(app, "refund", TOTAL)
    Provider(app).tells(Provider(app).last())
    assert rows(app, GIVEN_BACK) == [(TOTAL,)]
    assert door.receipt().state == "placed"
    with app.app_context(), pytest.raises(NothingToMove):
        refund_order(door.ref, EVERYTHING, WHY)
    assert broken_rules(app) == set()


def _paid(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    assert door.confirm(TOTAL, "card", "tok_visa").outcome == "Placed"
    return door


def _at_the_desk(app: Flask, kind: str, amount: int) -> None:
    """Somebody moves the money of the only charge at the gateway itself."""
    ledger = InProcess.of(app).gateway.ledger
    key = ledger.everything()[0][0].idempotency_key
    assert ledger.shift(key, kind, amount, f"{kind} by hand", "").refusal == ""


def _sweep(app: Flask) -> None:
    with app.app_context():
        sweep()
