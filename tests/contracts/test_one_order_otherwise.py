"""The one order model where the price is not the list's: a gift card, a quote, a buyer who owes the tax; and on PostgreSQL."""

import re
from collections.abc import Callable
from dataclasses import replace
from pprint import pformat
from typing import Any

import pytest
from flask import Flask

from checkout.addresses import Address
from tests.api.client import Program, document
from tests.conftest import Clock
from tests.contracts.faces import Money
from tests.contracts.faces_of_demo import Sylius
from tests.contracts.faces_of_partners import CheckoutSummary, PhotoOrder
from tests.contracts.orders_stored import Named, named, newest, stored
from tests.contracts.seven_faces import PURCHASES, Shop
from tests.factories import ADA, new_gift_card

DEMO = PURCHASES["demo"]
VIENNA = Address(
    name="Ada Lovelace",
    line1="Ring 1",
    city="Wien",
    postal_code="1010",
    country="AT",
)
#: each gift card and each quote is another row, with a name of its own
NAMES = re.compile(r"(gc|qu)_[0-9a-f]{20}|(?<=Gift card …)[A-Z0-9]{4}|(?<='quote_id': )[0-9]+")


def _by_gift_card(shop: Shop) -> Named:
    """67.40, of which a gift card pays 25.00."""
    with shop.app.app_context():
        code = new_gift_card(2500)
    return _with(shop, gift_cards=[{"code": code}])


def _by_quote(shop: Shop) -> Named:
    """The mugs at 20.00 and the notebook at 14.00, because somebody promised it."""
    prices = {"mug-stoneware": 2000, "notebook-a5": 1400}
    lines = [
        {"sku": sku, "quantity": count, "unit_price": prices[sku]} for sku, count in DEMO.lines
    ]
    wish = {"lines": lines, "valid_until": "2999-01-01T00:00:00Z", "email": ADA}
    program = Program(shop.app, shop.key)
    quote = program.asks("POST", "/quotes", wish).get_json()
    accepted = program.asks("POST", f"/quotes/{quote['id']}/accept", {})
    address = {name: each for name, each in DEMO.address.to_dict().items() if each}
    program.patches(document(accepted, 201), email=ADA, shipping_address=address)
    return newest(shop.app)


def _by_who_owes_the_tax(shop: Shop) -> Named:
    """A company in another country of the union: the tax within the prices is taken out of them."""
    return _with(shop, vat_id="ATU13585627")


def _with(shop: Shop, **fields: Any) -> Named:
    order = shop.faces["native"].starts()
    program = Program(shop.app, shop.key)
    program.patches(program.reads(f"/checkouts/{order.public_id}"), **fields)
    return order


WAYS: dict[str, tuple[Callable[[Shop], Named], Any]] = {
    "gift card": (_by_gift_card, replace(DEMO, money=Money(4240, 6250, 490, 1076))),
    "quote": (_by_quote, replace(DEMO, money=Money(5890, 5400, 490, 941))),
    "reverse charge": (
        _by_who_owes_the_tax,
        replace(DEMO, address=VIENNA, money=Money(5664, 6250, 490, -1076)),
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_face_of_the_shop_finishes_it_at_the_same_money(
    app: Flask, clock: Clock, way: str
) -> None:
    begins, purchase = WAYS[way]
    shop = Shop(app, clock, purchase)
    summary = CheckoutSummary(app, shop.key, purchase, clock)
    photo = PhotoOrder(app, shop.key, purchase, clock)
    usual = begins(shop)
    shop.faces["native"].finishes(usual)
    row, money = _without_names(stored(app, usual.id)), purchase.money
    assert stored(app, usual.id)["order"]["total"] == money.total

    for name, face in (*shop.faces.items(), ("checkout_summary", summary)):
        order = begins(shop)
        if name == "checkout_summary":
            summary.partner.executes(order.id, postageType="standard")
        else:
            face.finishes(order)

        assert _without_names(stored(app, order.id)) == row, name
        placed = named(app, order.id)
        assert shop.faces["native"].renders(placed) == money
        assert shop.faces["sylius"].renders(placed) == money
        # A page writes what is taken off with a sign of its own.
        assert shop.faces["pages"].renders(placed) == replace(money, tax=abs(money.tax))
        assert summary.renders(placed).total == money.total
        assert photo.renders(placed) == replace(money, total=None, tax=None)


def _without_names(row: dict[str, Any]) -> list[str]:
    """What is stored, line by line, but for which gift card and which quote it was."""
    return NAMES.sub("…", pformat(row)).splitlines()


#: Each face once as the one that begins and once as the one that finishes.
ON_POSTGRESQL = [
    ("demo", "sylius", "emporix"),
    ("demo", "pages", "sylius"),
    ("demo", "native", "pages"),
    ("print", "photo_order", "checkout_summary"),
    ("print", "native", "photo_order"),
    ("cloud", "purchase_request", "purchase_request"),
]


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.parametrize(("code", "starter", "finisher"), ON_POSTGRESQL)
def test_it_is_the_same_order_on_postgresql(
    app: Flask, clock: Clock, code: str, starter: str, finisher: str
) -> None:
    shop = Shop(app, clock, PURCHASES[code])

    order = shop.faces[starter].starts()
    shop.faces[finisher].finishes(order)

    assert stored(app, order.id) == shop.usual()
    shop.is_told_alike(named(app, order.id))


def test_step_by_step_it_is_the_same_in_json(app: Flask, clock: Clock) -> None:
    """The matrix sends form fields with bracketed names; a partner may as well send JSON."""
    shop = Shop(app, clock, DEMO)
    face = shop.faces["sylius"]
    assert isinstance(face, Sylius)
    face.style = "json"

    order = face.starts()
    face.finishes(order)

    assert stored(app, order.id) == shop.usual()
    shop.is_told_alike(named(app, order.id))
