"""Three shops with the seven faces of their orders, what is bought in each, and what a face cannot do."""

from dataclasses import asdict, replace
from typing import Any

from flask import Flask

from checkout.addresses import Address
from checkout.keys import create_key
from tests.conftest import Clock
from tests.contracts.faces import Face, Money, Native, Pages, Purchase
from tests.contracts.faces_of_demo import Emporix, Sylius
from tests.contracts.faces_of_partners import CheckoutSummary, PhotoOrder, PurchaseRequest
from tests.contracts.orders_stored import Named, stored
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


class Shop:
    """A shop with all its faces."""

    def __init__(self, app: Flask, clock: Clock, purchase: Purchase) -> None:
        code = purchase.shop
        app.extensions["settings"] = replace(app.extensions["settings"], default_shop=code)
        with app.app_context():
            key = create_key(code, ["all"], "partner")
        self.app, self.key, self.purchase = app, key, purchase
        self.faces: dict[str, Face] = {
            name: made(app, key, purchase, clock) for name, made in FACES[code].items()
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
