"""Nothing happens unless everything does: a failure forced at every stage, many calls at once, and what it costs."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from checkout.db import db
from checkout.keys import create_key
from checkout.operations.sweep import sweep
from tests.api.test_statements import statements
from tests.concurrency.rivals import at_once
from tests.concurrency.witnesses import (
    charges,
    invariants_hold,
    let_holds_expire,
    rows,
    stock_of,
    write,
)
from tests.contracts.conftest import PartnerMaker
from tests.contracts.emporix_partner import (
    IN_WINDOWS,
    INVOICE,
    PATH,
    STUTTGART,
    Site,
    both,
    by_card,
    checkout_of,
    dump,
)
from tests.contracts.partner import Partner
from tests.factories import new_gift_card, stock_up

CALLS = 50


@pytest.fixture
def site(partner_of: PartnerMaker) -> Site:
    return Site(partner_of("demo"))


@pytest.fixture
def site_on_both(shop_app: Flask) -> Site:
    with shop_app.app_context():
        return Site(Partner(shop_app, create_key("demo", ["all"], "demo partner")))


@contextmanager
def breaking(app: Flask, at: int) -> Iterator[list[str]]:
    """The statement number `at` (from zero) that goes to the database raises; yields what did."""
    broken: list[str] = []
    seen = 0

    def break_it(_c: Any, _u: Any, statement: str, *_: Any) -> None:
        nonlocal seen
        if seen == at:
            broken.append(statement)
        seen += 1
        if seen - 1 == at:
            raise RuntimeError("the disk is on fire")

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", break_it)
    yield broken
    event.remove(engine, "before_cursor_execute", break_it)


def test_what_breaks_before_placing_has_begun_leaves_no_trace(app: Flask, site: Site) -> None:
    """Every statement of the call in turn, until placing has begun."""
    cart = site.cart(coupon_codes=["ONCE5"])
    body = checkout_of(cart, paymentMethods=[by_card("tok_visa")])
    before = dump(site.partner)

    for number in range(100):
        with breaking(app, number) as broken:
            answer = site.sends(body)
        assert broken
        if answer.status_code == 200:
            break
        assert answer.status_code == 500, answer.get_data(as_text=True)
        assert answer.get_json()["type"] == "internal_server_error"
        assert dump(site.partner) == before, broken
        assert charges(app) == []

    # The gateway has been asked: the order is there, says so, and the worker takes it to its end.
    assert number > 10
    assert answer.get_json()["paymentDetails"]["status"] == "PENDING"
    assert site.is_refused(body, 409) == [("already_ordered", "cartId")]
    write(app, "UPDATE payments SET created_at = '2000-01-01', updated_at = '2000-01-01'")
    with app.app_context():
        sweep()
    assert site.api.reads(f"/orders/{cart}")["state"] == "placed"
    assert len(charges(app)) == 1
    invariants_hold(app)


def test_a_declined_card_leaves_an_open_cart_that_can_be_ordered(app: Flask, site: Site) -> None:
    cart = site.cart(coupon_codes=["ONCE5"])

    answer = site.sends(checkout_of(cart, paymentMethods=[by_card("tok_declined")]))

    document = answer.get_json()
    assert (answer.status_code, document["type"]) == (400, "payment_failure")
    assert [(each["type"], each["field"]) for each in document["details"]] == [
        ("card_declined", "paymentMethods[0]")
    ]
    opened = site.api.reads(f"/checkouts/{cart}")
    assert (opened["state"], opened["email"], opened["payment"]) == ("open", None, None)
    assert charges(app) == []
    assert stock_of(app, "mug-stoneware")[1] == 0
    site.orders(checkout_of(cart, paymentMethods=[by_card("tok_visa")]))
    assert len(charges(app)) == 1
    invariants_hold(app)


def test_fifty_calls_at_once_make_one_order(site_on_both: Site) -> None:
    site, app = site_on_both, site_on_both.partner.app
    cart = site.cart()
    body = checkout_of(cart, paymentMethods=[by_card("tok_visa")])
    partners = [Partner(app, site.partner.key) for _ in range(CALLS)]

    answers = at_once([lambda each=each: each.asks("POST", PATH, body) for each in partners])  # type: ignore[misc]

    assert Counter(each.status_code for each in answers) == {200: 1, 409: CALLS - 1}  # type: ignore[union-attr]
    assert len(charges(app)) == len(rows(app, "SELECT 1 FROM payments")) == 1
    assert rows(app, "SELECT count(*) FROM orders WHERE state = 'placed'") == [(1,)]
    invariants_hold(app)


def test_fifty_calls_at_once_take_a_quote_once(app: Flask, site: Site) -> None:
    body = {"quoteId": _quote(site)["id"], "paymentMethods": [by_card("tok_visa")]}
    partners = [Partner(app, site.partner.key) for _ in range(CALLS)]

    answers = at_once([lambda each=each: each.asks("POST", PATH, body) for each in partners])  # type: ignore[misc]

    assert Counter(each.status_code for each in answers) == {200: 1, 409: CALLS - 1}  # type: ignore[union-attr]
    assert len(charges(app)) == 1
    invariants_hold(app)


def test_the_last_units_go_to_one_of_many_carts(app: Flask, site: Site) -> None:
    carts = [site.cart() for _ in range(6)]
    with app.app_context():
        stock_up("mug-stoneware", 3)
    partners = [Partner(app, site.partner.key) for _ in carts]

    answers = at_once(
        [
            lambda each=each, cart=cart: each.asks("POST", PATH, checkout_of(cart))  # type: ignore[misc]
            for each, cart in zip(partners, carts, strict=True)
        ]
    )

    assert Counter(each.status_code for each in answers) == {200: 1, 400: 5}  # type: ignore[union-attr]
    invariants_hold(app)


def test_a_full_window_is_a_conflict(app: Flask, site: Site) -> None:
    address = {"name": "A", "line1": "Königstraße 1", "city": "Stuttgart", "postal_code": "70173"}
    cart = site.cart(
        shipping_address={**address, "country": "DE"}, shipping_method=IN_WINDOWS["methodId"]
    )
    [shipment] = site.api.reads(f"/checkouts/{cart}")["shipments"]
    window = shipment["windows"][0]["id"]
    body = checkout_of(cart, shipping=IN_WINDOWS, addresses=both(STUTTGART))

    assert site.is_refused(body) == [("delivery_window_missing", "deliveryWindowId")]
    unknown = [("delivery_window_not_found", "deliveryWindowId")]
    for wrong in ("0", "x", "999999", "9" * 30, str(2**63), "-1", "1.5", "²"):
        assert site.is_refused({**body, "deliveryWindowId": wrong}) == unknown
    write(app, "UPDATE delivery_windows SET taken = capacity WHERE id = :id", id=window)
    full = {**body, "deliveryWindowId": str(window)}
    assert site.is_refused(full, 409) == [("delivery_window_full", "deliveryWindowId")]
    worse = {**full, "currency": "USD"}
    assert ("currency_mismatch", "currency") in site.is_refused(worse)


def _quote(site: Site, **fields: Any) -> Any:
    """A quote of two mugs at 20.00 for a customer with an address, unless `fields` say whom it is for."""
    lines = [{"sku": "mug-stoneware", "quantity": 2, "unit_price": 2000}]
    whose = fields or {"customer": _customer(site)}
    wish = {"lines": lines, "valid_until": "2999-01-01T00:00:00Z", **whose}
    return site.api.asks("POST", "/quotes", wish).get_json()


def _customer(site: Site) -> str:
    address = {"name": "Grace", "line1": "Torstraße 12", "city": "Berlin", "postal_code": "10119"}
    sent = {"email": "grace@example.com", "addresses": [{**address, "country": "DE"}]}
    return str(site.api.asks("POST", "/customers", sent).get_json()["id"])


def test_a_quote_becomes_an_order_at_its_prices(site: Site) -> None:
    quote = _quote(site)

    answer = site.orders({"quoteId": quote["id"], "paymentMethods": [INVOICE]})

    order = site.api.reads(f"/orders/{answer['orderId']}")
    assert (order["total"], order["quote"]) == (4000 + 490, quote["id"])
    assert (order["shipping_method"], order["customer"]) == ("standard", quote["customer"])
    again = {"quoteId": quote["id"], "paymentMethods": [INVOICE]}
    assert site.is_refused(again, 409) == [("already_ordered", "quoteId")]


@pytest.mark.parametrize("token", ["tok_declined", "tok_3ds"])
def test_a_quote_that_is_not_paid_is_open_as_before(app: Flask, site: Site, token: str) -> None:
    quote = _quote(site)
    body = {"quoteId": quote["id"], "paymentMethods": [by_card(token)]}

    site.sends(body)
    _nobody_pays(app)
    assert site.api.reads(f"/quotes/{quote['id']}") == quote
    assert stock_of(app, "mug-stoneware")[1] == 0
    (tried,) = site.api.reads("/orders?state=cancelled")["items"]
    assert (tried["state"], tried["payment"]["state"]) == ("cancelled", "declined")
    assert site.sends(body | {"paymentMethods": [by_card("tok_declined")]}).status_code == 400
    body["paymentMethods"] = [by_card("tok_visa")]
    site.orders(body)

    assert len(charges(app)) == 1
    invariants_hold(app)


def test_were_the_quote_not_remembered_it_would_stay_accepted(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The package offers the operation under its module's name, so the module is asked for by import.
    module = import_module("checkout.operations.place_revised")
    monkeypatch.setattr(module, "remember", lambda *_, **__: None)
    quote = _quote(site)
    body = {"quoteId": quote["id"], "paymentMethods": [by_card("tok_declined")]}

    assert site.sends(body).status_code == 400
    assert site.api.reads(f"/quotes/{quote['id']}")["status"] == "accepted"


def test_a_quote_whose_checkout_was_there_before_goes_on_with_it(app: Flask, site: Site) -> None:
    quote = _quote(site)
    cart = site.api.asks("POST", f"/quotes/{quote['id']}/accept").get_json()["id"]
    body = {"quoteId": quote["id"], "paymentMethods": [by_card("tok_declined")]}

    assert site.sends(body).status_code == 400
    assert site.api.reads(f"/quotes/{quote['id']}")["checkout"] == cart
    left = site.api.reads(f"/checkouts/{cart}")
    assert (left["number"], left["shipping_address"], left["payment_method"]) == (None,) * 3
    body["paymentMethods"] = [by_card("tok_visa")]
    site.orders(body)

    assert len(charges(app)) == 1
    invariants_hold(app)


def _nobody_pays(app: Flask) -> None:
    """Whoever was to confirm a payment walked away: it is given up."""
    if rows(app, "SELECT 1 FROM stock_holds WHERE expires_at IS NOT NULL"):
        let_holds_expire(app)
    with app.app_context():
        sweep()


def test_what_fails_leaves_the_quote_open(app: Flask, site: Site) -> None:
    quote = _quote(site)
    body = {"quoteId": quote["id"], "paymentMethods": [INVOICE]}
    with app.app_context():
        stock_up("mug-stoneware", 1)

    assert site.is_refused(body) == [("product_out_of_stock", "cart.items[0].product")]
    with app.app_context():
        stock_up("mug-stoneware", 5)
    assert site.api.reads(f"/quotes/{quote['id']}")["status"] == "open"
    site.orders(body)


@pytest.mark.parametrize("quote", [f"qu_{'0' * 20}", "x", "1"])
def test_a_quote_that_is_not_there(site: Site, quote: str) -> None:
    body = {"quoteId": quote, "paymentMethods": [INVOICE]}

    assert site.is_refused(body) == [("quote_not_found", "quoteId")]


def test_a_quote_for_somebody_else_is_not_there(site: Site) -> None:
    quote = _quote(site)
    customer = site.api.asks("POST", "/customers", {"email": "ada@analytical.example"}).get_json()
    token = site.api.asks("POST", f"/customers/{customer['id']}/token").get_json()["token"]
    body = {"quoteId": quote["id"], "paymentMethods": [INVOICE]}

    assert site.is_refused(body, saas_token=token) == [("quote_not_found", "quoteId")]


def test_a_quote_that_is_withdrawn_or_has_nowhere_to_go(site: Site) -> None:
    nowhere = _quote(site, email="ada@example.com")
    withdrawn = _quote(site, email="ada@example.com")
    site.api.asks("POST", f"/quotes/{withdrawn['id']}/withdraw")

    told = site.is_refused({"quoteId": nowhere["id"], "paymentMethods": [INVOICE]})
    assert ("street_missing", "quote.shippingAddress.street") in told
    assert all(field.startswith("quote.shippingAddress") for _, field in told)
    closed = site.is_refused({"quoteId": withdrawn["id"], "paymentMethods": [INVOICE]})
    assert closed == [("quote_withdrawn", "quoteId")]


def test_statements_do_not_grow_with_lines(app: Flask, site: Site) -> None:
    counts = []
    for number in (1, 40):
        lines = [{"sku": "mug-stoneware", "options": {"No": str(each)}} for each in range(number)]
        body = checkout_of(site.cart(lines=lines), paymentMethods=[by_card("tok_visa")])
        with statements(app) as sent:
            site.orders(body)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 30


def test_the_last_use_of_a_coupon_goes_to_one_of_many_carts(app: Flask, site: Site) -> None:
    carts = [site.cart(coupon_codes=["ONCE5"]) for _ in range(4)]

    answers = _at_once(site, [checkout_of(cart) for cart in carts])

    assert Counter(status for status, _ in answers) == {200: 1, 400: 3}
    refused = {tuple(types) for status, types in answers if status == 400}
    assert refused == {("coupon_used_up",)}
    invariants_hold(app)


def test_a_gift_card_pays_for_one_of_many_carts(app: Flask, site: Site) -> None:
    """Each was told that nothing is left to pay, and only for one of them it is true."""
    with app.app_context():
        code = new_gift_card(4800 + 490)
    cards = [{"code": code}]
    carts = [site.cart(gift_cards=cards, shipping_method="standard") for _ in range(4)]
    nothing = [{**INVOICE, "amount": 0}]

    answers = _at_once(site, [checkout_of(cart, paymentMethods=nothing) for cart in carts])

    assert Counter(status for status, _ in answers) == {200: 1, 400: 3}
    refused = {tuple(types) for status, types in answers if status == 400}
    assert refused == {("payment_amount_mismatch",)}
    invariants_hold(app)


def _at_once(site: Site, bodies: list[Any]) -> list[tuple[int, list[str]]]:
    """Status and detail types of every answer, all asked for at the same moment."""
    partners = [Partner(site.partner.app, site.partner.key) for _ in bodies]
    answers = at_once(
        [
            lambda each=each, body=body: each.asks("POST", PATH, body)  # type: ignore[misc]
            for each, body in zip(partners, bodies, strict=True)
        ]
    )
    return [
        (each.status_code, [detail["type"] for detail in each.get_json().get("details", ())])  # type: ignore[union-attr]
        for each in answers
    ]
