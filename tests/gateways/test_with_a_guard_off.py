"""What a payment's guards are for: each with what holds, and with the guard off, what would happen."""

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

import pytest
from flask import Flask

from checkout.keys import create_key
from checkout.operations import reconcile, settle, sweep
from checkout.operations.cancel import cancel_order
from checkout.operations.money import Why
from checkout.operations.pay import Debt
from checkout.payments import Declined
from tests.api.client import COMPLETE, Program, card, document
from tests.concurrency.witnesses import broken_rules, charges, invariants_hold, rows, write
from tests.conftest import Clock
from tests.doors import OperationsDoor
from tests.gateways.process import InProcess
from tests.gateways.telling import TOTAL, Provider, key_of, pays_there, waits_on_the_card_page
from tests.safety.weakening import weaken

#: the package has functions of some of these names
RECONCILE, SETTLE, CALLING_OFF = (
    import_module(f"checkout.operations.{name}") for name in ("reconcile", "settle", "calling_off")
)


def test_a_request_that_is_sent_again_asks_with_the_key_of_the_first(app: Flask) -> None:
    assert _charges_after_a_lost_answer(app) == 1


def test_with_a_key_for_each_request_the_shopper_would_pay_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_it_is = Debt.of

    def of(*given: object, **named: object) -> Debt:
        debt = as_it_is(*given, **named)  # type: ignore[arg-type]
        attempt = replace(debt.attempt, idempotency_key=f"{debt.attempt.idempotency_key}-again")
        return replace(debt, attempt=attempt)

    assert _charges_after_a_lost_answer(app, lambda: monkeypatch.setattr(Debt, "of", of)) == 2


def _charges_after_a_lost_answer(app: Flask, then: Callable[[], object] = lambda: None) -> int:
    with app.app_context():
        api = Program(app, create_key("demo", ["all"], "tests"))
    checkout = api.opens(**COMPLETE)
    InProcess.of(app).switch(drop_answers=1)
    document(api.completes(checkout, card("tok_visa"), key="lost"), 202)
    then()
    document(api.completes(checkout, card("tok_visa"), key="lost"), 200)
    return len(charges(app))


def test_money_for_an_order_that_was_given_up_goes_back(clock: Clock, app: Flask) -> None:
    door = _paid_after_it_was_given_up(app, clock)
    assert (door.receipt().state, charges(app)) == ("cancelled", charges(app, "refunded"))
    invariants_hold(app)


def test_without_asking_it_back_the_merchant_would_keep_money_for_no_order(
    clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CALLING_OFF, "ask_everything_back", lambda *_: None)
    door = _paid_after_it_was_given_up(app, clock)
    assert (door.receipt().state, charges(app, "refunded")) == ("cancelled", [])
    assert "Money that was promised or taken has a placed order." in broken_rules(app)


def _paid_after_it_was_given_up(app: Flask, clock: Clock) -> OperationsDoor:
    door = waits_on_the_card_page(app)
    pays_there(app)
    InProcess.of(app).switch(drop_answers=2)
    with app.app_context():
        cancel_order(door.ref, Why("shopper", "requested_by_customer"))
    assert door.receipt().state == "placing"
    InProcess.of(app).calm()
    for _ in range(2):
        clock.forward(minutes=1)
        with app.app_context():
            sweep()
    return door


def test_told_at_another_shops_address_nothing_is_settled(app: Flask) -> None:
    assert _told_elsewhere(app) == "placing"


def test_without_comparing_the_shop_any_address_would_do(app: Flask) -> None:
    weaken(
        app, r"FROM payments JOIN orders .*idempotency_key = ", r"shops\.code", "'another' AS code"
    )
    assert _told_elsewhere(app) == "placed"


def _told_elsewhere(app: Flask) -> str:
    door, provider = waits_on_the_card_page(app), Provider(app)
    pays_there(app)
    any_other = "(SELECT max(id) FROM shops WHERE code <> 'demo')"
    write(app, f"UPDATE shops SET code = 'another' WHERE id = {any_other}")
    provider.tells(provider.last(), url="/webhooks/test/another")
    return door.receipt().state


def test_who_chose_another_way_to_pay_cannot_pay_on_the_page_left_open(app: Flask) -> None:
    _pays_by_invoice_and_on_the_page(app)
    assert charges(app) == []
    invariants_hold(app)


def test_without_closing_the_page_first_both_would_take_money(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RECONCILE, "void", lambda _: Declined("abandoned"))
    _pays_by_invoice_and_on_the_page(app)
    assert [amount for _, amount in charges(app)] == [TOTAL]


def _pays_by_invoice_and_on_the_page(app: Flask) -> None:
    door = waits_on_the_card_page(app)
    gateway = InProcess.of(app).gateway.honest
    page = gateway.ledger.by_key(key_of(app))
    assert page is not None
    with app.app_context():
        [(order_id,)] = rows(app, "SELECT order_id FROM payments")
        reconcile(order_id, "shopper", give_up=True)
    assert door.confirm(TOTAL, "invoice").outcome == "Placed"
    gateway.pay(page, "4242424242424242")


def test_a_refusal_that_comes_late_takes_nothing_back(app: Flask) -> None:
    assert _refused_after_it_was_paid(app) == ("placed", "captured")
    invariants_hold(app)


def test_a_table_with_a_way_back_would_leave_a_paid_order_unpaid(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SETTLE.TRANSITIONS, ("captured", "declined"), "declined")
    assert _refused_after_it_was_paid(app) == ("placed", "declined")
    assert "A placed order with a total has a payment it stands on." in broken_rules(app)


def _refused_after_it_was_paid(app: Flask) -> tuple[str, str]:
    waits_on_the_card_page(app)
    pays_there(app)
    Provider(app).tells(Provider(app).last())
    [(payment_id,)] = rows(app, "SELECT id FROM payments")
    with app.app_context():
        settlement = settle(payment_id, Declined("card_declined"), "gateway")
    return settlement.order_state, settlement.payment_state


TOLD = "SELECT type FROM outbox_messages ORDER BY id"
PROBLEM, PLACED, PAID = ("order.payment_problem",), ("order.placed",), ("order.paid",)


def test_an_order_is_announced_once_when_it_is_paid_also_after_a_refusal(app: Flask) -> None:
    assert _announced_while_it_is_not_paid(app) == [PROBLEM]
    pays_there(app)
    for _ in range(2):
        Provider(app).tells(Provider(app).last())
        with app.app_context():
            sweep()
    assert rows(app, TOLD) == [PROBLEM, PLACED, PAID]


def test_taking_silence_for_money_would_announce_an_order_nobody_paid(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SETTLE, "GOOD", (*SETTLE.GOOD, "unknown"))
    assert _announced_while_it_is_not_paid(app) == [PROBLEM, PLACED]
    assert charges(app) == []


def _announced_while_it_is_not_paid(app: Flask) -> list[tuple[object, ...]]:
    """A card is refused, the next one's answer is lost; then the shopper stands at the card page."""
    door = waits_on_the_card_page(app)
    pays_there(app, "4000000000000002")
    Provider(app).tells(Provider(app).last())
    InProcess.of(app).switch(drop_answers=1)
    door.confirm(TOTAL, "card")
    return rows(app, TOLD)
