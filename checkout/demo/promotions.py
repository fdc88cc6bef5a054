"""The demo shop's promotions: most with a coupon, one for customers of the trade, so a plain cart costs what its goods cost."""

from dataclasses import dataclass, field
from typing import Any

from ..models import Coupon, Promotion, Shop
from ..models.promotion import folded
from .product import Words, words
from .products import PRODUCTS

WELCOME = "WELCOME10"


@dataclass(frozen=True)
class DemoPromotion:
    """A promotion and its coupon; without one it needs none."""

    code: str
    name: Words
    benefit: dict[str, Any]
    conditions: dict[str, Any] = field(default_factory=dict)
    #: on how many orders in all
    usage_limit: int | None = None
    #: on how many orders of one customer
    per_customer_limit: int | None = None
    needs_coupon: bool = True


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
    DemoPromotion(
        "FIRST5",
        words("5.00 off a first order", "5,00 Rabatt auf die erste Bestellung"),
        {"kind": "amount_off", "amount": 500},
        {"minimum": 3000, "first_order": True},
    ),
    DemoPromotion(
        "THANKYOU",
        words("A fifth off, twice for everyone", "Ein Fünftel weniger, zweimal für alle"),
        {"kind": "percent_off", "rate": 2000},
        per_customer_limit=2,
    ),
    DemoPromotion(
        "trade",
        words("Trade discount", "Händlerrabatt"),
        {"kind": "percent_off", "rate": 1500},
        {"customer_groups": ["trade"]},
        needs_coupon=False,
    ),
)


def promotion_rows(shop: Shop) -> list[Promotion]:
    """The promotions as rows."""
    return [
        Promotion(
            shop_id=shop.id,
            code=folded(each.code),
            name=dict(each.name),
            conditions=each.conditions,
            benefit=each.benefit,
            per_customer_limit=each.per_customer_limit,
            needs_coupon=each.needs_coupon,
        )
        for each in PROMOTIONS
    ]


def coupon_rows(promotions: list[Promotion]) -> list[Coupon]:
    """The coupons of promotions that have their ids."""
    return [
        Coupon(
            shop_id=row.shop_id,
            promotion_id=row.id,
            code=each.code,
            folded_code=folded(each.code),
            usage_limit=each.usage_limit,
        )
        for each, row in zip(PROMOTIONS, promotions, strict=True)
        if each.needs_coupon
    ]
