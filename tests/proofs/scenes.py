"""Scenes of an order until it is paid: pages, programs, the worker and the bank, and what two orders want of one thing."""

from collections.abc import Callable
from typing import Any

from checkout.db import end_reading
from checkout.operations import OrderRef, reconcile
from checkout.operations.cancel import cancel_order
from checkout.operations.money import NothingToMove, Why
from checkout.operations.move_money import Amount, refund_order
from checkout.operations.stocktaking import change_stock
from checkout.operations.sweep import _expire_cart, _release_expired_hold
from tests.api.client import COMPLETE, INVOICE, Program, card, fresh_key
from tests.concurrency.witnesses import rows, write
from tests.contracts import photo_orders, sylius_client
from tests.contracts.emporix_partner import PATH as EMPORIX
from tests.contracts.emporix_partner import by_card, checkout_of
from tests.contracts.partner import Partner
from tests.contracts.summary_client import PrintPartner
from tests.factories import ADA, new_gift_card
from tests.promotions import amount, promote
from tests.proofs.buyers import MUGS
from tests.proofs.stage import Act, Scene, Stage, told

#: Berlin as the step-by-step document has it
BERLIN = {
    "firstName": "Ada",
    "lastName": "Lovelace",
    "street": "Torstraße 12",
    "postcode": "10119",
    "city": "Berlin",
    "country": "276",
}


def patch(**fields: Any) -> Callable[[Stage], Act]:
    def act(stage: Stage) -> Act:
        path = f"/checkouts/{stage.orders[0]['id']}"
        return lambda: told(stage.program.asks("PATCH", path, fields))

    return act


def _patch_as_seen(**fields: Any) -> Callable[[Stage], Act]:
    def act(stage: Stage) -> Act:
        path, tag = f"/checkouts/{stage.orders[0]['id']}", f'"{stage.orders[0]["version"]}"'
        return lambda: told(stage.program.asks("PATCH", path, fields, if_match=tag))

    return act


def _hands_in_a_card(stage: Stage) -> Act:
    with stage.app.app_context():
        code = new_gift_card(1000)
    path = f"/checkouts/{stage.orders[0]['id']}"
    return lambda: told(stage.program.asks("PATCH", path, {"gift_cards": [{"code": code}]}))


def cancels(stage: Stage) -> Act:
    path = f"/checkouts/{stage.orders[0]['id']}/cancel"
    return lambda: told(stage.program.asks("POST", path))


def completes(payment: Any, order: int = 0) -> Callable[[Stage], Act]:
    def act(stage: Stage) -> Act:
        checkout = stage.orders[order]
        stage.confirmed[int(checkout["order_id"])] = checkout["total"]
        body = {"expected_total": checkout["total"], "payment": payment}
        path, key = f"/checkouts/{checkout['id']}/complete", f"{fresh_key()} of {checkout['id']}"
        return lambda: told(stage.program.asks("POST", path, body, idempotency_key=key))

    return act


def _confirms_on_the_page(stage: Stage) -> Act:
    guest = stage.guest().opens("/checkout/review")

    def act() -> object:
        answer = guest.sends("expected_total")
        assert answer.status_code < 500
        return answer.status_code, "".join((answer.location or "").split("/")[1:2])

    return act


def _adds_on_the_page(stage: Stage) -> Act:
    guest = stage.guest().opens("/products/notebook-a5")
    return lambda: guest.sends("quantity", quantity="1").status_code


def _adds_a_voucher(stage: Stage) -> Act:
    guest = stage.guest().opens("/cart")
    return lambda: guest.sends("coupon_code", coupon_code="WELCOME10").status_code


def _confirms_step_by_step(stage: Stage) -> Act:
    partner = sylius_client.Partner(stage.app, stage.doors.keys["demo"])
    cart = stage.ids[0]
    partner.puts(cart, {"shippingAddress": BERLIN, "customer": {"email": ADA}})
    if isinstance(partner.gets(f"/checkouts/{cart}"), list):  # it asks how to ship
        partner.ships(cart, "Standard delivery")
    partner.chooses(cart, "invoice")
    return lambda: told(partner.asks("PUT", f"/checkouts/{cart}"))


