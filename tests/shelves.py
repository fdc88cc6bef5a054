"""Shelves of the demo shop as tests fill them: places, promises beyond what is there, days of release, bundles."""

from datetime import date
from typing import Any

from sqlalchemy import delete, select, update

from checkout.db import db, unit_of_work
from checkout.models import BundlePart, Shop, StockItem, StockLocation, Variant
from checkout.operations.stocktaking import change_stock
from checkout.operations.unit_keeping import keep_by_unit

MAIN = "main"


def shelf(sku: str, on_hand: int, at: str = MAIN, beyond: int = 0) -> None:
    """So many units on the shelf of a place, and so many that may be promised beyond them."""
    assert change_stock("demo", sku, on_hand, at, beyond)


def kept_by_unit(sku: str, at: str = MAIN) -> None:
    """From now on each unit there has a row of its own."""
    keep_by_unit("demo", sku, at)


@unit_of_work
def place(code: str, priority: int = 1, **facts: Any) -> None:
    """Opens one more place that the shop sends from; a low priority comes first, the main warehouse's is 0."""
    shop_id = db.session.scalars(select(Shop.id).where(Shop.code == "demo")).one()
    name = {"en": code.title(), "de": code.title()}
    db.session.add(StockLocation(shop_id=shop_id, code=code, name=name, priority=priority, **facts))


@unit_of_work
def close_place(code: str) -> None:
    """Nothing is sent from there any more."""
    db.session.execute(
        update(StockLocation).where(StockLocation.code == code).values(is_active=False)
    )


@unit_of_work
def restocked_in(sku: str, working_days: int | None) -> None:
    """How long what is not there yet takes to come in."""
    db.session.execute(update(Variant).where(Variant.sku == sku).values(restock_days=working_days))


@unit_of_work
def released_on(sku: str, day: date | None) -> None:
    """Nothing of it leaves before that day."""
    db.session.execute(update(Variant).where(Variant.sku == sku).values(released_on=day))


@unit_of_work
def bundle(sku: str, parts: dict[str, int]) -> None:
    """Makes a SKU a bundle of these units by SKU, which has no stock of its own."""
    ids = {each.sku: each.id for each in db.session.scalars(select(Variant))}
    db.session.execute(delete(StockItem).where(StockItem.variant_id == ids[sku]))
    db.session.execute(delete(BundlePart).where(BundlePart.bundle_variant_id == ids[sku]))
    db.session.execute(update(Variant).where(Variant.sku == sku).values(is_bundle=True))
    db.session.add_all(
        BundlePart(bundle_variant_id=ids[sku], part_variant_id=ids[part], quantity=units)
        for part, units in parts.items()
    )
