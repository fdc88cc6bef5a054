"""A declined payment leaves the cart what it was before the call, however and whenever the decline is found out."""

import os
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from checkout import clock as shop_clock
from checkout.db import db
from checkout.keys import create_key
from checkout.operations import sweep
from checkout.operations.reconcile import reconcile
from tests.api.client import BERLIN, COMPLETE, card, fresh_key
from tests.concurrency.witnesses import charges, invariants_hold, rows, stock_of, write
from tests.conftest import environ_of
from tests.contracts.conftest import PartnerMaker
from tests.contracts.emporix_partner import (
    IN_WINDOWS,
    PATH,
    STUTTGART,
    Site,
    both,
    by_card,
    checkout_of,
)
from tests.contracts.partner import Partner
from tests.factories import new_gift_card, stock_up
from tests.killed import Victims

#: the package has a function of this name
place_revised_module = import_module("checkout.operations.place_revised")
#: every point by night, some of them else
STEP = 1 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 9
#: what tells that an attempt was made and declined
TRAIL = {"payments", "payment_events", "order_events", "outbox_messages", "credit_entries"}
#: what an order is and takes; the worker looks after other things besides
TAKEN = {
    "orders",
    "order_lines",
    "adjustments",
    "shipments",
    "stock_items",
    "stock_holds",
    "delivery_windows",
    "window_holds",
    "promotion_limits",
    "promotion_uses",
    "credit_accounts",
}
MAY_CHANGE = {"version", "updated_at"}
DECLINED = by_card("tok_declined")
MUGS = [{"sku": "mug-stoneware", "quantity": 2, "options": {"Name": "Ada"}}]
STUTTGART_NATIVE = {
    **BERLIN,
    "line1": "Königstraße 1",
    "city": "Stuttgart",
    "postal_code": "70173",
}


@pytest.fixture
def site(partner_of: PartnerMaker) -> Site:
    return Site(partner_of("demo"))


@pytest.fixture
def site_on_both(shop_app: Flask) -> Site:
    with shop_app.app_context():
        return Site(Partner(shop_app, create_key("demo", ["all"], "demo partner")))


def seen(site: Site, cart: str) -> tuple[Any, Any]:
    """The cart as programs see it, and every row of the shop, but for what may change."""
    document = site.api.reads(f"/checkouts/{cart}")
    with site.partner.app.app_context(), db.engine.connect() as connection:
        tables = {
            table.name: sorted(
                (_row(table.name, each) for each in connection.execute(select(table))), key=repr
            )
            for table in db.metadata.sorted_tables
            if table.name not in TRAIL
        }
    # A counter that stands at nothing counts nothing.
    tables["promotion_limits"] = [each for each in tables["promotion_limits"] if each["used"]]
    left_out = {*MAY_CHANGE, "page"}  # the link to the pages is signed anew each time
    return {name: it for name, it in document.items() if name not in left_out}, tables


def _row(table: str, row: Any) -> dict[str, Any]:
    left_out = MAY_CHANGE if table == "orders" else {"id"} if table == "stock_holds" else set()
    return {name: value for name, value in row._asdict().items() if name not in left_out}


def full_cart(site: Site) -> str:
    """A cart with something everywhere, told at prices that have changed since."""
    with site.partner.app.app_context():
        gift = new_gift_card(500)
    cart = site.cart(
        lines=MUGS,
        email="grace@example.com",
        phone="+49 30 1234567",
        note="Ring twice",
        shipping_address=STUTTGART_NATIVE,
        billing_address=BERLIN,
        shipping_method=IN_WINDOWS["methodId"],
        payment_method="invoice",
        coupon_codes=["ONCE5"],
        gift_cards=[{"code": gift}],
    )
    [shipment] = site.api.reads(f"/checkouts/{cart}")["shipments"]
    wish = {"origin": shipment["origin"], "delivery_window": shipment["windows"][0]["id"]}
    changed = site.api.asks("PATCH", f"/checkouts/{cart}", {"shipments": [wish]})
    assert changed.status_code == 200, changed.get_data(as_text=True)
    write(site.partner.app, "UPDATE variants SET price = 2500 WHERE sku = 'mug-stoneware'")
    return cart


def bare_cart(site: Site) -> str:
    """A cart nobody has said anything about."""
    return site.cart(lines=MUGS)


