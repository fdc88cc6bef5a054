"""After placing, by JSON: cancelling, taking money that was promised, giving it back, and paying what is left."""

from typing import Any

import pytest
from flask import Flask

from checkout.db import db
from checkout.models import PaymentMethod
from checkout.operations import sweep
from tests.api.client import COMPLETE, Program, card, document, fresh_key, problem
from tests.conftest import Clock
from tests.factories import new_gift_card

TOTAL = 5290
VISA = card("tok_visa")


def asks(api: Program, order: Any, verb: str, key: str = "", **body: Any) -> Any:
    path = f"/orders/{order['id']}/{verb}"
    return api.asks("POST", path, body, idempotency_key=key or fresh_key())


def ships(api: Program, order: Any, number: int = 1) -> Any:
    path = f"/orders/{order['id']}/shipments/{number}"
    return document(api.asks("PATCH", path, {"state": "shipped"}), 200)


def sums(order: Any) -> tuple[str, int, int, int]:
    paid = order["paid"]
    return paid["state"], paid["authorized"], paid["captured"], paid["refunded"]


def switch(app: Flask, **switches: int) -> None:
    app.extensions["gateways"]["test"].switches.set(switches)


@pytest.fixture
def promised_only(app: Flask) -> None:
    """Cards are charged when goods leave."""
    with app.app_context():
        db.session.query(PaymentMethod).filter_by(code="card").update({"manual_capture": True})
        db.session.execute(db.text("UPDATE shops SET catalog_version = catalog_version + 1"))
        db.session.commit()


def test_money_is_given_back_in_parts_until_nothing_is_left(api: Program) -> None:
    order = api.buys(VISA)
    assert sums(order) == ("paid", 0, TOTAL, 0)
    part = document(asks(api, order, "refunds", amount=2400, reason="damaged", note="Chipped"), 200)
    assert sums(part) == ("partially_refunded", 0, TOTAL, 2400)
    (asked,) = part["money_requests"]
    assert (asked["kind"], asked["amount"], asked["state"]) == ("refund", 2400, "done")
    assert (asked["reason"], asked["note"], asked["actor"]) == ("damaged", "Chipped", "tests")
    problem(asks(api, order, "refunds", amount=TOTAL), 409, "nothing_to_move")
    assert sums(document(asks(api, order, "refunds"), 200)) == ("refunded", 0, TOTAL, TOTAL)
    problem(asks(api, order, "refunds"), 409, "nothing_to_move")
    assert [each["refunded"] for each in api.reads(f"/orders/{order['id']}")["payments"]] == [TOTAL]


def test_the_same_refund_sent_again_gives_once(api: Program) -> None:
    order, key = api.buys(VISA), fresh_key()
    first = asks(api, order, "refunds", key, amount=1000)
    again = asks(api, order, "refunds", key, amount=1000)
    assert (again.status_code, again.data) == (200, first.data)
    problem(asks(api, order, "refunds", key, amount=1001), 422, "idempotency_key_reused")


def test_a_refund_without_an_answer_is_asked_for_again_by_the_same_request(
    app: Flask, api: Program
) -> None:
    order, key = api.buys(VISA), fresh_key()
    switch(app, drop_answers=1)
    waiting = document(asks(api, order, "refunds", key, amount=1000), 202)
    assert waiting["money_requests"][0]["state"] == "unknown"
    assert sums(document(asks(api, order, "refunds", key, amount=1000), 200))[3] == 1000
    assert len(api.reads(f"/orders/{order['id']}")["money_requests"]) == 1


def test_what_the_gateway_refuses_is_told_and_moved_nothing(app: Flask, api: Program) -> None:
    order = api.buys(VISA)
    switch(app, refuse=1)
    body = problem(asks(api, order, "refunds", amount=1000), 409, "gateway_refused")
    assert body["reason"] == "not_possible"
    assert sums(api.reads(f"/orders/{order['id']}"))[3] == 0
    assert sums(document(asks(api, order, "refunds"), 200))[3] == TOTAL


def test_a_cancelled_order_gives_everything_back(app: Flask, api: Program) -> None:
    with app.app_context():
        code = new_gift_card(1000)
    stock = api.reads("/products/mug-stoneware")["available"]
    order = api.buys(VISA, gift_cards=[{"code": code}], coupon_codes=["WELCOME10"])
    over = document(asks(api, order, "cancel", reason="out_of_stock"), 200)
    assert (over["state"], over["cancel_reason"]) == ("cancelled", "out_of_stock")
    assert sums(over) == ("refunded", 0, order["total"], order["total"])
    assert over["total"] == order["total"]
    assert over["totals"] == order["totals"]  # what was ordered stays to be read
    assert api.reads("/products/mug-stoneware")["available"] == stock
    again = api.buys(VISA, gift_cards=[{"code": code}], coupon_codes=["WELCOME10"])
    assert again["total"] == order["total"]
    version = document(asks(api, order, "cancel"), 200)["version"]
    assert version == over["version"]


