"""People, places and shelves that tests speak of."""

from typing import Any

from sqlalchemy import delete, select, update

from checkout.addresses import Address
from checkout.db import db, end_reading, unit_of_work
from checkout.models import Price, Product, Shop, TaxRate, Variant
from checkout.operations import Grant, issue_gift_card
from checkout.operations.stocktaking import change_price, change_stock

berlin = Address(
    name="Ada Lovelace",
    line1="Torstraße 12",
    city="Berlin",
    postal_code="10119",
    country="DE",
)
vienna = Address(
    name="Ludwig Boltzmann",
    line1="Währinger Straße 17",
    city="Wien",
    postal_code="1090",
    country="AT",
)
tokyo = Address(
    name="Hedy Tanaka",
    line1="1-13-1 Umeda",
    city="Chiyoda-ku",
    region="JP-13",
    postal_code="100-0001",
    country="JP",
)
new_york = Address(
    name="Grace Hopper",
    line1="20 W 34th St",
    city="New York",
    region="NY",
    postal_code="10001",
    country="US",
)

ADA = "ada@example.com"
GRACE = "grace@example.com"


def stock_up(sku: str, on_hand: int) -> None:
    """Puts so many units on the demo shop's shelf."""
    assert change_stock("demo", sku, on_hand)


def reprice(sku: str, amount: int) -> None:
    """Gives a SKU of the demo shop another price, in minor units."""
    assert change_price("demo", sku, amount)


def new_gift_card(amount: int, **wishes: Any) -> str:
    """The code of a fresh gift card of the demo shop with so many minor units on it."""
    _, code = issue_gift_card("demo", Grant(amount, "tests"), **wishes)
    return code


def price_list(sku: str, *prices: dict[str, Any]) -> None:
    """Gives a SKU of the demo shop these prices and no others; euros unless said otherwise."""
    variant = db.session.scalars(select(Variant).where(Variant.sku == sku)).one()
    id_, shop_id = variant.id, variant.shop_id
    end_reading()

    @unit_of_work
    def write() -> None:
        db.session.execute(delete(Price).where(Price.variant_id == id_))
        rows = (
            Price(shop_id=shop_id, variant_id=id_, **{"currency": "EUR"} | each) for each in prices
        )
        db.session.add_all(rows)

    write()


def tax_rates(*rates: dict[str, Any]) -> None:
    """Gives the demo shop these tax rates; the standard code and the name VAT unless said otherwise."""

    @unit_of_work
    def write() -> None:
        shop_id = db.session.scalars(select(Shop.id).where(Shop.code == "demo")).one()
        usual = {"shop_id": shop_id, "tax_code": "standard", "name": {"en": "VAT", "de": "MwSt."}}
        db.session.add_all(TaxRate(**usual | each) for each in rates)

    write()


def shop_rules(**rules: Any) -> None:
    """Changes the demo shop itself."""

    @unit_of_work
    def write() -> None:
        db.session.execute(update(Shop).where(Shop.code == "demo").values(**rules))

    write()


def tax_code(sku: str, code: str) -> None:
    """Gives the product of a SKU another tax code."""

    @unit_of_work
    def write() -> None:
        product = select(Variant.product_id).where(Variant.sku == sku).scalar_subquery()
        db.session.execute(update(Product).where(Product.id == product).values(tax_code=code))

    write()
