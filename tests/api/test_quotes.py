"""Quotes by JSON: prices promised for a while, and the one checkout they become."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from checkout.db import write
from checkout.models import Variant
from tests.api.client import BERLIN, INVOICE, Program, codes_at, document, fresh_key, problem
from tests.api.conftest import ProgramMaker
from tests.api.test_statements import statements
from tests.conftest import Clock
from tests.factories import reprice

NEXT_WEEK = "2026-06-17T08:00:00Z"
MUGS = {"sku": "mug-stoneware", "quantity": 40, "unit_price": 1900}
NOTEBOOKS = {"sku": "notebook-a5", "quantity": 10, "unit_price": 1000}
GRACE = "grace@example.com"


@pytest.fixture(autouse=True)
def _stopped(clock: Clock) -> None:
    """A Wednesday morning, 10 June 2026."""


def customer(api: Program, email: str = GRACE) -> str:
    return str(document(api.asks("POST", "/customers", {"email": email}), 201)["id"])


def offer(api: Program, **fields: Any) -> Any:
    wanted = {"email": GRACE, "lines": [MUGS, NOTEBOOKS], "valid_until": NEXT_WEEK, **fields}
    return document(api.asks("POST", "/quotes", wanted), 201)


def accept(api: Program, quote: Any, **body: Any) -> Any:
    return document(api.asks("POST", f"/quotes/{quote['id']}/accept", body or None), 201)


def refused(api: Program, quote: Any, code: str, status: int = 409, **body: Any) -> Any:
    return problem(api.asks("POST", f"/quotes/{quote['id']}/accept", body or None), status, code)


def prices(checkout: Any) -> list[int]:
    return [line["unit_price"] for line in checkout["lines"]]


def test_a_quote_is_made_and_read_back(api: Program) -> None:
    ada = customer(api)
    wanted = {"customer": ada, "lines": [MUGS], "valid_until": NEXT_WEEK, "note": "As agreed."}
    answer = api.asks("POST", "/quotes", wanted)
    quote = document(answer, 201)

    assert answer.headers["Location"] == f"/api/v1/quotes/{quote['id']}"
    assert api.reads(f"/quotes/{quote['id']}") == quote
    assert (quote["customer"], quote["email"], quote["status"]) == (ada, GRACE, "open")
    assert quote["lines"] == [{**MUGS, "name": "Stoneware mug", "total": 76000}]
    assert (quote["subtotal"], quote["currency"], quote["checkout"]) == (76000, "EUR", None)
    assert (quote["valid_from"], quote["valid_until"]) == ("2026-06-10T08:00:00Z", NEXT_WEEK)


def test_an_accepted_quote_is_a_checkout_at_its_prices(api: Program) -> None:
    ada = customer(api)
    quote = offer(api, customer=ada, locale="de")
    answer = api.asks("POST", f"/quotes/{quote['id']}/accept")
    checkout = document(answer, 201)

    assert answer.headers["Location"] == f"/api/v1/checkouts/{checkout['id']}"
    assert {**api.reads(f"/checkouts/{checkout['id']}"), "page": ""} == {**checkout, "page": ""}
    assert (checkout["quote"], checkout["customer"]) == (quote["id"], ada)
    assert (checkout["email"], checkout["locale"]) == (GRACE, "de")
    assert prices(checkout) == [1900, 1000]
    assert [line["total"] for line in checkout["lines"]] == [76000, 10000]
    accepted = api.reads(f"/quotes/{quote['id']}")
    assert (accepted["status"], accepted["checkout"]) == ("accepted", checkout["id"])
    assert accepted["closed_at"] == "2026-06-10T08:00:00Z"


def test_it_is_placed_at_the_agreed_prices(api: Program) -> None:
    checkout = accept(api, offer(api))
    checkout = api.patches(checkout, shipping_address=BERLIN, shipping_method="standard")
    order = document(api.completes(checkout, INVOICE), 200)

    assert order["state"] == "placed"
    assert prices(order) == [1900, 1000]
    assert order["totals"][0]["amount"] == 86000
    assert order["quote"] == api.reads("/orders")["items"][0]["quote"]


def test_what_the_shop_asks_meanwhile_does_not_matter(app: Flask, api: Program) -> None:
    checkout = accept(api, offer(api))
    with app.app_context():
        reprice("mug-stoneware", 9900)
        reprice("notebook-a5", 1)
    assert prices(api.reads(f"/checkouts/{checkout['id']}")) == [1900, 1000]


def test_it_is_accepted_once(api: Program) -> None:
    quote = offer(api)
    checkout = accept(api, quote)

    again = refused(api, quote, "quote_accepted")

    assert again["checkout"] == checkout["id"]
    assert len(api.reads("/orders?state=open")["items"]) == 1


def test_the_same_key_gets_the_same_checkout(api: Program) -> None:
    path, key = f"/quotes/{offer(api)['id']}/accept", fresh_key()
    first, again = (api.asks("POST", path, {}, idempotency_key=key) for _ in range(2))
    assert (again.status_code, again.data) == (201, first.data)


def test_a_checkout_given_up_does_not_open_its_quote_again(api: Program) -> None:
    quote = offer(api)
    checkout = accept(api, quote)
    document(api.asks("POST", f"/checkouts/{checkout['id']}/cancel"), 200)
    assert refused(api, quote, "quote_accepted")["checkout"] == checkout["id"]


def test_when_it_ends_it_cannot_be_accepted(api: Program, clock: Clock) -> None:
    quote = offer(api)
    clock.forward(days=7)
    refused(api, quote, "quote_expired")
    assert api.reads(f"/quotes/{quote['id']}")["status"] == "expired"


def test_a_moment_before_it_ends_it_can(api: Program, clock: Clock) -> None:
    quote = offer(api)
    clock.forward(days=6, hours=23, minutes=59, seconds=59)
    assert prices(accept(api, quote)) == [1900, 1000]


def test_before_it_begins_it_cannot_be_accepted(api: Program, clock: Clock) -> None:
    quote = offer(api, valid_from="2026-06-11T08:00:00Z")
    refused(api, quote, "quote_not_yet_valid")
    clock.forward(days=1)
    accept(api, quote)


def test_when_it_ends_before_placing_the_shops_prices_are_back_and_told(
    api: Program, clock: Clock
) -> None:
    checkout = accept(api, offer(api, lines=[MUGS]))
    checkout = api.patches(checkout, shipping_address=BERLIN, shipping_method="standard")
    clock.forward(days=7)

    told = problem(api.completes(checkout, INVOICE), 409, "total_changed")

    assert [(each["old_unit_price"], each["new_unit_price"]) for each in told["lines"]] == [
        (1900, 2400)
    ]
    assert told["new"] - told["old"] == 40 * 500
    order = document(api.completes(checkout, INVOICE, total=told["new"]), 200)
    assert prices(order) == [2400]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([{"sku": "mug-stoneware", "quantity": 1}], [1900]),
        ([{"sku": "mug-stoneware", "quantity": 40}], [1900]),
        ([{"sku": "mug-stoneware", "quantity": 41}], [2400]),
        (
            [
                {"sku": "mug-stoneware", "quantity": 20},
                {"sku": "mug-stoneware", "quantity": 20, "options": {"Colour": "oat"}},
            ],
            [1900, 1900],
        ),
        (
            [
                {"sku": "mug-stoneware", "quantity": 21},
                {"sku": "mug-stoneware", "quantity": 20, "options": {"Colour": "oat"}},
            ],
            [2400, 2400],
        ),
        (
            [
                {"sku": "mug-stoneware", "quantity": 40},
                {"sku": "notebook-a5", "quantity": 1},
            ],
            [1900, 1450],
        ),
    ],
)
def test_what_was_quoted_keeps_its_price_and_everything_else_is_the_shops(
    api: Program, lines: list[dict[str, Any]], expected: list[int]
) -> None:
    checkout = accept(api, offer(api, lines=[MUGS]))
    changed = api.patches(checkout, lines=lines)
    assert prices(changed) == expected
    assert prices(api.patches(changed, lines=[])) == []
    back = api.patches(changed, lines=[{"sku": "mug-stoneware", "quantity": 40}])
    assert prices(back) == [1900]


def test_a_price_agreed_with_one_customer_is_not_anothers(api: Program) -> None:
    ada, bob = customer(api), customer(api, "bob@example.com")
    checkout = accept(api, offer(api, customer=ada, lines=[MUGS]))
    assert prices(api.patches(checkout, customer=bob)) == [2400]
    assert prices(api.patches(checkout, customer=None)) == [2400]
    assert prices(api.patches(checkout, customer=ada)) == [1900]


def test_only_whom_it_was_made_for_accepts_it(api: Program) -> None:
    ada, bob = customer(api), customer(api, "bob@example.com")
    theirs, by_email = offer(api, customer=ada), offer(api)

    for quote in (theirs, by_email):
        wrong = refused(api, quote, "invalid", 422, customer=bob)
        assert codes_at(wrong) == {"#/customer": "other_customer"}
        wrong = refused(api, quote, "invalid", 422, email="bob@example.com")
        assert codes_at(wrong) == {"#/email": "other_customer"}
    unknown = refused(api, by_email, "invalid", 422, customer="cu_nobody")
    assert codes_at(unknown) == {"#/customer": "unknown_customer"}

    assert accept(api, theirs, customer=ada, email="GRACE@example.com")["customer"] == ada
    assert accept(api, by_email, customer=ada)["customer"] == ada


def test_a_quote_for_an_email_address_makes_a_guests_checkout(api: Program) -> None:
    customer(api)
    checkout = accept(api, offer(api))
    assert (checkout["customer"], checkout["email"]) == (None, GRACE)


def test_a_withdrawn_quote_stays_withdrawn(api: Program) -> None:
    quote = offer(api)
    path = f"/quotes/{quote['id']}/withdraw"
    withdrawn = document(api.asks("POST", path), 200)
    assert (withdrawn["status"], withdrawn["checkout"]) == ("withdrawn", None)
    assert document(api.asks("POST", path), 200) == withdrawn
    refused(api, quote, "quote_withdrawn")


def test_an_accepted_quote_cannot_be_withdrawn(api: Program) -> None:
    quote = offer(api)
    checkout = accept(api, quote)
    answer = api.asks("POST", f"/quotes/{quote['id']}/withdraw")
    assert problem(answer, 409, "quote_accepted")["checkout"] == checkout["id"]


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"email": None}, "#/email", "email_missing"),
        ({"email": "ada"}, "#/email", "email_without_at"),
        ({"customer": "cu_nobody"}, "#/customer", "unknown_customer"),
        ({"currency": "XAU"}, "#/currency", "unknown_currency"),
        ({"lines": []}, "#/lines", "quote_empty"),
        ({"lines": [MUGS] * 101}, "#/lines", "too_many"),
        ({"lines": [MUGS, MUGS]}, "#/lines/1/sku", "sku_given_twice"),
        ({"lines": [{**MUGS, "sku": "mug"}]}, "#/lines/0/sku", "unknown_sku"),
        ({"lines": [{**MUGS, "quantity": 0}]}, "#/lines/0/quantity", "out_of_range"),
        ({"lines": [{**MUGS, "unit_price": -1}]}, "#/lines/0/unit_price", "out_of_range"),
        ({"lines": [{**MUGS, "unit_price": 9.5}]}, "#/lines/0/unit_price", "not_an_integer"),
        ({"lines": [{"sku": "mug-stoneware"}]}, "#/lines/0/unit_price", "required"),
        ({"valid_until": "2026-06-10T08:00:00Z"}, "#/valid_until", "validity_is_over"),
        ({"valid_until": "2026-06-17"}, "#/valid_until", "malformed"),
        ({"valid_until": "2026-06-17T08:00:00"}, "#/valid_until", "malformed"),
        ({"valid_until": "9999-12-31T23:59:59-12:00"}, "#/valid_until", "out_of_range"),
        ({"valid_from": NEXT_WEEK}, "#/valid_until", "validity_ends_before_it_begins"),
        ({"note": "4242 4242 4242 4242"}, "#/note", "looks_like_card_number"),
        ({"total": 1}, "#/total", "unknown_field"),
    ],
)
def test_what_cannot_be_taken_is_named(
    api: Program, fields: dict[str, Any], pointer: str, code: str
) -> None:
    wanted = {"email": GRACE, "lines": [MUGS], "valid_until": NEXT_WEEK, **fields}
    answer = problem(api.asks("POST", "/quotes", wanted), 422, "invalid")
    assert codes_at(answer)[pointer] == code


def test_every_fault_is_named_at_once(api: Program) -> None:
    wrong = {
        "customer": "cu_nobody",
        "currency": "XAU",
        "lines": [{**MUGS, "sku": "x"}],
        "valid_until": "2020-01-01T00:00:00Z",
    }
    answer = problem(api.asks("POST", "/quotes", wrong), 422, "invalid")
    assert len(codes_at(answer)) == 4


def test_another_shops_quote_is_not_there(api: Program, stranger: Program) -> None:
    quote = offer(api)
    for name in (quote["id"], "qu_nowhere", "qu_" + "0" * 20):
        problem(stranger.asks("GET", f"/quotes/{name}"), 404, "not_found")
        problem(stranger.asks("POST", f"/quotes/{name}/accept"), 404, "not_found")
        problem(stranger.asks("POST", f"/quotes/{name}/withdraw"), 404, "not_found")
    assert stranger.reads("/quotes")["items"] == []
    assert api.reads(f"/quotes/{quote['id']}") == quote


def test_quotes_are_listed_page_by_page_and_found(api: Program, clock: Clock) -> None:
    ada = customer(api)
    soon = offer(api, valid_until="2026-06-11T08:00:00Z")["id"]
    theirs = offer(api, customer=ada, email="Ada@example.com")["id"]
    accepted = offer(api)
    accept(api, accepted)
    withdrawn = offer(api)
    document(api.asks("POST", f"/quotes/{withdrawn['id']}/withdraw"), 200)
    clock.forward(days=2)
    everything = [withdrawn["id"], accepted["id"], theirs, soon]

    def found(query: str) -> list[str]:
        return [each["id"] for each in api.reads(f"/quotes?{query}")["items"]]

    listed: list[str] = []
    path: str | None = "/quotes?limit=3"
    while path:
        page = api.reads(path.removeprefix("/api/v1"))
        listed += [each["id"] for each in page["items"]]
        path = page["next"]

    assert listed == everything
    assert found("status=expired") == [soon]
    assert found("status=open") == [theirs]
    assert found("status=accepted") == [accepted["id"]]
    assert found("status=withdrawn") == [withdrawn["id"]]
    assert found(f"customer={ada}") == found("email=ADA@example.com") == [theirs]


def test_what_is_no_longer_sold_is_told_and_refuses_nothing(app: Flask, api: Program) -> None:
    quote = offer(api)
    _take_off_the_shelf(app, "mug-stoneware")
    checkout = accept(api, quote)
    assert "not_for_sale" in {each["code"] for each in checkout["requirements"]}


def test_making_prices_and_accepting_them_are_scopes_of_their_own(
    program_with: ProgramMaker,
) -> None:
    seller, reader = program_with("quotes:write"), program_with("quotes:read")
    till = program_with("checkouts:write")
    quote = offer(seller)

    assert reader.reads(f"/quotes/{quote['id']}") == quote
    problem(seller.asks("GET", "/quotes"), 403, "scope_missing")
    problem(reader.asks("POST", "/quotes", {}), 403, "scope_missing")
    refused(seller, quote, "scope_missing", 403)
    assert accept(till, quote)["quote"] == quote["id"]


@pytest.mark.parametrize("engine", ["postgresql"])
def test_statements_do_not_grow_with_lines(app: Flask, api: Program) -> None:
    counts = []
    skus = [
        variant["sku"]
        for product in api.reads("/products?limit=100")["items"]
        for variant in product["variants"]
    ]
    for number in (1, len(skus)):
        wanted = [{"sku": sku, "quantity": 2, "unit_price": 500} for sku in skus[:number]]
        with statements(app) as made:
            quote = offer(api, lines=wanted)
        with statements(app) as read:
            api.reads(f"/quotes/{quote['id']}")
        with statements(app) as accepted:
            checkout = accept(api, quote)
        with statements(app) as shown:
            api.reads(f"/checkouts/{checkout['id']}")
        with statements(app) as listed:
            api.reads("/quotes")
        counts.append([len(each) for each in (made, read, accepted, shown, listed)])

    assert counts[0] == counts[1]
    assert counts[0][3] == 2


def _take_off_the_shelf(app: Flask, sku: str) -> None:
    with app.app_context():
        write(update(Variant).where(Variant.sku == sku).values(is_active=False))
