"""What the shop's owner changes: prices and stock."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, and_, literal, select, update

from ..db import db, unit_of_work
from ..models import Shop, StockItem, StockLocation, Variant


@unit_of_work
def change_price(shop_code: str, sku: str, amount: int) -> bool:
    """Sets the price of a SKU in minor units; False when the shop has no such SKU."""
    return _changed_one(
        update(Variant).where(Variant.id.in_(_variant(shop_code, sku))).values(price=amount)
    )


@unit_of_work
def change_stock(
    shop_code: str,
    sku: str,
    on_hand: int,
    location_code: str | None = None,
    backorder_limit: int | None = None,
) -> bool:
    """Sets the units on hand at a location, and how many may be promised beyond them, if said.

    Without a location, the only one where the SKU's stock is counted; at one that is named, counting begins.
    False when there is no such SKU or location, when it must be named, or when more than that is promised.
    """
    where = _counted_at(shop_code, sku, location_code)
    if len(where) != 1:
        return False
    variant_id, location_id, is_counted = where[0]
    if not is_counted:
        item = {"variant_id": variant_id, "location_id": location_id, "on_hand": on_hand}
        db.session.add(StockItem(**item, held=0, backorder_limit=backorder_limit or 0))
        return True
    limit = StockItem.backorder_limit if backorder_limit is None else literal(backorder_limit)
    return _changed_one(
        update(StockItem)
        .where(StockItem.variant_id == variant_id, StockItem.location_id == location_id)
        .where(StockItem.held <= on_hand + limit)
        .values(on_hand=on_hand, backorder_limit=limit)
    )


def _counted_at(
    shop_code: str, sku: str, location_code: str | None
) -> Sequence[tuple[int, int, bool]]:
    """Variant and location, and whether stock is counted there: of the one named, else of all where it is."""
    here = and_(StockItem.variant_id == Variant.id, StockItem.location_id == StockLocation.id)
    is_counted = StockItem.variant_id.is_not(None)
    is_meant = is_counted if location_code is None else StockLocation.code == location_code
    found = db.session.execute(
        select(Variant.id, StockLocation.id, is_counted)
        .join(Shop, Shop.id == Variant.shop_id)
        .join(StockLocation, StockLocation.shop_id == Shop.id)
        .outerjoin(StockItem, here)
        .where(Shop.code == shop_code, Variant.sku == sku, is_meant)
    )
    return [(variant_id, location_id, counted) for variant_id, location_id, counted in found]


def _variant(shop_code: str, sku: str) -> Any:
    return (
        select(Variant.id)
        .join(Shop, Shop.id == Variant.shop_id)
        .where(Shop.code == shop_code, Variant.sku == sku)
    )


def _changed_one(statement: Executable) -> bool:
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount == 1
