"""Step 1: each line costs its unit price times its quantity."""

from .values import Draft, PricedLine


def price_items(draft: Draft) -> Draft:
    """The draft with one priced line for each item."""
    lines = tuple(
        PricedLine(item.key, item.unit_price, item.quantity) for item in draft.basket.items
    )
    return Draft(draft.basket, lines)
