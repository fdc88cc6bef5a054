"""The seven faces of the one order: each begins, finishes and shows orders in its own style of money and words."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

from flask import Flask

from checkout.addresses import Address
from checkout.catalog import catalog_of, shop_version
from checkout.operations import customer_by_number
from tests.api.client import INVOICE, Program, document
from tests.conftest import Clock
from tests.contracts.orders_stored import Named, newest
from tests.guest import Guest


@dataclass(frozen=True)
class Money:
    """What a face says an order costs, in minor units; None: it says nothing of it."""

    total: int | None
    items: int | None
    shipping: int | None
    tax: int | None


@dataclass(frozen=True)
class Purchase:
    """What is bought in a shop, by invoice, and what it must cost."""

    shop: str
    #: SKU and quantity
    lines: tuple[tuple[str, int], ...]
    email: str
    address: Address
    #: by origin the way to ship
    ways: dict[str, str]
    money: Money
    currency: str
    #: the number of the customer who buys, where a shop has tenants
    tenant: int | None = None


class Face(Protocol):
    """One of the seven, over the shop of a purchase."""

    def starts(self) -> Named:
        """An order with everything that this face can say before it is finished."""

    def finishes(self, order: Named) -> None:
        """Brings what is missing, and places it."""

    def renders(self, order: Named) -> Money:
        """What it costs, as this face tells it of a placed order."""


@dataclass
class OfShop:
    """What every face has: the shop, a key of it, and what is bought."""

    app: Flask
    key: str
    purchase: Purchase
    clock: Clock

    def begun(self) -> Named:
        """The order that was written last."""
        return newest(self.app)

    @property
    def wanted(self) -> list[dict[str, Any]]:
        return [{"sku": sku, "quantity": quantity} for sku, quantity in self.purchase.lines]


CARD_NUMBER = "4242424242424242"
#: an amount on a page
AMOUNT = re.compile(r"[€$][\d,]+\.\d\d")


@dataclass
class Pages(OfShop):
    """A browser: `€1,234.56` in words of a page."""

    guest: Guest = field(init=False)

    def __post_init__(self) -> None:
        self.guest = Guest(self.app.test_client())

    def starts(self) -> Named:
        with self.app.app_context():
            slugs = _slugs(self.purchase)
        for (sku, quantity), slug in zip(self.purchase.lines, slugs, strict=True):
            self.guest.opens(f"/products/{slug}?sku={sku}")
            self.guest.submits("quantity", quantity=str(quantity), sku=sku)
        self.guest.ships_to(self.purchase.address, self.purchase.email)
        return self.begun()

    def finishes(self, order: Named) -> None:
        self.buys(order, "invoice")

    def buys(self, order: Named, method: str) -> None:
        """Goes on with an order by its link; a card is typed into the gateway's page."""
        link = Program(self.app, self.key).reads(f"/checkouts/{order.public_id}")["page"]
        self.guest.opens(link.removeprefix("http://localhost"))
        self.guest.ships_to(self.purchase.address, self.purchase.email)
        ways = self.purchase.ways
        fields = {f"shipping_method-{origin}": way for origin, way in ways.items()}
        if len(ways) == 1:
            fields = dict.fromkeys(["shipping_method"], *ways.values())
        if fields:
            self.guest.opens("/checkout/shipping").submits(next(iter(fields)), **fields)
        self.guest.pays_by(method)
        if method == "invoice":
            self.guest.places_order()
            return
        self.guest.opens("/checkout/review").submits("expected_total")
        self.guest.submits("number", number=CARD_NUMBER, expiry="09/31", code="123", do="pay")

    def renders(self, order: Named) -> Money:
        html = self.guest.opens(f"/orders/{order.token}").html
        amounts = {
            kind: _on_page(html, f"total-{kind}")
            for kind in ("items", "shipping", "postage", "tax")
        }
        taxes = amounts["tax"] or _on_page(html, "included-tax")
        total = sum(_on_page(html, "total"))
        shipping = amounts["shipping"] + amounts["postage"]
        return Money(total, sum(amounts["items"]), sum(shipping), sum(taxes))


def _on_page(html: str, testid: str) -> list[int]:
    found = re.findall(rf'data-testid="{testid}">(.*?)</(?:div|p)>', html, re.DOTALL)
    return [int(re.sub(r"\D", "", each)) for text in found for each in AMOUNT.findall(text)]


def _slugs(purchase: Purchase) -> list[str]:
    catalog = catalog_of(purchase.shop, shop_version(purchase.shop))
    return [catalog.variant_by_sku[sku].product.slug for sku, _ in purchase.lines]


@dataclass
class Native(OfShop):
    """The native API: integers of minor units."""

    @property
    def program(self) -> Program:
        return Program(self.app, self.key)

    def starts(self) -> Named:
        address = {k: v for k, v in self.purchase.address.to_dict().items() if v}
        fields = {"email": self.purchase.email, "shipping_address": address}
        if self.purchase.tenant is not None:
            with self.app.app_context():
                known = customer_by_number(self.purchase.shop, self.purchase.tenant)
            assert known is not None
            fields["customer"] = known.customer.public_id
        self.program.opens(lines=self.wanted, **fields)
        return self.begun()

    def finishes(self, order: Named) -> None:
        self.buys(order, INVOICE)

    def buys(self, order: Named, payment: dict[str, str]) -> None:
        """Chooses how it is shipped, and confirms the total."""
        checkout = self.program.reads(f"/checkouts/{order.public_id}")
        choices = [{"origin": o, "method": m} for o, m in self.purchase.ways.items()]
        if choices:
            checkout = self.program.patches(checkout, shipments=choices)
        placed = document(self.program.completes(checkout, payment), 200)
        assert placed["state"] == "placed"

    def renders(self, order: Named) -> Money:
        told = self.program.reads(f"/orders/{order.id}")
        assert told["currency"] == self.purchase.currency
        sums = Counter[str]()
        for each in told["adjustments"]:
            sums[each["type"]] += each["amount"]
        items = sum(each["total"] for each in told["lines"])
        return Money(told["total"], items, sums["shipping"] + sums["postage"], sums["tax"])
