"""Every check of the published description, each with its own type and field; and what no checkout can be read from."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import given, settings
from schemathesis import Case, GenerationMode
from sqlalchemy import delete, update

from checkout.db import db, unit_of_work
from checkout.models import CustomSchema, Promotion, Shop, Variant
from tests.contracts.conftest import PartnerMaker
from tests.contracts.emporix_partner import (
    BERLIN,
    GUEST,
    IN_WINDOWS,
    INVOICE,
    PATH,
    STANDARD,
    STUTTGART,
    Site,
    both,
    by_card,
    checkout_of,
    dump,
)
from tests.contracts.test_every_contract import CHECKS
from tests.factories import price_list, stock_up, tax_rates

LEVELS = {
    "type": "object",
    "properties": {"level": {"enum": ["gold", "silver"]}},
    "required": ["level"],
}


@pytest.fixture
def site(partner_of: PartnerMaker) -> Site:
    return Site(partner_of("demo"))


def _schema(site: Site, entity: str, name: str, **more: Any) -> None:
    answer = site.api.asks("PUT", f"/custom-schemas/{entity}/{name}", {"schema": LEVELS, **more})
    assert answer.status_code == 200, answer.get_data(as_text=True)


def _write(app: Flask, statement: Any) -> None:
    @unit_of_work
    def write() -> None:
        db.session.execute(statement)

    with app.app_context():
        write()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"cartId": None}, ("missing_cart", "cartId")),
        ({"cartId": f"co_{'0' * 20}"}, ("cart_not_found", "cartId")),
        ({"cartId": "17"}, ("cart_not_found", "cartId")),
        ({"customer": None}, ("missing_customer", "customer")),
        (
            {"customer": {"email": "a@example.com"}},
            ("missing_customer_name", "customer.firstName"),
        ),
        ({"customer": {**GUEST, "email": "nobody"}}, ("email_without_at", "customer.email")),
        ({"paymentMethods": []}, ("payment_method_count", "paymentMethods")),
        ({"paymentMethods": [INVOICE, INVOICE]}, ("payment_method_count", "paymentMethods")),
        (
            {"paymentMethods": [{"provider": "barter"}]},
            ("unknown_payment_provider", "paymentMethods[0].provider"),
        ),
        (
            {"paymentMethods": [{"provider": "payment-gateway"}]},
            ("missing_payment_token", "paymentMethods[0].customAttributes.token"),
        ),
        (
            {"paymentMethods": [{**INVOICE, "method": "card"}]},
            ("payment_method_not_offered", "paymentMethods[0].method"),
        ),
        (
            {"paymentMethods": [{**INVOICE, "amount": 52.91}]},
            ("payment_amount_mismatch", "paymentMethods[0].amount"),
        ),
        (
            {"shipping": {**STANDARD, "amount": 4.899}},
            ("shipping_amount_mismatch", "shipping.amount"),
        ),
        ({"shipping": {**STANDARD, "amount": 0}}, ("shipping_amount_mismatch", "shipping.amount")),
        (
            {"shipping": {**STANDARD, "methodId": "pigeon"}},
            ("shipping_method_not_found", "shipping.methodId"),
        ),
        (
            {"shipping": IN_WINDOWS},
            ("shipping_method_not_offered", "shipping.methodId"),
        ),
        (
            {"shipping": {**STANDARD, "shippingTaxCode": "REDUCED"}},
            ("shipping_tax_code_mismatch", "shipping.shippingTaxCode"),
        ),
        ({"currency": "USD"}, ("currency_mismatch", "currency")),
        ({"currency": "XXX"}, ("currency_mismatch", "currency")),
        (
            {"addresses": [{**BERLIN, "type": "SHIPPING"}, {**STUTTGART, "type": "SHIPPING"}]},
            ("missing_billing_address", "addresses"),
        ),
        (
            {"addresses": [{**BERLIN, "type": "BILLING"}, {**STUTTGART, "type": "BILLING"}]},
            ("missing_shipping_address", "addresses"),
        ),
        (
            {"addresses": [*both(BERLIN), {**BERLIN, "type": "BILLING"}]},
            ("duplicate_address", "addresses[2]"),
        ),
        (
            {"addresses": both({**BERLIN, "zipCode": "1"})},
            ("postal_code_malformed", "addresses[0].zipCode"),
        ),
        (
            {"addresses": both({**BERLIN, "country": "FI", "zipCode": "00100"})},
            ("country_not_served", "addresses[0].country"),
        ),
        (
            {"customer": {**GUEST, "mixins": {"loyalty": {"level": "gold"}}}},
            ("customer_mixin_schema_not_found", "customer.mixins.loyalty"),
        ),
        (
            {"addresses": both({**BERLIN, "mixins": {"door": {"level": "gold"}}})},
            ("address_mixin_schema_not_found", "addresses[0].mixins.door"),
        ),
        ({"deliveryWindowId": "999999"}, ("delivery_window_not_found", "deliveryWindowId")),
        ({"coupon": "X"}, ("unexpected_property", "coupon")),
    ],
)
def test_a_check_fails_with_its_type_and_field(
    site: Site, changes: dict[str, Any], told: tuple[str, str]
) -> None:
    body = checkout_of(site.cart())
    body = {k: v for k, v in {**body, **changes}.items() if v is not None}

    assert site.is_refused(body) == [told]


def test_everything_wrong_with_the_cart_is_told_at_once(app: Flask, site: Site) -> None:
    cart = site.cart(lines=[{"sku": "mug-stoneware", "quantity": 5}, {"sku": "notebook-a5"}])
    with app.app_context():
        stock_up("mug-stoneware", 1)
        price_list("notebook-a5", {"amount": 900, "ends_at": _long_ago()})

    told = site.is_refused(checkout_of(cart, currency="USD", shipping={**STANDARD, "amount": 1}))

    assert set(told) == {
        ("product_out_of_stock", "cart.items[0].product"),
        ("price_not_valid_now", "cart.items[1].price"),
        ("currency_mismatch", "currency"),
        ("shipping_amount_mismatch", "shipping.amount"),
    }


def _long_ago() -> Any:
    return datetime(2020, 1, 1, tzinfo=UTC)


def test_prices_must_be_there_and_reach_the_quantity(app: Flask, site: Site) -> None:
    cart = site.cart()
    with app.app_context():
        price_list("mug-stoneware", {"amount": 900, "min_quantity": 3})

    assert site.is_refused(checkout_of(cart)) == [
        ("price_quantity_not_valid", "cart.items[0].price")
    ]


def test_a_price_in_the_carts_currency_must_be_there(app: Flask, site: Site) -> None:
    _write(app, update(Shop).where(Shop.code == "demo").values(currencies=["USD"]))
    cart = site.cart(currency="USD")

    told = site.is_refused(checkout_of(cart, currency="USD"))

    assert ("price_not_found", "cart.items[0].price") in told


def test_the_currency_must_be_the_sites(app: Flask, site: Site) -> None:
    _write(app, update(Shop).where(Shop.code == "demo").values(currencies=["USD"]))
    cart = site.cart(currency="USD")
    _write(app, update(Shop).where(Shop.code == "demo").values(currencies=[]))

    told = site.is_refused(checkout_of(cart, currency="USD"))

    assert ("currency_not_of_site", "cart.currency") in told


def test_products_must_be_sold_and_have_a_tax_code(app: Flask, site: Site) -> None:
    cart = site.cart()
    _write(app, update(Variant).where(Variant.sku == "mug-stoneware").values(is_active=False))
    assert ("product_not_found", "cart.items[0].product") in site.is_refused(checkout_of(cart))
    _write(app, update(Variant).where(Variant.sku == "mug-stoneware").values(is_active=True))
    with app.app_context():
        tax_rates({"country": "AT", "rate": 2000})
    told = site.is_refused(checkout_of(cart))
    assert ("product_tax_code_not_valid", "cart.items[0].product") in told


def test_an_empty_cart(site: Site) -> None:
    empty = site.cart(lines=[])

    told = site.is_refused(checkout_of(empty, shipping={**STANDARD, "amount": 0}))

    assert told == [("missing_cart_items", "cart.items")]


def test_coupons_must_count(app: Flask, site: Site) -> None:
    cart = site.cart(coupon_codes=["WELCOME10"])
    _write(app, update(Promotion).values(is_active=False))

    assert site.is_refused(checkout_of(cart)) == [("coupon_not_valid", "cart.coupons[0]")]


def test_free_shipping_below_its_minimum_does_not_count(site: Site) -> None:
    cart = site.cart(lines=[{"sku": "mug-stoneware", "quantity": 4}], coupon_codes=["FREESHIP"])
    lines = [{"sku": "mug-stoneware", "quantity": 1}]
    site.api.patches({"id": cart}, lines=lines)

    assert site.is_refused(checkout_of(cart)) == [("coupon_minimum", "cart.coupons[0]")]


def test_mixins_are_held_to_their_schemas_and_kept(site: Site) -> None:
    _schema(site, "customer", "loyalty")
    _schema(site, "address", "door", is_required=True)
    cart = site.cart()
    gold, wrong = {"level": "gold"}, {"level": "tin"}
    meta = {"mixins": {"loyalty": "https://schemas.example/loyalty.json"}}

    missing = site.is_refused(checkout_of(cart))
    unfit = site.is_refused(
        checkout_of(
            cart,
            customer={**GUEST, "mixins": {"loyalty": wrong}},
            addresses=both({**BERLIN, "mixins": {"door": gold}}),
        )
    )
    address = site.is_refused(
        checkout_of(cart, addresses=both({**BERLIN, "mixins": {"door": wrong}}))
    )
    customer = {**GUEST, "mixins": {"loyalty": gold}, "metadata": meta}
    addresses = both({**BERLIN, "mixins": {"door": gold}})
    site.orders(checkout_of(cart, customer=customer, addresses=addresses))

    assert missing == [("address_mixin_missing", "addresses[0].mixins.door")]
    assert unfit == [("customer_mixin_not_valid", "customer.mixins.loyalty.level")]
    assert address == [("address_mixin_not_valid", "addresses[0].mixins.door.level")]
    order = site.api.reads(f"/orders/{cart}")
    assert order["shipping_address"]["custom"] == {"door": gold}


def test_a_mixin_that_the_shop_requires_of_customers(app: Flask, site: Site) -> None:
    _schema(site, "customer", "loyalty", is_required=True)

    told = site.is_refused(checkout_of(site.cart()))

    assert told == [("customer_mixin_missing", "customer.mixins.loyalty")]
    _write(app, delete(CustomSchema))


def test_card_numbers_are_neither_taken_nor_repeated(site: Site) -> None:
    number = "4242 4242 4242 4242"
    cart = site.cart()
    for changes in (
        {"customer": {**GUEST, "lastName": number}},
        {"customer": {**GUEST, "mixins": {"loyalty": {"level": number}}}},
        {"addresses": both({**BERLIN, "mixins": {"door": {"level": number}}})},
        {"addresses": both({**BERLIN, "streetAppendix": number})},
        {number: 1},
    ):
        before = dump(site.partner)
        answer = site.sends({**checkout_of(cart), **changes})
        assert answer.status_code == 400
        assert number not in answer.get_data(as_text=True)
        assert dump(site.partner) == before


CART = "co_00000000000000000000"
WHOLE = checkout_of(CART)


@pytest.mark.parametrize(
    "wrong",
    [
        b"{",
        b"[]",
        b"\xff",
        b"null",
        b"[" * 20_000,
        b'{"a":' * 5_000,
        b'{"cartId": NaN}',
        b'{"cartId": "\\ud800"}',
        {},
        {**WHOLE, "cartId": 5},
        {**WHOLE, "cartId": "co_\u0000"},
        {**WHOLE, "quoteId": "qu_1"},
        {**WHOLE, "addresses": {}},
        {**WHOLE, "addresses": [7]},
        {**WHOLE, "addresses": both({**BERLIN, "country": "Germany"})},
        {**WHOLE, "addresses": both({**BERLIN, "zipCode": "1" * 12})},
        {**WHOLE, "addresses": both({**BERLIN, "city": "x" * 10_000})},
        {**WHOLE, "addresses": both({**BERLIN, "city": "\u0000"})},
        {**WHOLE, "customer": "Ada"},
        {**WHOLE, "customer": {**GUEST, "guest": "yes"}},
        {**WHOLE, "customer": {**GUEST, "mixins": []}},
        {**WHOLE, "shipping": {**STANDARD, "amount": "4.90"}},
        {**WHOLE, "shipping": {**STANDARD, "amount": -1}},
        {**WHOLE, "shipping": {**STANDARD, "amount": True}},
        {**WHOLE, "shipping": {**STANDARD, "amount": 10**400}},
        {**WHOLE, "shipping": {**STANDARD, "zoneId": None}},
        {**WHOLE, "paymentMethods": {}},
        {**WHOLE, "paymentMethods": [{**INVOICE, "amount": [1]}]},
        {**WHOLE, "paymentMethods": [by_card("x" * 1000)]},
        {"quoteId": 5, "paymentMethods": [INVOICE]},
        {"quoteId": "qu_1", "paymentMethods": [INVOICE], "customer": GUEST},
        {"quoteId": "qu_1"},
    ],
)
def test_what_cannot_be_read_is_refused(site: Site, wrong: Any) -> None:
    before = dump(site.partner)
    raw = wrong if isinstance(wrong, bytes) else json.dumps(wrong).encode()

    answer = site.partner.asks("POST", PATH, raw=raw)

    assert answer.status_code == 400, answer.get_data(as_text=True)
    document = answer.get_json()
    assert (document["status"], document["type"]) == (400, "validation_failure")
    assert document["details"]
    assert dump(site.partner) == before


@pytest.mark.parametrize("amount", [b"1e999", b"-1e999", b"1e-400", b"4.9e0", b"490e-2", b"1e15"])
def test_numbers_are_read_as_they_are_written(site: Site, amount: bytes) -> None:
    raw = json.dumps(checkout_of(site.cart())).encode().replace(b"4.9", amount)

    answer = site.partner.asks("POST", PATH, raw=raw)

    assert answer.status_code == (200 if amount in {b"4.9e0", b"490e-2"} else 400)


def test_deep_mixins_and_long_bodies(site: Site) -> None:
    deep: Any = {}
    for _ in range(150):
        deep = {"a": deep}
    cart = site.cart()

    assert site.sends(checkout_of(cart, customer={**GUEST, "mixins": deep})).status_code == 400
    metadata = {"mixins": deep}
    site.orders(checkout_of(cart, customer={**GUEST, "metadata": metadata}))
    long = checkout_of(cart, addresses=both(BERLIN) * 10_000)
    assert site.sends(long).status_code == 413
    form = site.partner.asks("POST", PATH, raw=b"a=1", content_type="text/plain")
    assert form.status_code == 415


def test_a_stock_that_is_gone_meanwhile_is_told(app: Flask, site: Site) -> None:
    cart = site.cart()
    with app.app_context():
        stock_up("mug-stoneware", 0)

    assert site.is_refused(checkout_of(cart)) == [("product_out_of_stock", "cart.items[0].product")]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
def test_a_machine_that_knows_the_tenant_finds_no_fault(
    app: Flask, site: Site, mode: GenerationMode
) -> None:
    cart, key = site.cart(), site.partner.key
    schema = schemathesis.openapi.from_wsgi("/api/contracts/emporix/openapi.json", app)
    cases = schema.find_operation_by_id("trigger_checkout").as_strategy(generation_mode=mode)

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(case=cases)
    def try_out(case: Case[Any]) -> None:
        case.path_parameters = {"tenant": "demo"}
        if isinstance(case.body, dict) and isinstance(case.body.get("cartId"), str):
            case.body["cartId"] = cart
        if case.headers:
            case.headers.pop("saas-token", None)
        case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)

    try_out()
