"""What programs may not send: every fault is told at once, and nothing of it is kept."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from checkout.db import db
from checkout.models import Order
from tests.api.client import COMPLETE, Program, codes_at, problem

CARD = "4242 4242 4242 4242"


def test_every_fault_is_told_at_once(api: Program) -> None:
    body = {
        "email": 5,
        "note": "x" * 1001,
        "lines": [{"quantity": 0}, {"sku": "mug-stoneware", "quantity": 1.5, "options": []}],
        "shipping_address": {"country": "Germany", "planet": "Earth"},
        "coupon_codes": "WELCOME10",
        "locale": "fr",
        "a/b~c": 1,
    }
    told = problem(api.asks("POST", "/checkouts", body), 422, "invalid")

    assert codes_at(told) == {
        "#/email": "not_a_string",
        "#/note": "too_long",
        "#/lines/0/sku": "required",
        "#/lines/0/quantity": "out_of_range",
        "#/lines/1/quantity": "not_an_integer",
        "#/lines/1/options": "not_an_object",
        "#/shipping_address/country": "malformed",
        "#/shipping_address/planet": "unknown_field",
        "#/coupon_codes": "not_a_list",
        "#/locale": "malformed",
        "#/a~1b~0c": "unknown_field",
    }
    assert all(error["detail"] for error in told["errors"])


def test_what_the_shop_does_not_have_is_told_at_once(api: Program) -> None:
    body = {
        "lines": [{"sku": "mug-stoneware"}, {"sku": "mug-of-gold"}],
        "shipping_method": "drone",
        "payment_method": "barter",
        "coupon_codes": ["WELCOME10", "NOPE"],
    }
    told = problem(api.asks("POST", "/checkouts", body), 422, "invalid")

    assert codes_at(told) == {
        "#/lines/1/sku": "unknown_sku",
        "#/shipping_method": "unknown_shipping_method",
        "#/payment_method": "unknown_payment_method",
        "#/coupon_codes/1": "unknown_coupon",
    }


@pytest.mark.parametrize(
    "quantity",
    [
        '"1e3"',
        '"2"',
        "0",
        "-1",
        "10000",
        "1e9",
        "1.5",
        "true",
        "null",
        "NaN",
        "Infinity",
        "[1]",
        '"٣"',
        "9" * 50,
    ],
)
def test_a_quantity_is_a_whole_number_from_1_to_9999(api: Program, quantity: str) -> None:
    raw = f'{{"lines": [{{"sku": "mug-stoneware", "quantity": {quantity}}}]}}'.encode()
    told = problem(api.asks("POST", "/checkouts", raw=raw), 422, "invalid")

    assert set(codes_at(told)) == {"#/lines/0/quantity"}


def test_json_has_one_kind_of_number(api: Program) -> None:
    raw = b'{"lines": [{"sku": "mug-stoneware", "quantity": 4.0}]}'
    checkout = api.asks("POST", "/checkouts", raw=raw).get_json()

    assert checkout["lines"][0]["quantity"] == 4


@pytest.mark.parametrize(
    "field",
    [
        "price",
        "total",
        "discount",
        "tax",
        "state",
        "version",
        "adjustments",
        "id",
        "number",
    ],
)
def test_money_and_state_are_the_shops_alone(api: Program, field: str) -> None:
    checkout = api.opens(**COMPLETE)
    for body in ({field: 1}, {"lines": [{"sku": "mug-stoneware", field: 1}]}):
        told = problem(api.asks("PATCH", f"/checkouts/{checkout['id']}", body), 422, "invalid")
        assert set(codes_at(told).values()) == {"unknown_field"}
    told = problem(
        api.asks(
            "POST",
            f"/checkouts/{checkout['id']}/complete",
            {"expected_total": 5290, "payment": {"method": "invoice", field: 1}},
            idempotency_key="x",
        ),
        422,
        "invalid",
    )
    assert codes_at(told) == {f"#/payment/{field}": "unknown_field"}


@pytest.mark.parametrize(
    "body",
    [
        {"note": f"my card is {CARD}"},
        {"email": "4242424242424242@example.com"},
        {"phone": CARD},
        {"external_id": "4242424242424242"},
        {"coupon_codes": [CARD]},
        {"shipping_method": CARD},
        {"lines": [{"sku": "4242424242424242"}]},
        {"lines": [{"sku": "mug-stoneware", "options": {"Engraving": CARD}}]},
        {"lines": [{"sku": "mug-stoneware", "options": {CARD: "x"}}]},
        *[
            {"shipping_address": {field: CARD}}
            for field in (
                "name",
                "first_name",
                "company",
                "line1",
                "line2",
                "city",
                "region",
                "postal_code",
                "phone",
            )
        ],
        {"billing_address": {"line2": CARD}},
    ],
)
def test_a_card_number_is_refused_and_not_repeated(
    app: Flask, api: Program, body: dict[str, Any]
) -> None:
    answer = api.asks("POST", "/checkouts", body)

    told = problem(answer, 422, "invalid")
    assert set(codes_at(told).values()) == {"looks_like_card_number"}
    assert b"4242" not in answer.data
    with app.app_context():
        assert db.session.scalar(select(func.count(Order.id))) == 0


def test_a_card_number_is_no_token_and_no_field_name(api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    payment = {"method": "card", "token": "4242424242424242", "4242424242424242": 1}
    answer = api.completes(checkout, payment)

    problem(answer, 422, "invalid")
    assert b"4242" not in answer.data


@pytest.mark.parametrize("number", ["+49 1512 3456787", "4006381333931", "1763694000123456"])
def test_other_long_numbers_are_fine(api: Program, number: str) -> None:
    checkout = api.opens(phone=number, external_id=number)

    assert (checkout["phone"], checkout["external_id"]) == (number, number)


def test_a_hundred_lines_and_no_more(api: Program) -> None:
    lines = [{"sku": "mug-stoneware", "options": {"No": str(number)}} for number in range(101)]

    assert len(api.opens(lines=lines[:100])["lines"]) == 100
    told = problem(api.asks("POST", "/checkouts", {"lines": lines}), 422, "invalid")
    assert codes_at(told) == {"#/lines": "too_many"}


@pytest.mark.parametrize(
    ("field", "limit"), [("email", 254), ("phone", 50), ("note", 1000), ("external_id", 100)]
)
def test_texts_have_an_end(api: Program, field: str, limit: int) -> None:
    assert api.opens(**{field: "x" * limit})[field] == "x" * limit
    told = problem(api.asks("POST", "/checkouts", {field: "x" * (limit + 1)}), 422, "invalid")
    assert codes_at(told) == {f"#/{field}": "too_long"}


def test_control_characters_are_refused(api: Program) -> None:
    for text in ("a\x00b", "a\x1bb", "a\x7fb"):
        body = {"note": text, "external_id": text, "shipping_address": {"city": text}}
        told = problem(api.asks("POST", "/checkouts", body), 422, "invalid")
        assert set(codes_at(told)) == {"#/note", "#/external_id", "#/shipping_address/city"}


def test_ten_options_and_no_more(api: Program) -> None:
    options = {f"Option {number}": "x" for number in range(11)}
    body = {"lines": [{"sku": "mug-stoneware", "options": options}]}

    told = problem(api.asks("POST", "/checkouts", body), 422, "invalid")
    assert codes_at(told) == {"#/lines/0/options": "too_many"}


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"\xff", b"[" * 50_000, b'{"note": "\\ud800"}', b"nothing"]
)
def test_what_is_no_json_is_refused(api: Program, raw: bytes) -> None:
    problem(api.asks("POST", "/checkouts", raw=raw), 400, "malformed_json")


@pytest.mark.parametrize("raw", [b"[]", b"1", b"null", b'"x"'])
def test_a_body_is_an_object(api: Program, raw: bytes) -> None:
    told = problem(api.asks("POST", "/checkouts", raw=raw), 422, "invalid")

    assert codes_at(told) == {"#": "not_an_object"}


def test_a_body_of_nothing_but_faults_gets_a_short_answer(api: Program) -> None:
    body = {f"x{number}": 1 for number in range(5000)}

    answer = api.asks("POST", "/checkouts", raw=json.dumps(body, separators=(",", ":")).encode())

    assert len(problem(answer, 422, "invalid")["errors"]) == 200
