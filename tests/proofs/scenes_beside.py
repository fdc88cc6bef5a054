"""More scenes for two: carts that become one, places in a delivery window, quotes, what the gateway tells, what comes after an order."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from checkout import clock
from checkout.config import TEST_GATEWAY_SECRET
from checkout.db import end_reading
from checkout.demo.delivery_area import METHOD as IN_WINDOWS
from checkout.operations import (
    Acceptor,
    Changes,
    LineWanted,
    OrderRef,
    QuoteClosed,
    QuoteLineWanted,
    QuoteWish,
    ShipmentWish,
    accept_quote,
    attach_cart,
    change_order,
    make_quote,
    merge_carts,
    withdraw_quote,
)
from checkout.operations.cancel import NotCancellable, cancel_order
from checkout.operations.customers import CustomerChanges, add_customer
from checkout.operations.edit import (
    add_line,
    drop_coupon,
    drop_gift_card,
    set_quantity,
    use_gift_card,
)
from checkout.operations.gift_cards import Guesser, cards_with
from checkout.operations.invoices import issue_invoice
from checkout.operations.money import NothingToMove, Why
from checkout.operations.move_money import EVERYTHING, capture_order
from checkout.operations.parking import NotParked, park, parked, replay
from checkout.operations.pay_again import PayWish, pay_again
from checkout.operations.production import (
    EntryNotOpen,
    acknowledge,
    begin_production,
    receive_data,
)
from checkout.operations.refusals import OrderClosed, OrderNotFound
from checkout.operations.schedule import place_due
from checkout.operations.sign_up import _add_to, _open_account
from checkout.operations.stocktaking import change_stock
from checkout.operations.sweep import sweep
from checkout.operations.tracking import Progress, report_shipment
from checkout.operations.withdraw import NothingToWithdraw, WithdrawalWish, withdraw
from checkout.payments import Notification
from checkout.payments.sandbox.notices import signed
from checkout.uploads import Kept
from tests.api.client import BERLIN as API_BERLIN
from tests.api.client import INVOICE, card, fresh_key
from tests.concurrency.witnesses import rows, write
from tests.contracts.emporix_partner import PATH as EMPORIX
from tests.contracts.emporix_partner import by_card
from tests.contracts.partner import Partner
from tests.factories import new_gift_card
from tests.gateways.telling import URL, Provider
from tests.proofs.buyers import MUGS
from tests.proofs.scenes import (
    Act,
    Scene,
    Stage,
    answered,
    bank_says,
    cancels,
    cancels_the_order,
    completes,
    patch,
    refunds,
    returns,
    told,
    two_orders_of,
    worker,
)
from tests.shipping_shop import window

STUTTGART = {**API_BERLIN, "city": "Stuttgart", "postal_code": "70173"}
REFUSED = (
    NotCancellable,
    EntryNotOpen,
    NothingToMove,
    NothingToWithdraw,
    OrderClosed,
    OrderNotFound,
    QuoteClosed,
    NotParked,
)


@dataclass(frozen=True)
class Does:
    """An act: a verb on an order of the stage, and what it says of what came of it."""

    verb: Any
    order: int = 0

    def __call__(self, stage: Stage) -> Act:
        ref = OrderRef("demo", id=stage.ids[self.order]) if stage.orders else None

        def act() -> str:
            with stage.app.app_context():
                try:
                    self.verb(stage, ref)
                except REFUSED as refusal:
                    end_reading()
                    return type(refusal).__name__
                return "done"

        return act


# Carts


def _two_carts_of_a_customer(stage: Stage) -> None:
    two_orders_of(stage)
    with stage.app.app_context():
        notebook = (LineWanted("notebook-a5", 1),)
        change_order(OrderRef("demo", id=stage.ids[1]), Changes(lines=notebook))
    stage.orders[1] = stage.program.reads(f"/checkouts/{stage.orders[1]['id']}")
    _customer(stage)
    theirs = "UPDATE orders SET source = 'web', customer_id = :who WHERE id IN (:one, :other)"
    one, other = stage.ids
    write(stage.app, theirs, who=stage.named["ada"], one=one, other=other)


def _customer(stage: Stage, name: str = "ada") -> None:
    with stage.app.app_context():
        changes = CustomerChanges(email=f"{fresh_key()}@example.com", name=name)
        stage.named[name] = add_customer("demo", "en", changes).customer.id


def _signs_in(stage: Stage, ref: OrderRef) -> None:
    merge_carts(ref, stage.named["ada"])


def _a_guests_cart(stage: Stage) -> None:
    stage.opens(payment_method="invoice")
    _customer(stage)
    _customer(stage, "grace")


def _becomes(name: str) -> Does:
    return Does(lambda stage, ref: attach_cart(ref, stage.named[name]))


def _with_a_voucher(stage: Stage) -> None:
    stage.opens(payment_method="invoice", coupon_codes=["WELCOME10"])
    stage.named["line"] = int(
        rows(stage.app, "SELECT id FROM order_lines WHERE order_id = :id", id=stage.ids[0])[0][0]
    )


def _hands_in_a_gift_card(stage: Stage) -> Act:
    with stage.app.app_context():
        [wanted] = cards_with([new_gift_card(1000)], Guesser("demo", "tests"))
    return Does(lambda _, ref: use_gift_card(ref, wanted))(stage)


# Places


CLOSE_WINDOWS = (
    f"UPDATE delivery_windows SET cutoff_at = '2000-01-01' WHERE method = '{IN_WINDOWS}'"
)


def _two_want_the_last_place(stage: Stage) -> None:
    """A window of its own for each play, by a way to ship that nobody else goes; those of earlier plays are not offered any more."""
    write(stage.app, CLOSE_WINDOWS)
    two_orders_of(stage, shipping_address=STUTTGART, shipping_method=IN_WINDOWS)
    with stage.app.app_context():
        starts = clock.now() + timedelta(days=30)
        stage.named["window"] = id_ = window(starts, method=IN_WINDOWS)
        for ref in (OrderRef("demo", id=each) for each in stage.ids):
            change_order(ref, Changes(shipments=(ShipmentWish("main", window=id_),)))
        end_reading()
    stage.orders = [stage.program.reads(f"/checkouts/{each['id']}") for each in stage.orders]


def _one_has_a_place(stage: Stage) -> None:
    _two_want_the_last_place(stage)
    assert answered(stage, "tok_visa") == 200


# Quotes


def _one_quote(stage: Stage) -> None:
    address = {"name": "Ada", "line1": "Torstraße 12", "city": "Berlin", "postal_code": "10119"}
    whose = {"email": f"{fresh_key()}@example.com", "addresses": [{**address, "country": "DE"}]}
    customer = stage.program.asks("POST", "/customers", whose).get_json()["id"]
    tomorrow = clock.now() + timedelta(days=1)
    mugs = (QuoteLineWanted("mug-stoneware", 2, 1900),)
    with stage.app.app_context():
        known = make_quote("demo", QuoteWish(lines=mugs, valid_until=tomorrow, customer=customer))
        stage.props["quote"], stage.named["quote"] = known.quote.public_id, known.quote.id


def _accepts(stage: Stage, _: object) -> None:
    accept_quote("demo", stage.props["quote"], "tests", Acceptor())


def _withdraws_the_offer(stage: Stage, _: object) -> None:
    withdraw_quote("demo", stage.props["quote"])


def _accepts_by_program(stage: Stage) -> Act:
    path = f"/quotes/{stage.props['quote']}/accept"
    return lambda: told(stage.program.asks("POST", path, {}))


def _orders_the_quote_at_once(stage: Stage) -> Act:
    partner = Partner(stage.app, stage.doors.keys["demo"])
    body = {"quoteId": stage.props["quote"], "paymentMethods": [by_card("tok_visa")]}
    return lambda: told(partner.asks("POST", EMPORIX, body))


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
    _customer(stage)


OF_THE_WINDOW = (
    "SELECT taken, capacity FROM delivery_windows WHERE id = {window}",
    "SELECT count(*) FROM window_holds WHERE window_id = {window}",
)
OF_THE_QUOTE = (
    "SELECT status FROM quotes WHERE id = {quote}",
    "SELECT state, total FROM orders WHERE quote_id = {quote}",
)
BESIDE = (
    Scene(
        "two carts of a customer",
        _two_carts_of_a_customer,
        {
            "sign in with the one": Does(_signs_in),
            "sign in with the other": Does(_signs_in, 1),
            "pay the one": completes(card("tok_visa")),
            "pay the other": completes(card("tok_visa"), 1),
            "fewer in the one": patch(lines=[{"sku": "mug-stoneware", "quantity": 1}]),
        },
        usual=frozenset({"sign in with the one"}),
    ),
    Scene(
        "a guest's cart",
        _a_guests_cart,
        {
            "becomes Ada's": _becomes("ada"),
            "becomes Grace's": _becomes("grace"),
            "pay by card": completes(card("tok_visa")),
            "fewer units": patch(lines=[{"sku": "mug-stoneware", "quantity": 1}]),
        },
        usual=frozenset({"becomes Ada's"}),
        left=("SELECT customer_id - {ada} FROM orders WHERE customer_id IN ({ada}, {grace})",),
    ),
    Scene(
        "a cart with a voucher",
        _with_a_voucher,
        {
            "without it": Does(lambda _, ref: drop_coupon(ref, "WELCOME10")),
            "three of them": Does(lambda stage, ref: set_quantity(ref, stage.named["line"], 3)),
            "one more": Does(lambda _, ref: add_line(ref, LineWanted("notebook-a5", 1), "en")),
            "by a gift card": _hands_in_a_gift_card,
            "without a card": Does(lambda _, ref: drop_gift_card(ref, "gc_none")),
            "pay by card": completes(card("tok_visa")),
        },
        usual=frozenset({"without it"}),
    ),
    Scene(
        "the last place",
        _two_want_the_last_place,
        {"one": completes(card("tok_visa")), "other": completes(card("tok_visa"), 1)},
        (("one", "other"),),
        alike=True,
        left=OF_THE_WINDOW,
    ),
    Scene(
        "a place that is given back",
        _one_has_a_place,
        {
            "cancel": cancels_the_order,
            "other": completes(card("tok_visa"), 1),
        },
        left=OF_THE_WINDOW,
    ),
    Scene(
        "a quote",
        _one_quote,
        {
            "accept": Does(_accepts),
            "accept by program": _accepts_by_program,
            "withdraw": Does(_withdraws_the_offer),
            "order at once": _orders_the_quote_at_once,
        },
        most_orders=1,
        left=OF_THE_QUOTE,
    ),
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