def _orders_at_once(stage: Stage) -> Act:
    partner = Partner(stage.app, stage.doors.keys["demo"])
    due = by_card("tok_visa") | {"amount": MUGS / 100}
    body = checkout_of(stage.orders[0]["id"], paymentMethods=[due])
    return lambda: told(partner.asks("POST", EMPORIX, body))


def _runs_out(stage: Stage) -> Act:
    """The worker finds a cart whose time has come."""

    def act() -> None:
        with stage.app.app_context():
            _expire_cart(stage.ids[0])

    return act


def worker(*, give_up: bool = False) -> Callable[[Stage], Act]:
    def set_up(stage: Stage) -> Act:
        def act() -> str:
            with stage.app.app_context():
                settlement = reconcile(stage.ids[0], "system", give_up=give_up)
                return settlement.order_state if settlement else ""

        return act

    return set_up


def returns(stage: Stage) -> Act:
    token = rows(stage.app, "SELECT token FROM orders WHERE id = :id", id=stage.ids[0])[0][0]
    client = stage.app.test_client()
    return lambda: client.get(f"/orders/{token}/return").status_code


def bank_says(*, approved: bool) -> Callable[[Stage], Act]:
    def set_up(stage: Stage) -> Act:
        gateway = stage.app.extensions["gateways"]["test"]
        [(key,)] = rows(
            stage.app, "SELECT idempotency_key FROM payments WHERE order_id = :id", id=stage.ids[0]
        )

        def act() -> None:
            charge = gateway.ledger.by_key(key)
            if charge.state == "challenge":
                gateway.honest.answer_challenge(charge, approved=approved)

        return act

    return set_up


def answered(stage: Stage, token: str) -> int:
    """The status with which paying by that card is answered."""
    answer = completes(card(token))(stage)()
    assert isinstance(answer, tuple)
    return int(answer[0])


def _one_order(stage: Stage) -> None:
    stage.opens(payment_method="invoice")


def _at_its_end(stage: Stage) -> None:
    stage.opens(payment_method="invoice")
    past = "UPDATE orders SET expires_at = created_at WHERE id = :id"
    write(stage.app, past, id=stage.ids[0])


def _asked_for(token: str) -> Callable[[Stage], None]:
    def set_up(stage: Stage) -> None:
        stage.opens()
        assert answered(stage, token) == 202

    return set_up


def two_orders_of(stage: Stage, **fields: Any) -> None:
    stage.opens(**fields)
    stage.opens(**fields, email="grace@example.com")


def _two_want_the_last_unit(stage: Stage) -> None:
    two_orders_of(stage, lines=[{"sku": "lamp-desk", "quantity": 1}])
    with stage.app.app_context():
        assert change_stock("demo", "lamp-desk", 1)
        end_reading()


def _two_want_one_discount(stage: Stage) -> None:
    code = fresh_key()
    with stage.app.app_context():
        promote(code, amount(500), usage_limit=1)
    two_orders_of(stage, coupon_codes=[code])


def _two_share_a_card(stage: Stage) -> None:
    with stage.app.app_context():
        code = new_gift_card(2500)
    two_orders_of(stage, gift_cards=[{"code": code}])


def _two_want_the_same(stage: Stage) -> None:
    goods = [{"sku": "mug-stoneware", "quantity": 1}, {"sku": "notebook-a5", "quantity": 1}]
    stage.opens(lines=goods)
    stage.opens(lines=goods[::-1], email="grace@example.com")


def _a_hold_that_ran_out(stage: Stage) -> None:
    stage.opens()
    assert answered(stage, "tok_declined") == 402
    past = "UPDATE stock_holds SET expires_at = :then WHERE order_id = :id"
    write(stage.app, past, id=stage.ids[0], then="2020-01-01 00:00:00.000000")


def _hold_runs_out(stage: Stage) -> Act:
    def act() -> None:
        with stage.app.app_context():
            _release_expired_hold(stage.ids[0])

    return act


