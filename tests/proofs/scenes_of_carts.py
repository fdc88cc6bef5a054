"""Scenes of carts that become one, of vouchers, of places in a delivery window, and of quotes."""

from datetime import timedelta

from checkout import clock
from checkout.db import end_reading
from checkout.demo.delivery_area import METHOD as IN_WINDOWS
from checkout.operations import (
    Acceptor,
    Changes,
    LineWanted,
    OrderRef,
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
from checkout.operations.customers import CustomerChanges, add_customer
from checkout.operations.edit import (
    add_line,
    drop_coupon,
    drop_gift_card,
    set_quantity,
    use_gift_card,
)
from checkout.operations.gift_cards import Guesser, cards_with
from tests.api.client import BERLIN as API_BERLIN
from tests.api.client import card, fresh_key
from tests.concurrency.witnesses import rows, write
from tests.contracts.emporix_partner import PATH as EMPORIX
from tests.contracts.emporix_partner import by_card
from tests.contracts.partner import Partner
from tests.factories import new_gift_card
from tests.proofs.scenes import (
    answered,
    cancels_the_order,
    completes,
    patch,
    two_orders_of,
)
from tests.proofs.stage import Act, Does, Scene, Stage, told
from tests.shipping_shop import window

STUTTGART = {**API_BERLIN, "city": "Stuttgart", "postal_code": "70173"}

# Carts


def _two_carts_of_a_customer(stage: Stage) -> None:
    two_orders_of(stage)
    with stage.app.app_context():
        notebook = (LineWanted("notebook-a5", 1),)
        change_order(OrderRef("demo", id=stage.ids[1]), Changes(lines=notebook))
    stage.orders[1] = stage.program.reads(f"/checkouts/{stage.orders[1]['id']}")
    a_customer(stage)
    theirs = "UPDATE orders SET source = 'web', customer_id = :who WHERE id IN (:one, :other)"
    one, other = stage.ids
    write(stage.app, theirs, who=stage.named["ada"], one=one, other=other)


def a_customer(stage: Stage, name: str = "ada") -> None:
    with stage.app.app_context():
        changes = CustomerChanges(email=f"{fresh_key()}@example.com", name=name)
        stage.named[name] = add_customer("demo", "en", changes).customer.id


def _signs_in(stage: Stage, ref: OrderRef) -> None:
    merge_carts(ref, stage.named["ada"])


def _a_guests_cart(stage: Stage) -> None:
    stage.opens(payment_method="invoice")
    a_customer(stage)
    a_customer(stage, "grace")


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


OF_THE_WINDOW = (
    "SELECT taken, capacity FROM delivery_windows WHERE id = {window}",
    "SELECT count(*) FROM window_holds WHERE window_id = {window}",
)
OF_THE_QUOTE = (
    "SELECT status FROM quotes WHERE id = {quote}",
    "SELECT state, total FROM orders WHERE quote_id = {quote}",
)
CARTS = (
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
)