def call_for(site: Site, cart: str, payment: Any) -> Any:
    """A call that says everything differently from what is on the cart."""
    chosen = site.api.reads(f"/checkouts/{cart}")["shipping_method"]
    if chosen == IN_WINDOWS["methodId"]:
        ways: dict[str, Any] = {"shipping": IN_WINDOWS, "addresses": both(STUTTGART)}
    else:
        ways = {}
    return checkout_of(cart, paymentMethods=[payment], **ways)


CARTS = pytest.mark.parametrize("cart_of", [bare_cart, full_cart])


@CARTS
def test_a_declined_card_leaves_the_cart_what_it_was(
    site_on_both: Site, cart_of: Callable[[Site], str]
) -> None:
    site, app = site_on_both, site_on_both.partner.app
    cart = cart_of(site)
    before = seen(site, cart)

    for _ in range(2):
        answer = site.sends(call_for(site, cart, DECLINED))

        assert (answer.status_code, answer.get_json()["type"]) == (400, "payment_failure")
        assert seen(site, cart) == before

    # What was tried can be looked up.
    assert rows(app, "SELECT state FROM payments") == [("declined",)] * 2
    told = "SELECT count(*) FROM order_events WHERE type = 'payment_declined'"
    assert rows(app, told) == [(2,)]
    assert charges(app) == []
    site.orders(call_for(site, cart, by_card("tok_visa")))
    assert len(charges(app)) == 1
    assert rows(app, "SELECT 1 FROM orders WHERE before_placing IS NOT NULL") == []
    invariants_hold(app)


