"""Fills the demo shop. Running it again changes nothing."""

from sqlalchemy import select

from ..db import db, unit_of_work
from ..models import (
    PaymentMethod,
    ShippingMethod,
    Shop,
    StockLocation,
)
from .book import add_book
from .delivery_area import add_delivery_area
from .products import PRODUCTS, SHOP_NAME
from .promotions import WELCOME, coupon_rows, promotion_rows
from .shelves import add_products
from .ways_to_pay import add_ways_to_pay

CODE = "demo"
SELLER = {
    "name": "Feldspat GmbH",
    "address": "Lindenstraße 12\n10969 Berlin",
    "vat_id": "DE136695976",
    "register": "Amtsgericht Charlottenburg HRB 999999",
}
COUPON = WELCOME
COUNTRIES = "AT BE CH DE DK ES FR GB IE IT JP LU NL PL SE US".split()


@unit_of_work
def make_demo_shop() -> bool:
    """Makes the shop `demo` with everything in it. False when it was there already."""
    if db.session.scalar(select(Shop.id).where(Shop.code == CODE)) is not None:
        return False
    shop = Shop(
        code=CODE,
        name=SHOP_NAME,
        currency="EUR",
        countries=COUNTRIES,
        locale="en",
        prices_include_tax=True,
        tax_rate=1900,
        time_zone="Europe/Berlin",
        cutoff_hour=14,
        contact_email="help@feldspat.example",
        contact_phone="+49 30 901820",
        seller=SELLER,
    )
    db.session.add(shop)
    db.session.flush()
    main = StockLocation(
        shop_id=shop.id, code="main", name={"en": "Main warehouse", "de": "Hauptlager"}
    )
    db.session.add(main)
    db.session.flush()
    add_products(shop, PRODUCTS, main)
    db.session.add_all([*_shipping(shop), *_payment(shop)])
    add_delivery_area(shop)
    add_ways_to_pay(shop)
    _add_promotions(shop)
    add_book(shop, main, len(PRODUCTS))
    return True


def _shipping(shop: Shop) -> list[ShippingMethod]:
    return [
        ShippingMethod(
            shop_id=shop.id,
            code="standard",
            name={"en": "Standard delivery", "de": "Standardversand"},
            price=490,
            transit_days_min=2,
            transit_days_max=4,
            position=0,
        ),
        ShippingMethod(
            shop_id=shop.id,
            code="express",
            name={"en": "Express delivery", "de": "Expressversand"},
            price=1290,
            transit_days_min=1,
            transit_days_max=1,
            position=1,
        ),
    ]


def _payment(shop: Shop) -> list[PaymentMethod]:
    return [
        PaymentMethod(
            shop_id=shop.id,
            code="card",
            gateway="test",
            name={"en": "Card", "de": "Karte"},
            description={
                "en": "Visa, Mastercard or American Express, on our payment provider's page.",
                "de": "Visa, Mastercard oder American Express, auf der Seite unseres Zahlungsanbieters.",
            },
            position=0,
        ),
        PaymentMethod(
            shop_id=shop.id,
            code="invoice",
            gateway="offline",
            name={"en": "Invoice", "de": "Rechnung"},
            description={
                "en": "Pay by bank transfer within 14 days of delivery.",
                "de": "Zahlen Sie innerhalb von 14 Tagen nach Lieferung per Überweisung.",
            },
            position=1,
        ),
        *_in_person_and_by_bank(shop),
    ]


def _in_person_and_by_bank(shop: Shop) -> list[PaymentMethod]:
    return [
        PaymentMethod(
            shop_id=shop.id,
            code="bank-transfer",
            gateway="offline",
            name={"en": "Bank transfer", "de": "Überweisung"},
            description={
                "en": "Pay within 7 days; the order page tells you where to.",
                "de": "Zahlen Sie innerhalb von 7 Tagen; wohin, steht auf der Bestellseite.",
            },
            position=2,
            transfer={
                "account_holder": SHOP_NAME,
                "iban": "DE89 3704 0044 0532 0130 00",
                "bic": "COBADEFFXXX",
                "bank": "Commerzbank",
                "days": 7,
            },
        ),
        PaymentMethod(
            shop_id=shop.id,
            code="cash-on-delivery",
            gateway="offline",
            name={"en": "Cash on delivery", "de": "Nachnahme"},
            description={
                "en": "Pay whoever brings the parcel, in cash.",
                "de": "Zahlen Sie bar, wenn das Paket gebracht wird.",
            },
            position=3,
        ),
    ]


def _add_promotions(shop: Shop) -> None:
    promotions = promotion_rows(shop)
    db.session.add_all(promotions)
    db.session.flush()
    db.session.add_all(coupon_rows(promotions))
