"""A generated shop written into the database of an application, in place of everything that was there."""

from flask import Flask
from sqlalchemy import delete, inspect

from checkout.catalog import Catalog
from checkout.db import Base, db, end_reading, unit_of_work
from checkout.models import BundlePart, StockItem
from checkout.sourcing import Stock
from tests.concurrency.witnesses import let_rewrite

#: Ledgers are never taken back, so their shops stay, too.
KEPT = {"credit_entries", "credit_accounts", "shops"}
IMAGE = "products/mug-stoneware.svg"


def fill(app: Flask, catalog: Catalog, stock: Stock) -> None:
    """Makes the shop the application's own. What a database refuses, rows that point nowhere, is left out."""
    catalog.shop.code = "demo"
    let_rewrite(app, "payment_events")
    for product in catalog.products:
        product.image = IMAGE
    _mend(catalog)
    _write(catalog, stock)
    app.extensions.pop("catalogs", None)
    end_reading()


@unit_of_work
def _write(catalog: Catalog, stock: Stock) -> None:
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in KEPT:
            db.session.execute(delete(table))
    db.session.merge(catalog.shop)
    for rows in (
        [*catalog.zones, *catalog.producers, *catalog.locations],
        catalog.products,
        _parts(catalog),
        [each for of_variant in catalog.prices.values() for each in of_variant],
        [*catalog.tax_rates, *catalog.shipping_methods, *catalog.production_speeds],
        [*catalog.payment_methods, *catalog.promotions],
        catalog.coupons.values(),
        _shelves(stock),
    ):
        db.session.add_all(rows)
        db.session.flush()


def _mend(catalog: Catalog) -> None:
    """Foreign keys that lead nowhere lead to nothing instead."""
    ids = {
        "zone_id": {each.id for each in catalog.zones},
        "producer_id": {each.id for each in catalog.producers},
    }
    for row in (*catalog.products, *catalog.shipping_methods, *catalog.production_speeds):
        for name, known in ids.items():
            if getattr(row, name, None) not in known and name in inspect(row).mapper.columns:
                setattr(row, name, None)
    promotions = [each.id for each in catalog.promotions]
    for code, coupon in list(catalog.coupons.items()):
        if coupon.promotion_id not in promotions:
            del catalog.coupons[code]


def _parts(catalog: Catalog) -> list[BundlePart]:
    return [
        BundlePart(bundle_variant_id=bundle, part_variant_id=part, quantity=units)
        for bundle, parts in catalog.bundles.items()
        for part, units in parts
    ]


def _shelves(stock: Stock) -> list[StockItem]:
    return [
        StockItem(
            variant_id=variant_id,
            location_id=shelf.location_id,
            on_hand=shelf.free,
            backorder_limit=shelf.backorder_limit + max(0, -shelf.free),
        )
        for variant_id, shelves in stock.items()
        for shelf in shelves
    ]
