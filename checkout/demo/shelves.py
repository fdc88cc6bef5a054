"""Puts products into a demo shop and their units on its shelves."""

from collections.abc import Iterable, Mapping

from ..db import db
from ..models import Product, Shop, StockItem, StockLocation, Variant
from .product import DemoProduct, DemoVariant


def add_products(
    shop: Shop,
    products: Iterable[DemoProduct],
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
                item = {"variant_id": sold.id, "location_id": location.id}
                db.session.add(StockItem(**item, on_hand=variant.on_hand, held=0))


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
    )
    db.session.add(sold)
    db.session.flush()
    return sold
