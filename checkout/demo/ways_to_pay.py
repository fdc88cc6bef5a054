"""A way to pay that the demo shop offers to programs only: the atomic checkout's providers name it."""

from ..db import db
from ..models import PaymentMethod, Shop
from .product import words

#: code -> name
WAYS = {
    "custom": words("Paid with another provider", "Bei einem anderen Anbieter bezahlt"),
}


def add_ways_to_pay(shop: Shop) -> None:
    """Writes them: money that comes by itself, as for an invoice."""
    db.session.add_all(
        PaymentMethod(
            shop_id=shop.id,
            code=code,
            gateway="offline",
            name=dict(name),
            description=dict(words("", "")),
            position=position,
            is_listed=False,
        )
        for position, (code, name) in enumerate(WAYS.items(), start=20)
    )
