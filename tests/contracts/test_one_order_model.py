"""One order model behind seven faces: begun through one and finished through another, it is the same order and the same money."""

import itertools
from dataclasses import asdict, replace
from typing import Any

import pytest
from flask import Flask

from checkout.addresses import Address
from checkout.contracts import CONTRACTS
from checkout.contracts.contract import Route
from checkout.keys import create_key
from checkout.operations.sweep import sweep
from tests.conftest import Clock
from tests.contracts import emporix_partner
from tests.contracts.emporix_partner import Site, checkout_of
from tests.contracts.faces import Face, Money, Native, Pages, Purchase
from tests.contracts.faces_of_demo import Emporix, Sylius
from tests.contracts.faces_of_partners import CheckoutSummary, PhotoOrder, PurchaseRequest
from tests.contracts.orders_stored import Named, named, stored
from tests.contracts.partner import Partner
from tests.factories import ADA, berlin

CHICAGO = Address(
    name="Rosa Example",
    line1="233 S Wacker Dr",
    city="Chicago",
    region="IL",
    postal_code="60606",
    country="US",
)
BIRKE = Address(
    name="Birke & Söhne GmbH",
    company="Birke & Söhne GmbH",
    line1="Hafenstraße 7",
    city="Hamburg",
    postal_code="20457",
    country="DE",
)
MAILBOX = "CFQ7TTC0LF8R:0001:CFQ7TTC0Q3X5"
PURCHASES = {
    # Prices with tax in them: 2 x 24.00 + 14.50, 4.90 to have it sent, 19 % within.
    "demo": Purchase(
        "demo",
        (("mug-stoneware", 2), ("notebook-a5", 1)),
        ADA,
        berlin,
        {"main": "standard"},
        Money(6740, 6250, 490, 1076),
        "EUR",
    ),
    # Tax on top, 6.25 % of each by itself: 119.00 + 34.50 from one house, 2 x 24.00 + 6.00 from the other.
    "print": Purchase(
        "print",
        (("14631000", 1), ("business-cards-100", 2)),
        "rosa@example.com",
        CHICAGO,
        {"Allcop": "parcel", "main": "Standard"},
        Money(22048, 16700, 4050, 1298),
        "USD",
    ),
    # Nothing to send, 19 % on top of 3 x 4.80.
    "cloud": Purchase(
        "cloud",
        ((MAILBOX, 3),),
        "it@birke.example",
        BIRKE,
        {},
        Money(1714, 1440, 0, 274),
        "EUR",
        tenant=123,
    ),
}
FACES: dict[str, dict[str, type[Any]]] = {
    "demo": {
        "pages": Pages,
        "native": Native,
        "sylius": Sylius,
        "emporix": Emporix,
    },
    "print": {
        "pages": Pages,
        "native": Native,
        "photo_order": PhotoOrder,
        "checkout_summary": CheckoutSummary,
    },
    "cloud": {
        "pages": Pages,
        "native": Native,
        "purchase_request": PurchaseRequest,
    },
}
#: by what name an order keeps the face it was begun through; contracts have their own
SOURCES = {"pages": "web", "native": "api"}
#: what a face cannot do, and why
LIMITS = {
    ("emporix", "starts"): "Its one call orders a cart or a quote that is there already.",
    (
        "emporix",
        "renders",
    ): "It answers its call and has nothing to read; amounts are checked on their way in.",
    ("checkout_summary", "starts"): "It prices and executes an order that is there already.",
    (
        "purchase_request",
        "finishes",
    ): "Its calls name no order: it can only have its own placed on their day.",
}
#: the amounts a face tells, where it does not tell them all
TELLS = {
    # Subcarts have their items' prices and their shipping; nobody adds them up, and tax is the shop's.
    "photo_order": {"items", "shipping"},
    # Tenants' lists have quantities and states only.
    "purchase_request": set[str](),
}
PAIRS = [
    (shop, starter, finisher)
    for shop, there in FACES.items()
    for starter, finisher in itertools.product(there, there)
    if (starter, "starts") not in LIMITS
    if starter == finisher or (finisher, "finishes") not in LIMITS
]