@pytest.mark.parametrize("state", ["shipped", "delivered"])
def test_what_has_left_is_not_cancelled(api: Program, state: str) -> None:
    order = api.buys(VISA)
    path = f"/orders/{order['id']}/shipments/1"
    document(api.asks("PATCH", path, {"state": state}), 200)
    body = problem(asks(api, order, "cancel"), 409, "not_cancellable")
    assert body["reason"] == "shipped"


def test_an_order_that_is_being_paid_is_cancelled_as_soon_as_the_outcome_is_known(
    app: Flask, api: Program, clock: Clock
) -> None:
    checkout = api.opens(**COMPLETE)
    document(api.completes(checkout, card("tok_3ds")), 202)
    switch(app, drop_requests=9)
    waiting = document(asks(api, checkout, "cancel"), 202)
    assert (waiting["state"], waiting["cancel_reason"]) == ("placing", "requested_by_customer")
    switch(app, drop_requests=0)
    clock.forward(minutes=1)
    with app.app_context():
        sweep()
    assert api.reads(f"/orders/{checkout['id']}")["state"] == "cancelled"


def test_an_invoice_is_paid_in_parts(api: Program) -> None:
    order = api.buys()
    assert sums(order)[0] == "pending"
    part = document(asks(api, order, "captures", amount=1000, note="Transfer of 10 June"), 200)
    assert sums(part) == ("partially_paid", 0, 1000, 0)
    problem(asks(api, order, "captures", amount=TOTAL), 409, "nothing_to_move")
    assert sums(document(asks(api, order, "captures"), 200)) == ("paid", 0, TOTAL, 0)
    assert sums(document(asks(api, order, "refunds", amount=500), 200))[3] == 500


def test_what_is_left_of_an_invoice_is_paid_by_card(api: Program) -> None:
    order = api.buys()
    document(asks(api, order, "captures", amount=1000), 200)
    body = problem(
        asks(api, order, "payments", payment=card("tok_declined")), 402, "payment_declined"
    )
    assert body["reason"] == "card_declined"
    after = api.reads(f"/orders/{order['id']}")
    assert (after["state"], after["paid"]["state"]) == ("placed", "partially_paid")
    paid = document(asks(api, order, "payments", payment=VISA), 200)
    assert sums(paid) == ("paid", 0, TOTAL, 0)
    assert [each["amount"] for each in paid["payments"]] == [TOTAL, TOTAL - 1000, TOTAL - 1000]
    assert paid["payment_method"] == "card"
    problem(asks(api, order, "payments", payment=VISA), 409, "nothing_to_move")


def test_while_somebody_pays_no_money_is_noted_on_the_invoice(api: Program) -> None:
    order = api.buys()
    document(asks(api, order, "payments", payment=card("tok_3ds")), 202)
    problem(asks(api, order, "captures"), 409, "payment_in_progress")
    waiting = document(asks(api, order, "payments", payment=VISA), 202)  # the one attempt there is
    assert len(waiting["payments"]) == 2
    over = document(asks(api, order, "cancel"), 200)
    assert [each["state"] for each in over["payments"]] == ["voided", "declined"]


def test_an_order_cannot_be_paid_now_by_what_is_paid_later(api: Program) -> None:
    order = api.buys()
    answer = asks(api, order, "payments", payment={"method": "invoice"})
    assert problem(answer, 422, "invalid")["errors"][0]["code"] == "unknown_payment_method"


@pytest.mark.usefixtures("promised_only")
def test_what_was_promised_is_taken_when_the_goods_leave(api: Program) -> None:
    order = api.buys(VISA)
    assert sums(order) == ("authorized", TOTAL, 0, 0)
    problem(asks(api, order, "refunds"), 409, "nothing_to_move")
    assert sums(ships(api, order)) == ("paid", 0, TOTAL, 0)


@pytest.mark.usefixtures("promised_only")
def test_what_was_promised_is_let_go_when_the_order_is_cancelled(api: Program) -> None:
    order = api.buys(VISA)
    document(asks(api, order, "captures", amount=1000), 200)
    over = document(asks(api, order, "cancel"), 200)
    assert sums(over) == ("refunded", 0, 1000, 1000)
    assert {each["kind"] for each in over["money_requests"]} == {"capture", "void", "refund"}
    assert over["state"] == "cancelled"


def test_checkouts_that_were_never_placed_have_no_money_to_move(api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    for verb in ("refunds", "captures"):
        assert problem(asks(api, checkout, verb), 409, "order_closed")["state"] == "open"
    assert document(asks(api, checkout, "cancel"), 200)["state"] == "cancelled"


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("refunds", {"amount": 0}, "#/amount"),
        ("refunds", {"amount": -5}, "#/amount"),
        ("refunds", {"amount": 1.5}, "#/amount"),
        ("refunds", {"reason": "because"}, "#/reason"),
        ("refunds", {"note": "4242 4242 4242 4242"}, "#/note"),
        ("captures", {"amount": "10"}, "#/amount"),
        ("cancel", {"reason": None}, "#/reason"),
        ("payments", {}, "#/payment"),
    ],
)
def test_nonsense_about_money_is_refused(
    api: Program, verb: str, body: dict[str, Any], pointer: str
) -> None:
    order = api.buys()
    assert (
        problem(asks(api, order, verb, **body), 422, "invalid")["errors"][0]["pointer"] == pointer
    )
