"""The demo shop's promotions: each with one coupon, none of them automatic, so a plain cart costs what its goods cost."""

from dataclasses import dataclass, field
from typing import Any

from ..models import Coupon, Promotion, Shop
from ..models.promotion import folded
from .product import Words, words
from .products import PRODUCTS

WELCOME = "WELCOME10"


@dataclass(frozen=True)
class DemoPromotion:
    """A promotion and its coupon."""

    coupon: str
    name: Words
    benefit: dict[str, Any]
    conditions: dict[str, Any] = field(default_factory=dict)
    #: on how many orders in all
    usage_limit: int | None = None


def _skus(slug: str) -> list[str]:
    return [each.sku for product in PRODUCTS if product.sku == slug for each in product.variants]


PROMOTIONS = (
    DemoPromotion(WELCOME, words("Welcome", "Willkommen"), {"kind": "percent_off", "rate": 1000}),
    DemoPromotion(
        "FREESHIP",
        words("Free delivery", "Gratisversand"),
        {"kind": "free_shipping"},
        {"minimum": 8000},
    ),
    DemoPromotion(
        "THREEFORTWO",
        words("Three notebooks for two", "Drei Notizbücher für zwei"),
        {"kind": "buy_x_get_y", "buy": 2, "get": 1, "skus": _skus("notebook-a5")},
    ),
    DemoPromotion(
        "ONCE5",
        words("5.00 off, once", "Einmal 5,00 Rabatt"),
        {"kind": "amount_off", "amount": 500},
        usage_limit=1,
    ),
)


def promotion_rows(shop: Shop) -> list[Promotion]:
    """The promotions as rows."""
    return [
        Promotion(
            shop_id=shop.id,
            code=folded(each.coupon),
            name=dict(each.name),
            conditions=each.conditions,
            benefit=each.benefit,
        )
        for each in PROMOTIONS
    ]


def coupon_rows(promotions: list[Promotion]) -> list[Coupon]:
    """The coupons of promotions that have their ids."""
    return [
        Coupon(
            shop_id=row.shop_id,
            promotion_id=row.id,
            code=each.coupon,
            folded_code=folded(each.coupon),
            usage_limit=each.usage_limit,
        )
        for each, row in zip(PROMOTIONS, promotions, strict=True)
    ]
