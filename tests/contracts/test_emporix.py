"""The atomic checkout: what the published document says, asked and answered; its providers, customers and quotes."""

import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from checkout.db import db, end_reading
from checkout.models import Customer, Order, Shop
from checkout.operations import OrderRef, find_order, issue_customer_token
from checkout.operations.records import records_of
from tests.concurrency.witnesses import charges
from tests.conftest import Clock
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
from tests.factories import ADA, GRACE


@pytest.fixture
def site(partner_of: PartnerMaker) -> Site:
    return Site(partner_of("demo"))


def _order(app: Flask, public_id: str) -> Order:
    with app.app_context():
        return find_order(OrderRef("demo", public_id=public_id)).order


def _customer(site: Site, email: str = GRACE, **fields: Any) -> dict[str, Any]:
    """A customer of the shop with an address in Berlin, and a token."""
    address = {"name": "Grace", "line1": "Torstraße 12", "city": "Berlin", "postal_code": "10119"}
    sent = {"email": email, "addresses": [{**address, "country": "DE"}], **fields}
    customer = site.api.asks("POST", "/customers", sent).get_json()
    token = site.api.asks("POST", f"/customers/{customer['id']}/token").get_json()
    return {**customer, "token": token["token"], "expires_at": token["expires_at"]}


def _as(customer: dict[str, Any]) -> dict[str, Any]:
    return {"id": customer["id"], "email": customer["email"], "lastName": "Hopper"}


def _window(site: Site, cart: str) -> str:
    """A window that the cart's only shipment may choose in Stuttgart, as the native API lists it."""
    address = {"name": "A", "line1": "Königstraße 1", "city": "Stuttgart", "postal_code": "70173"}
    way = {
        "shipping_address": {**address, "country": "DE"},
        "shipping_method": IN_WINDOWS["methodId"],
    }
    [shipment] = site.api.patches({"id": cart}, **way)["shipments"]
    return str(shipment["windows"][0]["id"])


def test_a_guests_cart_becomes_the_order_and_is_paid_by_card(app: Flask, site: Site) -> None:
    cart = site.cart(lines=[{"sku": "mug-stoneware", "quantity": 2}, {"sku": "notebook-a5"}])

    answer = site.orders(
        checkout_of(cart, paymentMethods=[{**by_card("tok_visa"), "amount": 67.4}])
    )

    assert answer == {
        "orderId": cart,
        "paymentDetails": {"provider": "payment-gateway", "status": "SUCCESS"},
        "checkoutId": cart,
    }
    order = _order(app, cart)
    assert (order.state, order.total, order.email) == ("placed", 2 * 2400 + 1450 + 490, ADA)
    address = order.shipping_address
    assert address is not None
    assert (address.line1, address.line2) == ("Torstraße 12", "2nd floor")
    assert (address.company, address.postal_code) == ("Analytical Engines", "10119")
    assert order.billing_address is None
    assert [amount for _, amount in charges(app)] == [order.total]
    assert "tok_visa" not in json.dumps(dump(site.partner))


def test_the_published_example_of_shipping_runs(site: Site) -> None:
    cart = site.cart()
    body = checkout_of(
        cart,
        shipping=IN_WINDOWS,
        addresses=both(STUTTGART),
        deliveryWindowId=_window(site, cart),
    )

    site.orders(body)

    order = site.api.reads(f"/orders/{cart}")
    [shipment] = order["shipments"]
    assert (shipment["method"], shipment["amount"]) == ("4-more_hours_timeframe", 1000)
    assert str(shipment["delivery_window"]) == body["deliveryWindowId"]
    assert order["total"] == 4800 + 1000


def test_a_window_chosen_on_the_cart_stays(site: Site) -> None:
    cart = site.cart()
    window = int(_window(site, cart))
    choice = [{"origin": "main", "delivery_window": window}]
    site.api.patches({"id": cart}, shipments=choice, shipping_method=IN_WINDOWS["methodId"])

    site.orders(checkout_of(cart, shipping=IN_WINDOWS, addresses=both(STUTTGART)))

    assert site.api.reads(f"/orders/{cart}")["shipments"][0]["delivery_window"] == window


PAID_BY_CARD = ({"provider": "payment-gateway", "status": "SUCCESS"}, "card", "captured")
TO_BE_PAID = (None, "invoice", "pending")
ELSEWHERE = ({"provider": "custom", "status": "IN_CHECKOUT"}, "custom", "pending")
ON_DELIVERY = (None, "cash-on-delivery", "pending")


