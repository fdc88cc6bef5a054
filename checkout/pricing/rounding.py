"""Step 6: where the smallest coin is more than one minor unit, what is to be paid is rounded to it."""

from ..money import divide
from .values import Adjustment, Draft


def round_to_coins(draft: Draft) -> Draft:
    """The draft with the difference to the nearest multiple of the smallest coin, halves away from zero."""
    coin = draft.basket.round_to
    difference = divide(draft.total, coin) * coin - draft.total
    if not difference:
        return draft
    return draft.adjusted_by(Adjustment("rounding", "", difference, f"{coin}"))
