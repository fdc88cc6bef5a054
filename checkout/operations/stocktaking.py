"""What the shop's owner changes: prices and stock."""

from typing import Any, cast

from sqlalchemy import CursorResult, Executable, select, update

from ..db import db, unit_of_work
from ..models import Shop, StockItem, Variant


@unit_of_work
def change_price(shop_code: str, sku: str, amount: int) -> bool:
    """Sets the price of a SKU in minor units; False when the shop has no such SKU."""
    return _changed_one(
        update(Variant).where(Variant.id.in_(_variant(shop_code, sku))).values(price=amount)
    )


@unit_of_work
def change_stock(shop_code: str, sku: str, on_hand: int) -> bool:
    """Sets the units on hand; False when the SKU's stock is not counted or more than that is held."""
    return _changed_one(
        update(StockItem)
        .where(StockItem.variant_id.in_(_variant(shop_code, sku)), StockItem.held <= on_hand)
        .values(on_hand=on_hand)
    )


def _variant(shop_code: str, sku: str) -> Any:
    return (
        select(Variant.id)
        .join(Shop, Shop.id == Variant.shop_id)
        .where(Shop.code == shop_code, Variant.sku == sku)
    )


def _changed_one(statement: Executable) -> bool:
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount == 1