@pytest.mark.parametrize(
    ("payment", "outcome"),
    [
        (INVOICE, TO_BE_PAID),
        ({"provider": "none"}, TO_BE_PAID),
        ({"provider": "none", "method": "cash-on-delivery"}, ON_DELIVERY),
        ({"provider": "custom", "method": "somewhere-else"}, ELSEWHERE),
        (by_card("tok_visa"), PAID_BY_CARD),
        (by_card("tok_timeout"), PAID_BY_CARD),
    ],
)
def test_the_three_providers(app: Flask, site: Site, payment: Any, outcome: Any) -> None:
    cart = site.cart()

    answer = site.orders(checkout_of(cart, paymentMethods=[payment]))

    order = _order(app, cart)
    with app.app_context():
        [paid] = records_of([order.id])[order.id].payments
    assert (answer["paymentDetails"], paid.method, paid.state) == outcome
    assert order.state == "placed"
    assert order.contract_data["emporix"]["payment"]["provider"] == payment["provider"]


@pytest.mark.parametrize(
    "attributes", [{"token": "tok_3ds"}, {"modeId": "card"}], ids=["challenge", "page"]
)
def test_a_buyer_who_must_go_to_the_gateway_is_told_where(
    app: Flask, site: Site, attributes: Any
) -> None:
    cart = site.cart()
    payment = {"provider": "payment-gateway", "customAttributes": attributes}

    details = site.orders(checkout_of(cart, paymentMethods=[payment]))["paymentDetails"]

    assert details["status"] == "IN_CHECKOUT"
    assert details["externalPaymentRedirectURL"].startswith("http://localhost/test-gateway/")
    assert _order(app, cart).state == "placing"
    assert site.is_refused(checkout_of(cart), 409) == [("already_ordered", "cartId")]


def test_a_charge_the_gateway_never_heard_of_is_closed_there_and_counts_as_declined(
    app: Flask, site: Site
) -> None:
    cart = site.cart()

    answer = site.sends(checkout_of(cart, paymentMethods=[by_card("tok_timeout_lost")]))

    assert (answer.status_code, answer.get_json()["type"]) == (400, "payment_failure")
    assert _order(app, cart).state == "open"
    site.orders(checkout_of(cart))


def test_a_signed_in_customer(site: Site) -> None:
    grace = _customer(site)
    cart = site.cart()

    site.orders(checkout_of(cart, customer=_as(grace)), saas_token=grace["token"])

    assert site.api.reads(f"/orders/{cart}")["customer"] == grace["id"]
    again = site.cart(customer=grace["id"])
    site.orders(checkout_of(again, customer=_as(grace)), saas_token=grace["token"])


def test_a_token_that_does_not_count_is_a_fault(app: Flask, site: Site, clock: Clock) -> None:
    grace = _customer(site)
    cart = site.cart()
    body = checkout_of(cart, customer=_as(grace))
    with app.app_context():
        theirs = db.session.query(Customer).join(Shop).filter(Shop.code == "cloud").first()
        assert theirs is not None
        end_reading()
        foreign = issue_customer_token("cloud", theirs.public_id).token
    before = dump(site.partner)

    answers = [
        site.sends(body, saas_token=token)
        for token in (foreign, grace["token"][:-1], grace["token"] + "x", "", "x" * 1000, "é")
    ]
    clock.forward(hours=5)
    answers.append(site.sends(body, saas_token=grace["token"]))

    assert {each.status_code for each in answers} == {401}
    assert len({each.data for each in answers}) == 1
    assert set(answers[0].get_json()) == {"fault"}
    assert dump(site.partner) == before


def test_a_token_ends_with_the_password_it_was_issued_under(app: Flask, site: Site) -> None:
    grace = _customer(site)
    with app.app_context():
        values = "password_hash = 'x', stamp = 'new'"
        change = f"UPDATE customers SET {values} WHERE public_id = '{grace['id']}'"
        db.session.execute(db.text(change))
        db.session.commit()

    body = checkout_of(site.cart(), customer=_as(grace))

    assert site.sends(body, saas_token=grace["token"]).status_code == 401


def test_the_native_api_gives_the_token(site: Site, clock: Clock) -> None:
    grace = _customer(site)
    until = clock.instant + timedelta(hours=4)

    assert grace["expires_at"] == until.strftime("%Y-%m-%dT%H:%M:%SZ")
    unknown = site.api.asks("POST", "/customers/cu_00000000000000000000/token")
    assert unknown.status_code == 404