def _a_paid_order(stage: Stage) -> None:
    stage.opens()
    assert answered(stage, "tok_visa") == 200


def refunds(minor: int) -> Callable[[Stage], Act]:
    def set_up(stage: Stage) -> Act:
        ref = OrderRef("demo", id=stage.ids[0])

        def act() -> str:
            with stage.app.app_context():
                try:
                    refund_order(ref, Amount(minor), Why("clerk", "goodwill"))
                except NothingToMove:
                    return "nothing to give back"
                return "given back"

        return act

    return set_up


def cancels_the_order(stage: Stage) -> Act:
    ref = OrderRef("demo", id=stage.ids[0])

    def act() -> str:
        with stage.app.app_context():
            return cancel_order(ref, Why("clerk", "other")).order.state

    return act


def _one_photo_order(stage: Stage) -> None:
    partner = Partner(stage.app, stage.doors.keys["print"])
    begun = photo_orders.begin(partner)
    stage.props["partner"], stage.props["begun"] = partner, begun
    _named_in(stage, "print", int(begun["orderId"]))


def _one_summary(stage: Stage) -> None:
    printer = PrintPartner(stage.app, Partner(stage.app, stage.doors.keys["print"]))
    rosa = printer.makes("/customers", email=f"{fresh_key()}@example.com", name="Rosa")
    stored = {"payment_method": "card", "token": "tok_visa", "label": "Visa … 4242"}
    printer.makes(f"/customers/{rosa['id']}/payment-methods", **stored)
    stage.props["partner"] = printer.contract
    _named_in(stage, "print", printer.order(customer=rosa["id"]))


def _named_in(stage: Stage, shop: str, order: int) -> None:
    program = Program(stage.app, stage.doors.keys[shop])
    named = rows(stage.app, "SELECT public_id FROM orders WHERE id = :id", id=order)[0][0]
    stage.props["program"] = program
    stage.orders.append(program.reads(f"/checkouts/{named}"))


def _finishes_the_photo_order(stage: Stage) -> Act:
    return lambda: told(photo_orders.finish(stage.props["partner"], stage.props["begun"]))


def _executes(stage: Stage) -> Act:
    path, body = f"/v1/order/{stage.ids[0]}/checkout", {"postageType": "Standard", "autoBill": True}
    return lambda: stage.props["partner"].asks("POST", path, body).status_code


def _of_the_print_shop(method: str, path: str, **fields: Any) -> Callable[[Stage], Act]:
    def set_up(stage: Stage) -> Act:
        whole = path.format(stage.orders[0]["id"])
        return lambda: told(stage.props["program"].asks(method, whole, fields or None))

    return set_up


def _requests_a_purchase(stage: Stage) -> Act:
    partner = Partner(stage.app, stage.doors.keys["cloud"])
    body, path = stage.props["body"], "/api/v1/purchaserequest/checkout"
    return lambda: told(partner.asks("POST", path, body))


def _one_external_id(stage: Stage) -> None:
    stage.props["body"] = stage.doors.purchase_body(fresh_key())


def _one_key(stage: Stage) -> None:
    stage.props["key"] = fresh_key()


def _opens_with_the_key(stage: Stage) -> Act:
    key = stage.props["key"]
    return lambda: told(stage.program.asks("POST", "/checkouts", COMPLETE, idempotency_key=key))