class Shop:
    """A shop with all its faces."""

    def __init__(self, app: Flask, clock: Clock, code: str) -> None:
        app.extensions["settings"] = replace(app.extensions["settings"], default_shop=code)
        with app.app_context():
            key = create_key(code, ["all"], "partner")
        self.app, self.purchase = app, PURCHASES[code]
        self.faces: dict[str, Face] = {
            name: made(app, key, self.purchase, clock) for name, made in FACES[code].items()
        }

    def usual(self) -> dict[str, Any]:
        """What is stored of the same purchase made by the native API alone."""
        native = self.faces["native"]
        order = native.starts()
        native.finishes(order)
        return stored(self.app, order.id)

    def is_told_alike(self, order: Named) -> None:
        """Every face shows the order at the same money, as far as it shows any."""
        for name, face in self.faces.items():
            if (name, "renders") in LIMITS:
                continue
            due = asdict(self.purchase.money)
            told = TELLS.get(name, set(due))
            due |= dict.fromkeys(due.keys() - told)
            assert asdict(face.renders(order)) == due, name


@pytest.fixture
def shop(app: Flask, clock: Clock, request: pytest.FixtureRequest) -> Shop:
    """The shop that the test names."""
    return Shop(app, clock, request.param)


def test_seven_faces_take_part() -> None:
    every = {name for there in FACES.values() for name in there}
    contracts = {each.name.replace("-", "_") for each in CONTRACTS}
    assert every == {"pages", "native"} | contracts
    assert every == {name for _, *pair in PAIRS for name in pair}


@pytest.mark.parametrize(("shop", "starter", "finisher"), PAIRS, indirect=["shop"])
def test_begun_in_one_face_and_finished_in_another_it_is_the_same_order(
    shop: Shop, starter: str, finisher: str
) -> None:
    order = shop.faces[starter].starts()
    assert (order.source, order.number) == (SOURCES.get(starter, starter), None)

    shop.faces[finisher].finishes(order)

    row, money = stored(shop.app, order.id), shop.purchase.money
    assert row == shop.usual()
    assert (row["order"]["total"], row["order"]["currency"]) == (
        money.total,
        shop.purchase.currency,
    )
    history = [(each["type"], each["state"]) for each in row["events"]]
    assert history == [("placing", "placing"), ("placed", "placed")]
    assert [(each["amount"], each["state"]) for each in row["payments"]] == [
        (money.total, "pending")
    ]
    shop.is_told_alike(named(shop.app, order.id))


@pytest.mark.parametrize("shop", ["cloud"], indirect=True)
def test_a_purchase_request_for_now_is_the_same_order_too(shop: Shop) -> None:
    face = shop.faces["purchase_request"]
    assert isinstance(face, PurchaseRequest)

    order = face.buys()

    assert stored(shop.app, order.id) == shop.usual()
    shop.is_told_alike(order)


@pytest.mark.parametrize("shop", ["demo"], indirect=True)
def test_the_atomic_checkout_begins_nothing_and_shows_nothing(shop: Shop) -> None:
    face = shop.faces["emporix"]
    assert isinstance(face, Emporix)
    site = Site(Partner(shop.app, face.key))

    assert site.is_refused(checkout_of("co_" + "0" * 20)) == [("cart_not_found", "cartId")]
    assert site.partner.asks("GET", emporix_partner.PATH).status_code == 405
    assert [route.method for route in _routes("emporix")] == ["POST"]


@pytest.mark.parametrize("shop", ["print"], indirect=True)
def test_the_summary_begins_nothing(shop: Shop) -> None:
    face = shop.faces["checkout_summary"]
    assert isinstance(face, CheckoutSummary)
    before = face.partner.contract.rows()

    face.partner.executes(999, 400)

    assert face.partner.contract.rows() == before
    assert all("<id>" in route.path for route in _routes("checkout-summary"))


@pytest.mark.parametrize("shop", ["cloud"], indirect=True)
def test_purchase_requests_leave_other_orders_alone(shop: Shop, clock: Clock) -> None:
    order = shop.faces["native"].starts()
    face = shop.faces["purchase_request"]
    assert isinstance(face, PurchaseRequest)

    face.buys()
    clock.forward(days=1)
    with shop.app.app_context():
        assert sweep()["scheduled"] == 0

    assert stored(shop.app, order.id)["order"]["state"] == "open"
    assert not any("<" in route.path for route in _routes("purchase-request"))


def _routes(contract: str) -> tuple[Route, ...]:
    (found,) = (each for each in CONTRACTS if each.name == contract)
    return tuple(found.routes)