@pytest.mark.parametrize(
    ("change", "with_token", "told"),
    [
        ({"guest": True, "id": None}, True, ("customer_is_no_guest", "customer.guest")),
        ({"id": None}, True, ("missing_customer_id", "customer.id")),
        ({"id": "cu_00000000000000000000"}, True, ("customer_not_found", "customer.id")),
        ({}, False, ("missing_saas_token", "saas-token")),
        ({"id": None, "guest": False}, False, ("missing_saas_token", "saas-token")),
    ],
)
def test_who_buys_is_who_the_token_says(
    site: Site, change: Any, with_token: bool, told: tuple[str, str]
) -> None:
    grace = _customer(site)
    customer = {k: v for k, v in {**_as(grace), **change}.items() if v is not None}
    headers = {"saas_token": grace["token"]} if with_token else {}

    assert site.is_refused(checkout_of(site.cart(), customer=customer), **headers) == [told]


def test_a_customers_cart_is_no_one_elses(site: Site) -> None:
    grace, ada = _customer(site), _customer(site, "ada@analytical.example")
    cart = site.cart(customer=grace["id"])
    as_ada = {"saas_token": ada["token"]}

    assert site.is_refused(checkout_of(cart)) == [("missing_saas_token", "saas-token")]
    theirs = site.is_refused(checkout_of(cart, customer=_as(ada)), **as_ada)
    nobodys = site.is_refused(checkout_of(f"co_{'0' * 20}", customer=_as(ada)), **as_ada)
    assert theirs == nobodys == [("cart_not_found", "cartId")]


def test_another_tenant_is_one_that_does_not_exist(site: Site, partner_of: PartnerMaker) -> None:
    cart = site.cart()
    before = dump(site.partner)

    answers = [
        site.sends(checkout_of(cart), path="/checkout/cloud/checkouts/order"),
        site.sends(checkout_of(cart), path="/checkout/nowhere/checkouts/order"),
        partner_of("cloud").asks("POST", PATH, checkout_of(cart)),
    ]

    assert {each.status_code for each in answers} == {403}
    assert len({each.data for each in answers}) == 1
    assert answers[0].get_json()["type"] == "insufficient_permissions"
    assert {n: r for n, r in dump(site.partner).items() if n != "api_keys"} == {
        n: r for n, r in before.items() if n != "api_keys"
    }


def test_carts_of_another_shop_do_not_exist(site: Site, partner_of: PartnerMaker) -> None:
    theirs = Site(partner_of("cloud")).api.opens(lines=[])["id"]

    assert site.is_refused(checkout_of(theirs)) == [("cart_not_found", "cartId")]


def test_an_order_of_the_cart_is_a_conflict(site: Site) -> None:
    cart = site.cart()
    site.orders(checkout_of(cart))

    assert site.is_refused(checkout_of(cart), 409) == [("already_ordered", "cartId")]
    given_up = site.cart()
    site.api.asks("POST", f"/checkouts/{given_up}/cancel")
    assert site.is_refused(checkout_of(given_up)) == [("cart_closed", "cartId")]


def test_billing_may_be_elsewhere_and_numbers_stand_where_they_do_there(
    app: Flask, site: Site
) -> None:
    paris = BERLIN | {"street": "Rue de Rivoli", "streetNumber": "99", "zipCode": "75001"}
    billing = {**paris, "city": "Paris", "country": "fr", "type": "BILLING"}
    cart = site.cart()

    site.orders(checkout_of(cart, addresses=[billing, {**BERLIN, "type": "SHIPPING"}]))

    order = _order(app, cart)
    assert order.billing_address is not None
    assert (order.billing_address.line1, order.billing_address.country) == (
        "99 Rue de Rivoli",
        "FR",
    )
    assert order.shipping_address is not None
    assert order.shipping_address.country == "DE"


def test_a_guest_owes_only_what_is_left_after_coupons(app: Flask, site: Site) -> None:
    lines = [{"sku": "mug-stoneware", "quantity": 4}]
    cart = site.cart(lines=lines, coupon_codes=["FREESHIP"])

    told = site.is_refused(checkout_of(cart))
    site.orders(checkout_of(cart, shipping={**STANDARD, "amount": 0}))

    assert told == [("free_shipping_not_applied", "shipping.amount")]
    assert _order(app, cart).total == 9600


def test_what_the_partner_sent_is_kept_with_the_order(app: Flask, site: Site) -> None:
    cart = site.cart()
    site.orders(checkout_of(cart))

    kept = _order(app, cart).contract_data["emporix"]

    assert kept["customer"] == GUEST
    assert kept["payment"] == {"provider": "none", "method": "invoice", "paymentType": None}
