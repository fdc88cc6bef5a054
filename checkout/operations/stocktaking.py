"""What the shop's owner changes: prices and stock."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import CursorResult, Executable, and_, select, update

from ..db import db, unit_of_work
from ..keeping import keeping
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
    False when there is no such SKU or location, when it must be named, or when more than that is promised; where stock
    is kept by unit, also when there should be a limit, or fewer units than have a serial number or are held.
    """
    where = shelves_of(shop_code, sku, location_code)
    if len(where) != 1:
        return False
    variant_id, location_id, by_unit = where[0]
    if by_unit is None:
        item = {"variant_id": variant_id, "location_id": location_id, "on_hand": on_hand}
        db.session.add(StockItem(**item, held=0, backorder_limit=backorder_limit or 0))
        return True
    return keeping(by_unit=by_unit).adjust(variant_id, location_id, on_hand, backorder_limit)


def shelves_of(
    shop_code: str, sku: str, location_code: str | None
) -> Sequence[tuple[int, int, bool | None]]:
    """Variant and location of the shelf named, else of all that the SKU has, and whether it is kept by unit; None: there is none yet."""
    here = and_(StockItem.variant_id == Variant.id, StockItem.location_id == StockLocation.id)
    is_there = StockItem.variant_id.is_not(None)
    is_meant = is_there if location_code is None else StockLocation.code == location_code
    found = db.session.execute(
        select(Variant.id, StockLocation.id, StockItem.by_unit)
        .join(Shop, Shop.id == Variant.shop_id)
        .join(StockLocation, StockLocation.shop_id == Shop.id)
        .outerjoin(StockItem, here)
        .where(Shop.code == shop_code, Variant.sku == sku, is_meant)
    )
    return [(variant_id, location_id, by_unit) for variant_id, location_id, by_unit in found]


def _variant(shop_code: str, sku: str) -> Any:
    return (
        select(Variant.id)
        .join(Shop, Shop.id == Variant.shop_id)
        .where(Shop.code == shop_code, Variant.sku == sku)
    )


def _changed_one(statement: Executable) -> bool:
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount == 1
