"""The one order model where money moves: a discount that one face brought, and a card that another charges, of either the same amount."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from tests.api.client import Program, card
from tests.conftest import Clock
from tests.contracts.emporix_partner import Site, by_card
from tests.contracts.faces import Money, Native, Pages
from tests.contracts.faces_of_demo import Emporix, Sylius
from tests.contracts.faces_of_partners import CheckoutSummary
from tests.contracts.orders_stored import Named, named, stored
from tests.contracts.partner import Partner
from tests.contracts.seven_faces import PURCHASES, Shop

#: 62.50 less a tenth, 4.90 to have it sent, 19 % within
REDUCED = replace(PURCHASES["demo"], money=Money(6115, 6250, 490, 976))


@pytest.fixture
def demo(app: Flask, clock: Clock) -> Shop:
    return Shop(app, clock, REDUCED)


def _by_pages(shop: Shop, order: Named) -> None:
    face = shop.faces["pages"]
    assert isinstance(face, Pages)
    face.buys(order, "card")


def _by_native(shop: Shop, order: Named) -> None:
    face = shop.faces["native"]
    assert isinstance(face, Native)
    face.buys(order, card("tok_visa"))


def _by_sylius(shop: Shop, order: Named) -> None:
    face = shop.faces["sylius"]
    assert isinstance(face, Sylius)
    face.ships(order)
    face.partner.chooses(order.id, "card")
    face.partner.puts(order.id)
    face.partner.pays(order.id)


def _by_emporix(shop: Shop, order: Named) -> None:
    assert _asks_emporix(shop, order, by_card("tok_visa")) == 200


def _asks_emporix(shop: Shop, order: Named, payment: dict[str, Any]) -> int:
    face = shop.faces["emporix"]
    assert isinstance(face, Emporix)
    due = {"amount": face.sent(shop.purchase.money.total)}
    body = face.body(order) | {"paymentMethods": [payment | due]}
    site = Site(Partner(shop.app, shop.key))
    return site.sends(body).status_code


CARDS: dict[str, Callable[[Shop, Named], None]] = {
    "pages": _by_pages,
    "native": _by_native,
    "sylius": _by_sylius,
    "emporix": _by_emporix,
}


def _reduced(shop: Shop, starter: str) -> Named:
    """An order with the coupon of newcomers on it."""
    order = shop.faces[starter].starts()
    program = Program(shop.app, shop.key)
    program.patches(program.reads(f"/checkouts/{order.public_id}"), coupon_codes=["WELCOME10"])
    return order


def _is_paid(shop: Shop, order: Named, usual: dict[str, Any]) -> None:
    """It is the order that the native API alone makes, and its total was taken once."""
    row = stored(shop.app, order.id)
    for part in ("order", "lines", "shipments", "adjustments"):
        assert row[part] == usual[part], part
    assert row["events"][-1] == usual["events"][-1]
    taken = [
        [
            (event["kind"], event["amount"])
            for event in each["events"]
            if event["kind"] == "captured"
        ]
        for each in row["payments"]
        if each["state"] == "captured"
    ]
    assert taken == [[("captured", shop.purchase.money.total)]]
    shop.is_told_alike(named(shop.app, order.id))


@pytest.mark.parametrize("finisher", CARDS)
@pytest.mark.parametrize("starter", ["pages", "native", "sylius"])
def test_a_discount_and_a_card_are_the_same_money_in_every_face(
    demo: Shop, starter: str, finisher: str
) -> None:
    usual = _reduced(demo, "native")
    _by_native(demo, usual)

    order = _reduced(demo, starter)
    CARDS[finisher](demo, order)

    _is_paid(demo, order, stored(demo.app, usual.id))


@pytest.mark.parametrize("finisher", CARDS)
def test_what_the_atomic_checkout_was_declined_any_face_finishes(demo: Shop, finisher: str) -> None:
    usual = _reduced(demo, "native")
    _by_native(demo, usual)

    order = _reduced(demo, "native")
    assert _asks_emporix(demo, order, by_card("tok_declined")) == 400
    assert stored(demo.app, order.id)["order"]["state"] == "open"
    CARDS[finisher](demo, order)

    _is_paid(demo, order, stored(demo.app, usual.id))


def test_step_by_step_asks_how_it_is_paid_also_where_another_face_has_said_it(demo: Shop) -> None:
    program, face = Program(demo.app, demo.key), demo.faces["sylius"]
    assert isinstance(face, Sylius)
    order = demo.faces["native"].starts()
    program.patches(program.reads(f"/checkouts/{order.public_id}"), payment_method="invoice")

    face.ships(order)

    assert "methods" in face.partner.gets(f"/checkouts/{order.id}")
    assert face.partner.chooses(order.id, "card")["checkout_state"] == "payment"
    assert face.partner.gets(f"/checkouts/{order.id}")["checkout_state"] == "payment_selected"


def test_a_summary_charges_what_the_native_api_would(app: Flask, clock: Clock) -> None:
    shop = Shop(app, clock, PURCHASES["print"])
    face = shop.faces["checkout_summary"]
    assert isinstance(face, CheckoutSummary)
    program, partner = Program(app, shop.key), face.partner
    usual = shop.faces["native"].starts()
    _by_native(shop, usual)

    order = shop.faces["photo_order"].starts()
    checkout = program.reads(f"/checkouts/{order.public_id}")
    program.patches(checkout, customer=partner.customer("tok_visa"))
    partner.executes(order.id, postageType="Standard", autoBill=True)

    _is_paid(shop, order, stored(app, usual.id))