@CARTS
def test_where_nothing_is_remembered_the_cart_keeps_what_the_call_said(
    site: Site, cart_of: Callable[[Site], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr(place_revised_module, "remember", lambda _: None)
    cart = cart_of(site)
    before = seen(site, cart)

    assert site.sends(call_for(site, cart, DECLINED)).status_code == 400

    after = seen(site, cart)
    changed = {name for name, value in after[0].items() if value != before[0][name]}
    assert {"number", "payment"} <= changed
    different = {name for name, rows in after[1].items() if rows != before[1][name]}
    assert {"orders", "stock_items", "stock_holds"} <= different


def test_a_decline_that_is_found_out_later_leaves_the_cart_what_it_was(
    app: Flask, site: Site
) -> None:
    cart = full_cart(site)
    before = seen(site, cart)
    gateway = app.extensions["gateways"]["test"]
    app.extensions["gateways"]["test"] = Silent(gateway)

    answer = site.orders(call_for(site, cart, DECLINED))
    assert answer["paymentDetails"]["status"] == "PENDING"
    assert site.api.reads(f"/orders/{cart}")["state"] == "placing"
    with app.app_context():
        sweep()
    assert site.api.reads(f"/orders/{cart}")["state"] == "placing"
    app.extensions["gateways"]["test"] = gateway
    with app.app_context():
        sweep()

    assert _order_in(seen(site, cart)) == _order_in(before)
    invariants_hold(app)


def test_a_charge_that_nobody_has_heard_of_leaves_the_cart_what_it_was(site: Site) -> None:
    cart = full_cart(site)
    before = seen(site, cart)

    assert site.sends(call_for(site, cart, by_card("tok_timeout_lost"))).status_code == 400

    assert seen(site, cart) == before


def test_a_buyer_who_does_not_pay_at_the_gateway_leaves_the_cart_what_it_was(
    app: Flask, site: Site
) -> None:
    cart = full_cart(site)
    before = seen(site, cart)

    site.orders(call_for(site, cart, by_card("tok_3ds")))
    with app.app_context():
        [(order_id,)] = rows(app, "SELECT id FROM orders WHERE public_id = :cart", cart=cart)
        reconcile(order_id, "shopper", give_up=True)

    assert seen(site, cart) == before
    invariants_hold(app)


def test_an_order_that_was_asked_to_be_cancelled_meanwhile_is_cancelled(
    app: Flask, site: Site
) -> None:
    cart = full_cart(site)
    site.orders(call_for(site, cart, by_card("tok_3ds")))

    path = f"/orders/{cart}/cancel"
    answer = site.api.asks("POST", path, {}, idempotency_key=fresh_key())
    assert answer.status_code == 200, answer.get_data(as_text=True)

    order = site.api.reads(f"/orders/{cart}")
    assert (order["state"], order["email"]) == ("cancelled", "grace@example.com")
    assert stock_of(app, "mug-stoneware")[1] == 0
    invariants_hold(app)


def test_goods_that_were_set_aside_before_stay_set_aside(site_on_both: Site) -> None:
    """A shopper's own decline keeps them; that of the call gives back only what the call took."""
    site, app = site_on_both, site_on_both.partner.app
    cart = _declined_before(site)
    before = seen(site, cart)
    assert stock_of(app, "mug-stoneware")[1] == 2

    assert site.sends(checkout_of(cart, paymentMethods=[DECLINED])).status_code == 400

    assert seen(site, cart) == before
    invariants_hold(app)


def test_what_somebody_else_took_meanwhile_is_theirs(app: Flask, site: Site) -> None:
    cart = _declined_before(site)
    site.api.asks("PATCH", f"/checkouts/{cart}", {"lines": [{**MUGS[0], "quantity": 1}]})
    site.orders(checkout_of(cart, paymentMethods=[by_card("tok_3ds")]))
    other = site.cart(lines=MUGS)
    with app.app_context():
        stock_up("mug-stoneware", 3)
    site.orders(checkout_of(other))

    with app.app_context():
        [(order_id,)] = rows(app, "SELECT id FROM orders WHERE public_id = :cart", cart=cart)
        reconcile(order_id, "shopper", give_up=True)

    assert stock_of(app, "mug-stoneware") == (1, 1)
    invariants_hold(app)


def test_shoppers_keep_everything_when_their_card_is_declined(app: Flask, site: Site) -> None:
    cart = _declined_before(site)

    document = site.api.reads(f"/checkouts/{cart}")
    assert document["number"]
    assert document["payment"]["state"] == "declined"
    assert stock_of(app, "mug-stoneware")[1] == 2


def test_no_letter_is_written_of_what_was_not_ordered(
    app: Flask, site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    cart = full_cart(site)
    assert site.sends(call_for(site, cart, DECLINED)).status_code == 400
    with app.app_context():
        sweep()
        write(app, "UPDATE notices SET next_at = '2000-01-01 00:00:00.000000'")
        sweep()
    assert rows(app, "SELECT fault, done_at FROM notices WHERE kind = 'mail'") == [
        ("nothing was ordered", None)
    ]
    assert not caplog.records


def test_wherever_the_process_dies_nothing_is_half(site_on_both: Site) -> None:
    """At some points of the call, from its first statement to its answer, and the worker after it."""
    site, app = site_on_both, site_on_both.partner.app
    headers = {"Authorization": f"Bearer {site.partner.key}"}
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    cart = full_cart(site)
    before = _order_in(seen(site, cart))
    victims = Victims(environ_of(url, Path(app.instance_path)))
    for point in count(step=STEP):
        died = victims.one(point, ("POST", PATH, call_for(site, cart, DECLINED)), headers)
        shop_clock.set_clock(lambda: shop_clock.system_clock() + timedelta(seconds=61))
        with app.app_context():
            sweep()
        shop_clock.set_clock(shop_clock.system_clock)
        assert _order_in(seen(site, cart)) == before, point
        if not died:
            break
    assert point >= 30
    assert len(rows(app, "SELECT 1 FROM payments WHERE state = 'declined'")) >= 3
    assert charges(app) == []
    invariants_hold(app)


class Silent:
    """A gateway that hears everything and answers nothing."""

    asks_nobody = False

    def __init__(self, gateway: Any) -> None:
        self.gateway = gateway

    def create(self, attempt: Any) -> Any:
        self.gateway.create(attempt)
        raise TimeoutError

    def fetch(self, attempt: Any) -> Any:
        raise TimeoutError

    void = confirm = fetch


def _declined_before(site: Site) -> str:
    cart = site.cart(**{**COMPLETE, "lines": MUGS})
    checkout = site.api.reads(f"/checkouts/{cart}")
    assert site.api.completes(checkout, card("tok_declined")).status_code == 402
    return cart


def _order_in(seen: tuple[Any, Any]) -> tuple[Any, Any]:
    document, tables = seen
    assert tables.keys() > TAKEN
    return document, {name: tables[name] for name in TAKEN}
