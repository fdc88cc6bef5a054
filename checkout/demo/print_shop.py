"""The shop `print`: US dollars, tax on top, everything made to order, in the houses that make it.

It collects sales tax in four states at the rate of the state alone, as of 2026; cities and counties add their own,
which a demo leaves out. Elsewhere in the United States and abroad it collects none.
"""

from typing import Any

from sqlalchemy import select

from ..db import db, unit_of_work
from ..models import (
    PaymentMethod,
    Price,
    Producer,
    ProductionSpeed,
    ShippingMethod,
    ShippingZone,
    Shop,
    TaxRate,
    Variant,
)
from .print_products import CUP_MAKER, PRINT_PRODUCTS, PRINT_SHOP_NAME
from .product import Words, words
from .shelves import add_products

CODE = "print"
COUNTRIES = "AT BE CA CH DE FR GB IE IT NL US".split()
#: state -> basis points on goods, and on having them sent
SALES_TAX = {"CA": (725, 0), "IL": (625, 625), "NY": (400, 400), "TX": (625, 625)}
#: how fast -> cents for a shipment, business days of work
SPEEDS = {"Normal": (0, 5), "ExpeditedFaster": (1500, 3), "ExpeditedFastest": (3000, 1)}
SPEED_NAMES = {
    "Normal": words("Normal production", "Normale Herstellung"),
    "ExpeditedFaster": words("Faster production", "Schnellere Herstellung"),
    "ExpeditedFastest": words("Fastest production", "Schnellste Herstellung"),
}


@unit_of_work
def make_print_shop() -> bool:
    """Makes the shop with everything in it. False when it was there already."""
    if db.session.scalar(select(Shop.id).where(Shop.code == CODE)) is not None:
        return False
    shop = Shop(
        code=CODE,
        name=PRINT_SHOP_NAME,
        currency="USD",
        country="US",
        countries=COUNTRIES,
        locale="en",
        prices_include_tax=False,
        tax_rate=0,
        time_zone="America/Chicago",
        cutoff_hour=12,
        holiday_country="US",
        holiday_subdivision="IL",
        contact_email="help@galley.example",
        contact_phone="+1 312 555 0148",
    )
    db.session.add(shop)
    db.session.flush()
    cups = Producer(shop_id=shop.id, code=CUP_MAKER, name=words(CUP_MAKER, CUP_MAKER))
    near = _around_the_workshop(shop)
    db.session.add_all([cups, near])
    db.session.flush()
    add_products(shop, PRINT_PRODUCTS, producers={CUP_MAKER: cups.id})
    db.session.add_all(
        [*_tax_rates(shop), *_speeds(shop), *_shipping(shop, cups, near), *_payment(shop)]
    )
    _add_breaks(shop)
    return True


def _tax_rates(shop: Shop) -> list[TaxRate]:
    none, abroad = words("No sales tax", "Keine Verkaufssteuer"), words("Export", "Ausfuhr")
    taxed = words("Sales tax", "Verkaufssteuer")
    rates = [("US", state, *both, taxed) for state, both in SALES_TAX.items()]
    rates += [("US", "", 0, 0, none)]
    rates += [(country, "", 0, 0, abroad) for country in COUNTRIES if country != "US"]
    return [
        TaxRate(
            shop_id=shop.id,
            tax_code=code,
            country=country,
            region=state,
            rate=rate,
            name=dict(name),
        )
        for country, state, goods, sending, name in rates
        for code, rate in (("standard", goods), ("shipping", sending))
    ]


def _speeds(shop: Shop) -> list[ProductionSpeed]:
    return [
        ProductionSpeed(
            shop_id=shop.id,
            code=code,
            name=dict(SPEED_NAMES[code]),
            price=price,
            lead_days=days,
            position=position,
        )
        for position, (code, (price, days)) in enumerate(SPEEDS.items())
    ]


def _around_the_workshop(shop: Shop) -> ShippingZone:
    return ShippingZone(
        shop_id=shop.id,
        code="chicago",
        name=words("Chicago", "Chicago"),
        members=[{"country": "US", "postal_codes": [{"from": "60601", "to": "60661"}]}],
    )


def _shipping(shop: Shop, cups: Producer, near: ShippingZone) -> list[ShippingMethod]:
    bands = [[500, 600], [2000, 950], [10000, 1900]]
    quick = [[500, 1400], [2000, 2100], [10000, 3600]]
    usual: dict[str, Any] = {"shop_id": shop.id, "tax_code": "shipping"}
    return [
        ShippingMethod(
            **usual,
            code="Standard",
            name=words("Standard postage", "Normales Porto"),
            type="postage",
            price=0,
            calculator="weight_bands",
            rates={"bands": bands},
            transit_days_min=3,
            transit_days_max=5,
            position=0,
        ),
        ShippingMethod(
            **usual,
            code="FirstClass",
            name=words("First class postage", "Eilporto"),
            type="postage",
            price=0,
            calculator="weight_bands",
            rates={"bands": quick},
            transit_days_min=1,
            transit_days_max=2,
            position=1,
        ),
        _pickup(usual, near),
        ShippingMethod(
            **usual,
            code="parcel",
            name=words("Parcel from the cup maker", "Paket vom Tassenhersteller"),
            price=3450,
            producer_id=cups.id,
            transit_days_min=2,
            transit_days_max=4,
            position=3,
        ),
    ]


def _pickup(usual: dict[str, Any], near: ShippingZone) -> ShippingMethod:
    return ShippingMethod(
        **usual,
        code="pickup",
        name=words("Pick up at the workshop", "Abholung in der Werkstatt"),
        kind="pickup",
        pickup_place={
            "name": PRINT_SHOP_NAME,
            "line1": "1525 W Carroll Ave",
            "city": "Chicago",
            "region": "IL",
            "postal_code": "60607",
            "country": "US",
        },
        price=0,
        zone_id=near.id,
        transit_days_min=0,
        transit_days_max=0,
        position=2,
    )


def _payment(shop: Shop) -> list[PaymentMethod]:
    said: dict[str, tuple[str, Words, Words]] = {
        "card": (
            "test",
            words("Card", "Karte"),
            words("On our payment provider's page.", "Auf der Seite unseres Zahlungsanbieters."),
        ),
        "invoice": (
            "offline",
            words("Invoice", "Rechnung"),
            words("Due 30 days after delivery.", "Fällig 30 Tage nach Lieferung."),
        ),
    }
    return [
        PaymentMethod(
            shop_id=shop.id,
            code=code,
            gateway=gateway,
            name=dict(name),
            description=dict(description),
            position=position,
        )
        for position, (code, (gateway, name, description)) in enumerate(said.items())
    ]


def _add_breaks(shop: Shop) -> None:
    """Cards cost less by the box, and less still for resellers."""
    cards = db.session.scalars(
        select(Variant.id).where(Variant.shop_id == shop.id, Variant.sku == "business-cards-100")
    ).one()
    usual = {"shop_id": shop.id, "variant_id": cards, "currency": shop.currency}
    for units, amount in ((1, 2400), (5, 2000), (10, 1700)):
        db.session.add(Price(**usual, min_quantity=units, amount=amount))
    db.session.add(Price(**usual, min_quantity=1, amount=1650, customer_group="reseller"))