CHANGES = {"lines": [{"sku": "14631000", "quantity": 2}]}
SCENES = (
    Scene(
        "an open order",
        _one_order,
        {
            "fewer units": patch(lines=[{"sku": "mug-stoneware", "quantity": 1}]),
            "other goods, as seen": _patch_as_seen(lines=[{"sku": "notebook-a5", "quantity": 1}]),
            "by express": _patch_as_seen(shipping_method="express"),
            "one more, on the page": _adds_on_the_page,
            "a voucher, on the page": _adds_a_voucher,
            "a gift card": _hands_in_a_card,
            "cancel": cancels,
            "pay by card": completes(card("tok_visa")),
            "pay by a card that is declined": completes(card("tok_declined")),
            "pay, and lose the answer": completes(card("tok_timeout")),
            "the worker asks": worker(),
            "confirm on the page": _confirms_on_the_page,
            "confirm step by step": _confirms_step_by_step,
            "order at once": _orders_at_once,
        },
        one_of=frozenset({"other goods, as seen", "by express"}),
        usual=frozenset({"pay by card"}),
    ),
    Scene(
        "a cart at its end",
        _at_its_end,
        {
            "it expires": _runs_out,
            "fewer units": patch(lines=[{"sku": "mug-stoneware", "quantity": 1}]),
            "pay by card": completes(card("tok_visa")),
            "confirm on the page": _confirms_on_the_page,
        },
        (
            ("it expires", "it expires"),
            ("it expires", "fewer units"),
            ("it expires", "pay by card"),
            ("it expires", "confirm on the page"),
        ),
    ),
    Scene(
        "a lost answer",
        _asked_for("tok_timeout"),
        {
            "the worker asks": worker(),
            "the shopper returns": returns,
            "pay again": completes(card("tok_visa")),
            "pay by invoice": completes(INVOICE),
        },
        usual=frozenset({"pay again"}),
    ),
    Scene(
        "a lost request",
        _asked_for("tok_timeout_lost"),
        {
            "the worker asks": worker(),
            "the shopper returns": returns,
            "pay again": completes(card("tok_visa")),
        },
        usual=frozenset({"the worker asks"}),
    ),
    Scene(
        "the bank asks",
        _asked_for("tok_3ds"),
        {
            "approve": bank_says(approved=True),
            "the shopper returns": returns,
            "give up": worker(give_up=True),
            "pay again": completes(card("tok_visa")),
        },
        usual=frozenset({"give up"}),
    ),
    Scene(
        "the last unit",
        _two_want_the_last_unit,
        {"one": completes(card("tok_visa")), "other": completes(card("tok_visa"), 1)},
        (("one", "other"),),
        "lamp-desk",
        alike=True,
    ),
    Scene(
        "one discount",
        _two_want_one_discount,
        {"one": completes(card("tok_visa")), "other": completes(card("tok_visa"), 1)},
        (("one", "other"),),
        alike=True,
    ),
    Scene(
        "one gift card",
        _two_share_a_card,
        {"one": completes(card("tok_visa")), "other": completes(card("tok_visa"), 1)},
        (("one", "other"),),
        alike=True,
    ),
    Scene(
        "a photo order",
        _one_photo_order,
        {
            "finish": _finishes_the_photo_order,
            "other goods": _of_the_print_shop("PATCH", "/checkouts/{}", **CHANGES),
            "cancel": _of_the_print_shop("POST", "/checkouts/{}/cancel"),
        },
        (("finish", "finish"), ("finish", "other goods"), ("finish", "cancel")),
    ),
    Scene(
        "a summary",
        _one_summary,
        {
            "execute": _executes,
            "other goods": _of_the_print_shop("PATCH", "/checkouts/{}", **CHANGES),
            "cancel": _of_the_print_shop("POST", "/checkouts/{}/cancel"),
        },
        (("execute", "execute"), ("execute", "other goods"), ("execute", "cancel")),
    ),
    Scene("one external id", _one_external_id, {"request": _requests_a_purchase}, most_orders=1),
    Scene("one key", _one_key, {"open": _opens_with_the_key}, most_orders=1),
    Scene(
        "the same goods in two carts",
        _two_want_the_same,
        {"one": completes(card("tok_visa")), "other": completes(card("tok_visa"), 1)},
        (("one", "other"),),
        alike=True,
    ),
    Scene(
        "a hold at its end",
        _a_hold_that_ran_out,
        {"it runs out": _hold_runs_out, "pay again": completes(card("tok_visa"))},
        (("it runs out", "pay again"), ("it runs out", "it runs out")),
    ),
    Scene(
        "a paid order",
        _a_paid_order,
        {
            "refund it all": refunds(MUGS),
            "refund a part": refunds(MUGS - 1),
            "cancel": cancels_the_order,
        },
        usual=frozenset({"refund it all"}),
    ),
)
