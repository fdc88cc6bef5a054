"""Pricing is a pure function: frozen values in, frozen values out. `STEPS` is its table of contents.

Everything is rebuilt every time; nothing is added to what was there. Pages, previews and placing call
`price` alike, so they cannot differ.
"""

from collections.abc import Callable
from functools import reduce

from .items import price_items
from .promotions import take_promotions_off
from .shipping import charge_shipping
from .taxes import tell_or_add_taxes
from .values import (
    Adjustment,
    Basket,
    Draft,
    Item,
    PercentOff,
    Priced,
    PricedLine,
    ShippingCharge,
    Tax,
)

__all__ = [
    "STEPS",
    "Adjustment",
    "Basket",
    "Draft",
    "Item",
    "PercentOff",
    "Priced",
    "PricedLine",
    "ShippingCharge",
    "Tax",
    "price",
]

STEPS: tuple[Callable[[Draft], Draft], ...] = (
    price_items,
    take_promotions_off,
    charge_shipping,
    tell_or_add_taxes,
)


def price(basket: Basket) -> Priced:
    """The lines, adjustments and total of `basket`, in minor units."""
    draft = reduce(lambda so_far, step: step(so_far), STEPS, Draft(basket))
    return Priced(draft.lines, draft.adjustments)
