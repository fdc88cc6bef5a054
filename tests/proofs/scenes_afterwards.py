"""Scenes of what the gateway tells, and of what comes after an order."""

from contextlib import suppress
from typing import Any

from checkout import clock
from checkout.config import TEST_GATEWAY_SECRET
from checkout.db import end_reading
from checkout.operations import OrderRef
from checkout.operations.cancel import cancel_order
from checkout.operations.invoices import issue_invoice
from checkout.operations.money import Why
from checkout.operations.move_money import EVERYTHING, capture_order
from checkout.operations.parking import park, parked, replay
from checkout.operations.pay_again import PayWish, pay_again
from checkout.operations.production import acknowledge, begin_production, receive_data
from checkout.operations.refusals import OrderClosed
from checkout.operations.schedule import place_due
from checkout.operations.sign_up import _add_to, _open_account
from checkout.operations.stocktaking import change_stock
from checkout.operations.sweep import sweep
from checkout.operations.tracking import Progress, report_shipment
from checkout.operations.withdraw import WithdrawalWish, withdraw
from checkout.payments import Notification
from checkout.payments.sandbox.notices import signed
from checkout.uploads import Kept
from tests.api.client import INVOICE, card, fresh_key
from tests.concurrency.witnesses import rows, write
from tests.gateways.telling import URL, Provider
from tests.proofs.buyers import MUGS
from tests.proofs.scenes import (
    answered,
    bank_says,
    cancels,
    cancels_the_order,
    completes,
    patch,
    refunds,
    returns,
    worker,
)
from tests.proofs.scenes_of_carts import a_customer
from tests.proofs.stage import Act, Does, Scene, Stage

# What the gateway tells


def _the_bank_agreed(stage: Stage) -> None:
    stage.opens()
    assert answered(stage, "tok_3ds") == 202
    bank_says(approved=True)(stage)()
    _keep_the_notice(stage)


def _paid_and_told(stage: Stage) -> None:
    _the_bank_agreed(stage)
    returns(stage)()


def _told_too_early(stage: Stage) -> None:
    _the_bank_agreed(stage)
    event, key = stage.props["notice"][0], stage.props["key"]
    with stage.app.app_context():
        park("test", Notification(event, "payment.captured", key), "tests")
        stage.named["parked"] = parked()[-1].id


def _keep_the_notice(stage: Stage) -> None:
    asked = "SELECT idempotency_key FROM payments WHERE order_id = :id"
    [(key,)] = rows(stage.app, asked, id=stage.ids[0])
    mine = [each for each in Provider(stage.app).written() if key.encode() in each[1]]
    stage.props["key"], stage.props["notice"] = key, mine[-1]


def _notice_comes(stage: Stage) -> Act:
    id_, body = stage.props["notice"]
    client, now = stage.app.test_client(), int(clock.now().timestamp())
    return lambda: (
        client.post(URL, data=body, headers=signed(TEST_GATEWAY_SECRET, id_, body, now)).status_code
    )


# After the order


def _placed_by(payment: Any) -> Any:
    def set_up(stage: Stage) -> None:
        stage.opens()
        answer = completes(payment)(stage)()
        assert isinstance(answer, tuple)
        assert answer[0] == 200

    return set_up


def _due_now(stage: Stage) -> None:
    stage.opens(payment_method="invoice")
    now = "UPDATE orders SET scheduled_for = created_at WHERE id = :id"
    write(stage.app, now, id=stage.ids[0])


def _due_and_sold_out(stage: Stage) -> None:
    stage.opens(payment_method="invoice", lines=[{"sku": "lamp-desk", "quantity": 1}])
    now = "UPDATE orders SET scheduled_for = created_at WHERE id = :id"
    write(stage.app, now, id=stage.ids[0])
    with stage.app.app_context():
        change_stock("demo", "lamp-desk", 0)
        end_reading()


def _made_to_order(stage: Stage) -> None:
    _placed_by(card("tok_visa"))(stage)
    Does(_sends_data)(stage)()
    undone = "UPDATE production_data SET begun_at = NULL WHERE order_id = :id"
    write(stage.app, undone, id=stage.ids[0])
    events = "SELECT max(id) FROM order_events WHERE order_id = :id"
    stage.named["order"] = stage.ids[0]
    stage.named["event"] = int(rows(stage.app, events, id=stage.ids[0])[0][0])


def _sends_data(_: Stage, ref: OrderRef) -> None:
    receive_data(ref, Kept("0" * 64, 1), "partner")


def _is_acknowledged(stage: Stage, ref: OrderRef) -> None:
    acknowledge(ref, stage.named["event"], "partner")


