"""Puts products into a demo shop and their units on its shelves."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from .. import clock
from ..db import db
from ..models import BundlePart, Product, Shop, StockItem, StockLocation, Variant
from .product import DemoProduct, DemoVariant


def add_products(
    shop: Shop,
    products: Collection[DemoProduct],
    location: StockLocation | None = None,
    producers: Mapping[str, int] | None = None,
) -> None:
    """The products in this order; counted units lie at `location`. `producers` are ids by code."""
    for position, product in enumerate(products):
        row = Product(
            shop_id=shop.id,
            slug=product.slug,
            name=dict(product.name),
            description=dict(product.description),
            option=None if product.option is None else dict(product.option),
            image=product.image,
            producer_id=(producers or {}).get(product.producer),
            position=position,
        )
        db.session.add(row)
        db.session.flush()
        for place, variant in enumerate(product.variants):
            sold = _add_variant(row, product, variant, place)
            if variant.on_hand is not None and location is not None:
                _add_stock(sold, variant, location)
    _add_parts(shop, products)


def _add_variant(
    row: Product, product: DemoProduct, variant: DemoVariant, position: int
) -> Variant:
    sold = Variant(
        shop_id=row.shop_id,
        product_id=row.id,
        sku=variant.sku,
        name=dict(variant.name),
        price=variant.price,
        requires_shipping=product.requires_shipping,
        weight_grams=product.weight_grams,
        is_active=True,
        position=position,
        released_on=_released_on(variant),
        restock_days=variant.restock_days,
        is_bundle=bool(variant.parts),
    )
    db.session.add(sold)
    db.session.flush()
    return sold


def _released_on(variant: DemoVariant) -> date | None:
    if variant.released_in_days is None:
        return None
    return clock.now().date() + timedelta(days=variant.released_in_days)


def _add_stock(sold: Variant, variant: DemoVariant, location: StockLocation) -> None:
    item = StockItem(variant_id=sold.id, location_id=location.id, on_hand=variant.on_hand, held=0)
    item.backorder_limit = variant.backorder_limit
    db.session.add(item)


def _add_parts(shop: Shop, products: Collection[DemoProduct]) -> None:
    made_here = select(Variant.sku, Variant.id).where(Variant.shop_id == shop.id)
    ids = {sku: id_ for sku, id_ in db.session.execute(made_here)}  # noqa: C416 (rows, not pairs)
    for product in products:
        for variant in product.variants:
            for sku, quantity in variant.parts:
                bundle = {"bundle_variant_id": ids[variant.sku], "quantity": quantity}
                db.session.add(BundlePart(**bundle, part_variant_id=ids[sku]))
