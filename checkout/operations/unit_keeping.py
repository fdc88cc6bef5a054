"""Stock that is kept by unit, as the shop's owner sees it: beginning with it, units with serial numbers, and who has which."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from ..db import db, unit_of_work
from ..keeping import units
from ..models import Order, Shop, StockHold, StockItem, StockLocation, StockUnit, Variant
from .stocktaking import shelves_of


class NotKeptSo(Exception):
    """It cannot be done; says why, to the shop's owner. Nothing has changed."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it lies somewhere, or went to someone."""

    serial: str
    location: str
    #: "free", "held" or "sold"
    state: str
    #: the number of the order that has it, or nothing
    order: str


@unit_of_work
def keep_by_unit(shop_code: str, sku: str, location_code: str | None = None) -> None:
    """Gives each unit on a shelf a row of its own from now on, also those that orders hold or have bought.

    Safe to call again. A location that is named gets a shelf. Raises `NotKeptSo`.
    """
    variant_id, location_id, by_unit = _shelf(shop_code, sku, location_code)
    if by_unit is None:
        place = {"variant_id": variant_id, "location_id": location_id}
        db.session.add(StockItem(**place, on_hand=0, held=0, backorder_limit=0, by_unit=True))
    elif not by_unit and not units.begin(variant_id, location_id):
        raise NotKeptSo(
            f"There is a unit only for what is there, of at most {units.MOST} on hand: "
            f"set the stock of {sku} first, with a backorder limit of 0."
        )


@unit_of_work
def add_units(
    shop_code: str, sku: str, serials: Sequence[str], location_code: str | None = None
) -> None:
    """Puts units with these serial numbers on the shelf. Raises `NotKeptSo`, also when a number is there already."""
    variant_id, location_id, by_unit = _shelf(shop_code, sku, location_code)
    if not by_unit:
        raise NotKeptSo(f"The stock of {sku} is counted there, not kept by unit.")
    there = select(StockUnit.serial).where(
        StockUnit.variant_id == variant_id, StockUnit.serial.in_(serials)
    )
    known = set(db.session.scalars(there))
    if known or len(set(serials)) < len(serials):
        raise NotKeptSo(
            f"A serial number of {sku} names one unit: {_first_double(serials, known)}."
        )
    place = {"variant_id": variant_id, "location_id": location_id}
    db.session.add_all(StockUnit(**place, serial=each) for each in serials)


@unit_of_work
def remove_unit(shop_code: str, sku: str, serial: str) -> None:
    """Takes a free unit off its shelf. Raises `NotKeptSo` when there is none of that number, or an order has it."""
    of_sku = (
        select(Variant.id)
        .join(Shop, Shop.id == Variant.shop_id)
        .where(Shop.code == shop_code, Variant.sku == sku)
    )
    gone = delete(StockUnit).where(
        StockUnit.variant_id.in_(of_sku), StockUnit.serial == serial, StockUnit.hold_id.is_(None)
    )
    if db.session.scalar(gone.returning(StockUnit.id)) is None:
        raise NotKeptSo(f"No unit {serial} of {sku} is free.")


def units_of(shop_code: str, sku: str) -> list[Unit]:
    """Every unit of a SKU, the sold ones too, as they came in."""
    found = db.session.execute(
        select(StockUnit, StockLocation.code, StockHold.expires_at, Order.number)
        .join(Variant, Variant.id == StockUnit.variant_id)
        .join(Shop, Shop.id == Variant.shop_id)
        .join(StockLocation, StockLocation.id == StockUnit.location_id)
        .outerjoin(StockHold, StockHold.id == StockUnit.hold_id)
        .outerjoin(Order, Order.id == StockHold.order_id)
        .where(Shop.code == shop_code, Variant.sku == sku)
        .order_by(StockUnit.id)
    )
    return [
        Unit(
            unit.serial or "",
            location,
            "free" if unit.hold_id is None else "sold" if expires_at is None else "held",
            number or "",
        )
        for unit, location, expires_at, number in found
    ]


def _shelf(shop_code: str, sku: str, location_code: str | None) -> tuple[int, int, bool | None]:
    shelves = shelves_of(shop_code, sku, location_code)
    if len(shelves) == 1:
        return shelves[0]
    where = f"at {location_code}" if location_code else "at one location alone: name it"
    raise NotKeptSo(f"The shop {shop_code} has no {sku} {where}.")


def _first_double(serials: Sequence[str], known: set[str | None]) -> str:
    return next(each for each in serials if each in known or serials.count(each) > 1)
