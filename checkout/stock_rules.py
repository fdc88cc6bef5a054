"""What must be true of stock and bundles; the doctor asks. Each rule gives the ids of the variants that break it."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from .models import BundlePart, StockHold, StockItem, StockLocation, StockUnit, Variant

Part = aliased(Variant)
ON_SHELF = and_(
    StockItem.variant_id == StockHold.variant_id, StockItem.location_id == StockHold.location_id
)
MADE_OF = exists().where(BundlePart.bundle_variant_id == Variant.id)


def _out_of_balance() -> Select[int]:
    held = (
        select(func.coalesce(func.sum(StockHold.quantity), 0))
        .where(
            StockHold.variant_id == StockItem.variant_id,
            StockHold.location_id == StockItem.location_id,
            StockHold.expires_at.is_not(None),
        )
        .scalar_subquery()
    )
    return select(StockItem.variant_id).where(not_(StockItem.by_unit), StockItem.held != held)


def _promised_too_much() -> Select[int]:
    beyond = StockItem.held > StockItem.on_hand + StockItem.backorder_limit
    return select(StockItem.variant_id).where(or_(beyond, StockItem.held < 0))


def _counted_and_kept_by_unit() -> Select[int]:
    numbers = or_(StockItem.on_hand != 0, StockItem.held != 0, StockItem.backorder_limit != 0)
    return select(StockItem.variant_id).where(StockItem.by_unit, numbers)


def _holds_without_their_units() -> Select[int]:
    units = (
        select(func.count(StockUnit.id))
        .where(
            StockUnit.hold_id == StockHold.id,
            StockUnit.variant_id == StockHold.variant_id,
            StockUnit.location_id == StockHold.location_id,
        )
        .scalar_subquery()
    )
    return (
        select(StockHold.variant_id)
        .join(StockItem, ON_SHELF)
        .where(StockItem.by_unit, StockHold.quantity != units)
    )


def _units_of_the_wrong_hold() -> Select[int]:
    elsewhere = or_(
        StockHold.variant_id != StockUnit.variant_id, StockHold.location_id != StockUnit.location_id
    )
    return (
        select(StockUnit.variant_id)
        .join(StockHold, StockHold.id == StockUnit.hold_id)
        .where(elsewhere)
    )


def _units_on_a_counted_shelf() -> Select[int]:
    return (
        select(StockUnit.variant_id)
        .join(
            StockItem,
            and_(
                StockItem.variant_id == StockUnit.variant_id,
                StockItem.location_id == StockUnit.location_id,
            ),
        )
        .where(not_(StockItem.by_unit))
    )


def _at_another_shop() -> Select[int]:
    return (
        select(StockItem.variant_id)
        .join(Variant, Variant.id == StockItem.variant_id)
        .join(StockLocation, StockLocation.id == StockItem.location_id)
        .where(StockLocation.shop_id != Variant.shop_id)
    )


def _promised_for_no_day() -> Select[int]:
    """Goods that may be sold before they are there must say when they leave."""
    return (
        select(StockItem.variant_id)
        .join(Variant, Variant.id == StockItem.variant_id)
        .where(
            StockItem.backorder_limit > 0,
            Variant.released_on.is_(None),
            or_(Variant.restock_days.is_(None), Variant.restock_days < 0),
        )
    )


def _bundles_of_nothing() -> Select[int]:
    return select(Variant.id).where(Variant.is_bundle, not_(MADE_OF))


def _parts_of_no_bundle() -> Select[int]:
    return select(Variant.id).where(not_(Variant.is_bundle), MADE_OF)


def _bundles_with_stock() -> Select[int]:
    counted = exists().where(StockItem.variant_id == Variant.id)
    return select(Variant.id).where(or_(Variant.is_bundle, MADE_OF), counted)


def _bundles_with_a_part(condition: ColumnElement[bool]) -> Select[int]:
    wrong = exists().where(
        and_(BundlePart.bundle_variant_id == Variant.id, BundlePart.part_variant_id == Part.id),
        condition,
    )
    return select(Variant.id).where(wrong)


STOCK_RULES: dict[str, Callable[[], Select[int]]] = {
    "Held stock equals the holds.": _out_of_balance,
    "No more is promised than is on hand or may be on backorder.": _promised_too_much,
    "What is kept by unit has no numbers beside its units, and no backorder.": _counted_and_kept_by_unit,
    "Where stock is kept by unit, a hold or a sale has as many units as it says.": _holds_without_their_units,
    "A unit belongs to a hold on its own shelf.": _units_of_the_wrong_hold,
    "Units lie where stock is kept by unit.": _units_on_a_counted_shelf,
    "Stock lies at a location of its own shop.": _at_another_shop,
    "What may be on backorder says when it leaves.": _promised_for_no_day,
    "A bundle has parts.": _bundles_of_nothing,
    "What has parts is a bundle.": _parts_of_no_bundle,
    "A bundle has no stock of its own.": _bundles_with_stock,
    "The parts of a bundle are of its own shop.": lambda: _bundles_with_a_part(
        Part.shop_id != Variant.shop_id
    ),
    "The parts of a bundle are no bundles.": lambda: _bundles_with_a_part(
        or_(Part.is_bundle, Part.id.in_(select(BundlePart.bundle_variant_id)))
    ),
}
