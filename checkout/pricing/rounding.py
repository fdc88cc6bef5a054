"""Step 6: where the smallest coin is more than one minor unit, what is to be paid is rounded to it."""

from ..money import divide
from .values import Adjustment, Draft


def round_to_coins(draft: Draft) -> Draft:
    """The draft with the difference to the nearest multiple of the smallest coin, halves away from zero."""
    coin = draft.basket.round_to
    if coin == 1:
        return draft
    to_pay = draft.total
    difference = divide(to_pay, coin) * coin - to_pay
    if not difference:
        return draft
    return draft.adjusted_by(Adjustment("rounding", "", difference, f"{coin}"))