def _declares_withdrawal(_: Stage, ref: OrderRef) -> None:
    withdraw(ref, WithdrawalWish("Ada Lovelace", "ada@example.com", {}, fresh_key(), "en"), "ada")


def _ships(_: Stage, ref: OrderRef) -> None:
    report_shipment(ref, 1, Progress(state="shipped"), "clerk")


def _pays_again(_: Stage, ref: OrderRef) -> None:
    pay_again(ref, PayWish("card", "shopper", "", "tok_visa"))


def _money_came(_: Stage, ref: OrderRef) -> None:
    capture_order(ref, EVERYTHING, Why("clerk", "other"))


def _has_an_account(stage: Stage, ref: OrderRef) -> None:
    with suppress(OrderClosed):
        _add_to(ref, stage.named["ada"])


def _worker_goes_round(_: Stage, __: object) -> None:
    sweep()


def _placed_for_a_customer(stage: Stage) -> None:
    _placed_by(INVOICE)(stage)
    write(
        stage.app,
        "UPDATE orders SET email = :email WHERE id = :id",
        email=f"{fresh_key()}@example.com",
        id=stage.ids[0],
    )
    a_customer(stage)


AFTERWARDS = (
    Scene(
        "the bank agreed",
        _the_bank_agreed,
        {
            "the notice": _notice_comes,
            "the shopper returns": returns,
            "the worker asks": worker(),
            "give up": worker(give_up=True),
            "cancel": cancels_the_order,
            "pay again": completes(card("tok_visa")),
        },
        usual=frozenset({"the notice"}),
    ),
    Scene(
        "a notice that comes late",
        _paid_and_told,
        {
            "the notice": _notice_comes,
            "refund it all": refunds(MUGS),
            "refund a part": refunds(MUGS - 1),
            "cancel": cancels_the_order,
        },
        (
            ("the notice", "the notice"),
            ("the notice", "refund it all"),
            ("the notice", "refund a part"),
            ("the notice", "cancel"),
        ),
    ),
    Scene(
        "a notice that came early",
        _told_too_early,
        {
            "it is applied": Does(lambda stage, _: replay(stage.named["parked"])),
            "the notice": _notice_comes,
            "give up": worker(give_up=True),
        },
        usual=frozenset({"it is applied"}),
    ),
    Scene(
        "an order by invoice",
        _placed_by(INVOICE),
        {
            "it ships": Does(_ships),
            "pay by card": Does(_pays_again),
            "withdraw": Does(_declares_withdrawal),
            "draw the invoice": Does(lambda _, ref: issue_invoice(ref)),
            "cancel": cancels_the_order,
            "the worker's round": Does(_worker_goes_round),
        },
        usual=frozenset({"cancel"}),
        left=("SELECT count(*) - count(DISTINCT number) FROM invoices",),
    ),
    Scene(
        "an invoice that is paid",
        _placed_by(INVOICE),
        {"the money came": Does(_money_came), "cancel": cancels_the_order},
        (("the money came", "the money came"), ("the money came", "cancel")),
    ),
    Scene(
        "a buyer without an account",
        _placed_for_a_customer,
        {
            "open one": Does(lambda _, ref: _open_account(ref, "a hash")),
            "add to one": Does(_has_an_account),
            "cancel": cancels_the_order,
        },
        usual=frozenset({"open one"}),
    ),
    Scene(
        "an order whose day has come",
        _due_now,
        {
            "the worker places it": Does(lambda stage, _: place_due(stage.ids[0], "system")),
            "fewer units": patch(lines=[{"sku": "mug-stoneware", "quantity": 1}]),
            "cancel": cancels,
            "pay by card": completes(card("tok_visa")),
        },
        usual=frozenset({"the worker places it"}),
    ),
    Scene(
        "an order whose day has come, sold out",
        _due_and_sold_out,
        {
            "the worker gives it up": Does(lambda stage, _: place_due(stage.ids[0], "system")),
            "other goods": patch(lines=[{"sku": "mug-stoneware", "quantity": 1}]),
            "cancel": cancels,
        },
        usual=frozenset({"the worker gives it up"}),
        sku="lamp-desk",
    ),
    Scene(
        "an order made from data",
        _made_to_order,
        {
            "production begins": Does(lambda stage, _: begin_production(stage.ids[0], "system")),
            "other data": Does(_sends_data),
            "an entry is dealt with": Does(_is_acknowledged),
            "cancel": Does(lambda _, ref: cancel_order(ref, Why("clerk", "other"))),
        },
        usual=frozenset({"production begins"}),
        left=("SELECT begun_at IS NULL FROM production_data WHERE order_id = {order}",),
    ),
)
