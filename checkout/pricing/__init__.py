"""Pricing is a pure function: frozen values in, frozen values out. `STEPS` is its table of contents.

Everything is rebuilt every time; nothing is added to what was there. Pages, previews and placing call
`price` alike, so they cannot differ.
"""

from collections.abc import Callable
from functools import lru_cache, reduce

from .benefits import AmountOff, BuyXGetY, FreeShipping, Needs, PercentOff, Promotion
from .charges import add_charges
from .credits import use_credits
from .items import price_items
from .promotions import take_promotions_off
from .rounding import round_to_coins
from .taxes import tell_or_add_taxes
from .values import (
    TYPES,
    Adjustment,
    Basket,
    Charge,
    Credit,
    Draft,
    Item,
    Priced,
    PricedLine,
    Tax,
    Taxing,
)

__all__ = [
    "STEPS",
    "TYPES",
    "Adjustment",
    "AmountOff",
    "Basket",
    "BuyXGetY",
    "Charge",
    "Credit",
    "Draft",
    "FreeShipping",
    "Item",
    "Needs",
    "PercentOff",
    "Priced",
    "PricedLine",
    "Promotion",
    "Tax",
    "Taxing",
    "price",
]

STEPS: tuple[Callable[[Draft], Draft], ...] = (
    price_items,
    add_charges,
    take_promotions_off,
    tell_or_add_taxes,
    use_credits,
    round_to_coins,
)


@lru_cache(256)
def price(basket: Basket) -> Priced:
    """The lines, adjustments and total of `basket`, in minor units.

    The same values always cost the same, and a cart is looked at a dozen times before it is bought: the last ones are kept,
    so few because one of a hundred lines may have thousands of adjustments.
    """
    draft = reduce(lambda so_far, step: step(so_far), STEPS, Draft(basket))
    return Priced(draft.lines, draft.adjustments, draft.applied, draft.refused)
