"""What the shop `demo` sells to programs only: a precious book, the carrier that brings it, and more ways to pay.

They are the things that the published step-by-step contract speaks of in its examples.
"""

from datetime import date

from .. import clock, ids
from ..db import db
from ..models import (
    Customer,
    PaymentMethod,
    Producer,
    Product,
    Promotion,
    ShippingMethod,
    ShippingZone,
    Shop,
    StockItem,
    StockLocation,
    Variant,
)
from ..models.customer import folded_email
from ..offers.taxes import EXEMPT
from .product import AMPLE, words

SKU = "326ccbc7-92d1-3aec-b3af-df8afdc5651d"
NAME = 'Book "Quidem" by "Marlen Yost"'
PRICE = 500_000
SALE = "Christmas Sale for orders over 100 EUR."
PRESS = "Quidem Press"
BUYER = "xschaefer@example.com"
#: code -> name
WAYS_TO_PAY = {
    "dummy": "Dummy",
    "paypal_express_checkout": "Paypal Express Checkout",
    "stripe": "Stripe",
    "be_2_bill": "Be2bill",
    "stripe_checkout": "Stripe Checkout",
}
DESCRIPTION = (
    "Et eveniet voluptas ut magni vero temporibus nihil. Omnis possimus accusantium quia corporis culpa. "
    "Et recusandae asperiores qui architecto culpa autem sint accusantium. "
    "Officiis iusto accusantium perferendis aliquid ducimus."
)
SUMMARY = "Distinctio quos est eaque fugit totam repellendus."
ATTRIBUTES = [
    {"name": "Book author", "label": {"en": "Author", "de": "Autor"}, "value": "Marlen Yost"},
    {"name": "Book ISBN", "label": {"en": "ISBN", "de": "ISBN"}, "value": SKU},
    {
        "name": "Book pages",
        "label": {"en": "Number of pages", "de": "Seitenzahl"},
        "value": "149",
    },
]


def add_book(shop: Shop, location: StockLocation, position: int) -> None:
    """Adds it to the demo shop, behind everything its catalogue shows."""
    press = Producer(shop_id=shop.id, code="quidem", name=words(PRESS, PRESS))
    zone = ShippingZone(
        shop_id=shop.id,
        code="world",
        name=words("World", "Welt"),
        members=[{"country": "*"}],
    )
    db.session.add_all([press, zone])
    db.session.flush()
    product = Product(
        shop_id=shop.id,
        slug="book-quidem",
        name=words(NAME, NAME),
        description=words(DESCRIPTION, DESCRIPTION),
        summary=words(SUMMARY, SUMMARY),
        attributes=ATTRIBUTES,
        option=None,
        image="products/notebook-a5.svg",
        position=position,
        tax_code=EXEMPT,
        producer_id=press.id,
        is_listed=False,
    )
    db.session.add(product)
    db.session.flush()
    variant = Variant(
        shop_id=shop.id,
        product_id=product.id,
        sku=SKU,
        name=words(NAME, NAME),
        price=PRICE,
        requires_shipping=True,
        is_active=True,
        position=0,
        released_on=date(2014, 4, 1),
    )
    db.session.add(variant)
    db.session.flush()
    item = {"variant_id": variant.id, "location_id": location.id}
    db.session.add(StockItem(**item, on_hand=AMPLE, held=0))
    db.session.add_all([*_ways_to_pay(shop), _sale(shop), _buyer(shop)])
    db.session.add(_way_to_ship(shop, press, zone))


def _ways_to_pay(shop: Shop) -> list[PaymentMethod]:
    return [
        PaymentMethod(
            shop_id=shop.id,
            code=code,
            gateway="test",
            name=words(name, name),
            description=words("", ""),
            position=position,
            is_listed=False,
        )
        for position, (code, name) in enumerate(WAYS_TO_PAY.items(), start=10)
    ]


def _way_to_ship(shop: Shop, press: Producer, zone: ShippingZone) -> ShippingMethod:
    """The book's own way to travel; nothing else travels by it."""
    return ShippingMethod(
        shop_id=shop.id,
        code="fedex-world",
        name=words("FedEx World Shipping", "FedEx World Shipping"),
        price=4000,
        calculator="flexible_rate",
        rates={"first_item": 4000, "additional_item": 500, "limit": 10},
        transit_days_min=2,
        transit_days_max=6,
        position=10,
        zone_id=zone.id,
        producer_id=press.id,
        tax_code=EXEMPT,
    )


def _sale(shop: Shop) -> Promotion:
    """Off the book only, whatever else is in the cart."""
    return Promotion(
        shop_id=shop.id,
        code="christmas-sale",
        name=words(SALE, SALE),
        conditions={"minimum": 10_000, "needs": {"quantity": 1, "skus": [SKU]}},
        benefit={"kind": "amount_off", "amount": 250, "skus": [SKU]},
        needs_coupon=False,
    )


def _buyer(shop: Shop) -> Customer:
    now = clock.now()
    return Customer(
        shop_id=shop.id,
        public_id=ids.new_public_id("cu"),
        email=BUYER,
        folded_email=folded_email(BUYER),
        locale=shop.locale,
        name="X. Schaefer",
        phone="",
        group="",
        vat_id="",
        created_at=now,
        updated_at=now,
    )
