"""Step 5: what the buyer has with the shop already pays first, one credit after the other, never below zero."""

from .values import Adjustment, Draft


def use_credits(draft: Draft) -> Draft:
    """The draft with one adjustment for each credit that is needed."""
    if not draft.basket.credits:
        return draft
    to_pay, used = draft.total, []
    for credit in draft.basket.credits:
        amount = min(to_pay, credit.available)
        if amount > 0:
            used.append(Adjustment("credit", credit.label, -amount, credit.source))
            to_pay -= amount
    return draft.adjusted_by(*used)
