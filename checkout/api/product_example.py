"""A product as the examples have it."""

from typing import Any

PRODUCT: dict[str, Any] = {
    "sku": "mug-stoneware",
    "slug": "mug-stoneware",
    "name": "Stoneware mug",
    "description": "Thrown in one piece and glazed in oat.",
    "price": 2400,
    "currency": "EUR",
    "available": 120,
    "backorder": False,
    "released_on": None,
    "leaves_on": None,
    "requires_shipping": True,
    "image": "https://shop.example/static/products/mug-stoneware.svg",
    "variants": [
        {
            "sku": "mug-stoneware",
            "name": "Stoneware mug",
            "price": 2400,
            "prices": [{"min_quantity": 1, "price": 2400}, {"min_quantity": 12, "price": 2200}],
            "available": 120,
            "backorder": False,
            "released_on": None,
            "leaves_on": None,
        }
    ],
}
