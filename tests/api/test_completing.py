"""From a checkout to an order, and every way in which that may not happen yet."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select

from checkout.db import db, unit_of_work
from checkout.models import Coupon, Payment, StockItem
from checkout.operations import reconcile
from tests.api.client import (
    COMPLETE,
    INVOICE,
    Program,
    card,
    codes_at,
    document,
    problem,
)
from tests.factories import reprice, stock_up


def test_an_order_by_invoice_is_placed_and_will_be_paid(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    order = document(api.completes(checkout, INVOICE), 200)

    assert (order["state"], order["total"], order["id"]) == ("placed", 5290, checkout["id"])
    assert order["number"]
    assert order["payments"][0] | {"created_at": ""} == {
        "method": "invoice",
        "state": "pending",
        "amount": 5290,
        "currency": "EUR",
        "authorized": 0,
        "captured": 0,
        "refunded": 0,
        "action_url": None,
        "decline_reason": None,
        "created_at": "",
    }
    assert [event["state"] for event in order["history"]] == ["placing", "placed"]
    assert {event["actor"] for event in order["history"]} == {"tests"}
    assert order["shipments"][0]["lines"] == [0]


def test_what_was_shown_is_what_was_written_down(api: Program) -> None:
    checkout = api.opens(**COMPLETE, coupon_codes=["WELCOME10"])

    order = document(api.completes(checkout, INVOICE), 200)

    for name in ("lines", "adjustments", "totals", "total", "shipping_address"):
        shown, kept = checkout[name], order[name]
        if name == "lines":
            shown = [{**line, "available": None} for line in shown]
        assert shown == kept, name
    again = api.reads(f"/checkouts/{checkout['id']}")
    assert again["payment"] == {
        "method": "invoice",
        "state": "pending",
        "amount": 4810,
        "action_url": None,
        "decline_reason": None,
    }


def test_a_card_is_charged(api: Program) -> None:
    order = api.buys(card("tok_visa"))

    payment = order["payments"][0]
    assert (payment["state"], payment["captured"]) == ("captured", 5290)
    assert payment["authorized"] == 5290


def test_a_payment_method_written_before_need_not_be_said_again(api: Program) -> None:
    checkout = api.opens(**COMPLETE, payment_method="invoice")

    assert document(api.completes(checkout), 200)["state"] == "placed"


def test_nothing_to_pay_needs_no_payment(app: Flask, api: Program) -> None:
    with app.app_context():
        reprice("gift-note", 0)
    checkout = api.opens(
        email="ada@example.com",
        shipping_address=COMPLETE["shipping_address"],
        lines=[{"sku": "gift-note"}],
    )
    assert checkout["payment_methods"] == []

    order = document(api.completes(checkout), 200)

    assert (order["state"], order["payments"], order["shipments"]) == ("placed", [], [])


def test_what_is_missing_is_listed_and_nothing_happens(api: Program) -> None:
    checkout = api.opens(lines=[{"sku": "mug-stoneware"}])

    told = problem(api.completes(checkout, INVOICE), 422, "requirements_unmet")

    assert codes_at(told)["#/email"] == "email_missing"
    assert codes_at(told)["#/shipping_method"] == "shipping_method_missing"
    assert "#/payment_method" not in codes_at(told)
    assert api.reads(f"/checkouts/{checkout['id']}")["version"] == 1


def test_a_changed_price_is_told_line_by_line(app: Flask, api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    with app.app_context():
        reprice("mug-stoneware", 2500)

    told = problem(api.completes(checkout, INVOICE), 409, "total_changed")

    assert (told["old"], told["new"]) == (5290, 5490)
    assert told["lines"] == [
        {
            "sku": "mug-stoneware",
            "name": "Stoneware mug",
            "old_unit_price": 2400,
            "new_unit_price": 2500,
        }
    ]
    assert (told["quoted"]["items"], told["now"]["items"]) == (4800, 5000)
    order = document(api.completes(checkout, INVOICE, total=told["new"]), 200)
    assert order["total"] == 5490


def test_a_coupon_that_ended_is_told(app: Flask, api: Program) -> None:
    checkout = api.opens(**COMPLETE, coupon_codes=["WELCOME10"])
    with app.app_context():
        _end_coupons()

    told = problem(api.completes(checkout, INVOICE), 409, "total_changed")

    assert told["dropped_coupon_codes"] == ["WELCOME10"]
    body = problem(api.asks("POST", "/checkouts", {"coupon_codes": ["WELCOME10"]}), 422, "invalid")
    assert codes_at(body) == {"#/coupon_codes/0": "coupon_not_valid"}


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        ("tok_declined", "card_declined"),
        ("tok_insufficient_funds", "insufficient_funds"),
        ("tok_made_up", "not_accepted"),
    ],
)
def test_a_declined_payment_leaves_the_checkout_open(api: Program, token: str, reason: str) -> None:
    checkout = api.opens(**COMPLETE)

    told = problem(api.completes(checkout, card(token)), 402, "payment_declined")

    assert told["reason"] == reason
    assert codes_at(told) == {"#/payment": reason}
    kept = api.reads(f"/checkouts/{checkout['id']}")
    assert (kept["state"], kept["total"], kept["lines"]) == ("open", 5290, checkout["lines"])
    assert kept["payment"]["decline_reason"] == reason
    order = document(api.completes(kept, INVOICE), 200)
    assert [payment["state"] for payment in order["payments"]] == ["declined", "pending"]


@pytest.mark.parametrize(
    ("token", "state"), [("tok_timeout", "placed"), ("tok_timeout_lost", "open")]
)
def test_a_lost_answer_is_no_answer_yet(app: Flask, api: Program, token: str, state: str) -> None:
    checkout = api.opens(**COMPLETE)

    answer = api.completes(checkout, card(token))

    waiting = document(answer, 202)
    assert (waiting["state"], waiting["payment"]["state"]) == ("placing", "unknown")
    assert answer.headers["Location"] == f"/api/v1/orders/{checkout['id']}"
    assert document(api.completes(checkout, INVOICE), 202)["state"] == "placing"
    problem(api.asks("PATCH", f"/checkouts/{checkout['id']}", {"note": "x"}), 409, "order_closed")
    with app.app_context():
        reconcile(checkout["order_id"], "system")
    assert api.reads(f"/orders/{checkout['id']}")["state"] == state


def test_a_browser_step_says_where(app: Flask, api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    waiting = document(api.completes(checkout, card("tok_3ds")), 202)

    assert (waiting["state"], waiting["payment"]["state"]) == ("placing", "action")
    url = urlsplit(waiting["payment"]["action_url"])
    assert url.netloc == "localhost"
    gateway = app.extensions["gateways"]["test"]
    charge = gateway.ledger.by_id(url.path.rsplit("/", 1)[1])
    assert charge.return_url.startswith("http://localhost/orders/")
    gateway.honest.answer_challenge(charge, approved=True)
    with app.app_context():
        reconcile(checkout["order_id"], "system")
    order = api.reads(f"/orders/{checkout['id']}")
    assert (order["state"], order["payment"]["action_url"]) == ("placed", None)


def test_without_a_token_the_shopper_pays_on_the_gateways_page(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    waiting = document(api.completes(checkout, {"method": "card"}), 202)

    assert waiting["payment"]["action_url"]


def test_completing_again_answers_with_the_order(api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    order = document(api.completes(checkout, INVOICE), 200)

    again = document(api.completes(checkout, card("tok_visa")), 200)

    assert again == order | {"page": again["page"]}


def test_a_way_to_pay_that_is_not_on_offer_is_a_fault(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    told = problem(api.completes(checkout, {"method": "barter"}), 422, "invalid")

    assert codes_at(told) == {"#/payment/method": "unknown_payment_method"}


def test_the_last_one_is_sold_once(app: Flask, api: Program) -> None:
    with app.app_context():
        stock_up("lamp-desk", 1)
    lamp = {"lines": [{"sku": "lamp-desk"}]}
    first, second = api.opens(**{**COMPLETE, **lamp}), api.opens(**{**COMPLETE, **lamp})

    document(api.completes(first, INVOICE), 200)
    told = problem(api.completes(second, INVOICE), 422, "requirements_unmet")

    assert codes_at(told) == {"#/lines/0/quantity": "out_of_stock"}
    with app.app_context():
        assert db.session.scalars(select(StockItem.on_hand).where(StockItem.on_hand < 1)).all()


@pytest.mark.parametrize("total", [-1, 5290.5, "5290", True, None])
def test_the_expected_total_is_a_whole_number(api: Program, total: object) -> None:
    checkout = api.opens(**COMPLETE)
    body = {"expected_total": total, "payment": INVOICE}
    answer = api.asks("POST", f"/checkouts/{checkout['id']}/complete", body, idempotency_key="k")

    assert set(codes_at(problem(answer, 422, "invalid"))) == {"#/expected_total"}


def test_tokens_are_kept_nowhere(app: Flask, api: Program) -> None:
    api.buys(card("tok_visa"))

    with app.app_context():
        connection = db.engine.raw_connection()
        dump = "\n".join(connection.driver_connection.iterdump())  # type: ignore[union-attr]
        connection.close()
        assert db.session.scalars(select(Payment)).all()
    assert "invoice" in dump
    assert "tok_visa" not in dump


@unit_of_work
def _end_coupons() -> None:
    for coupon in db.session.scalars(select(Coupon)):
        coupon.ends_at = datetime(2020, 1, 1, tzinfo=UTC)
