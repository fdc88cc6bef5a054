"""Step 3: promotions take a share off the items, spread over the lines to the last cent.

Each promotion works on what the ones before it left, in the order of their codes, so the order in which
a shopper typed them does not matter and no line falls below zero.
"""

from ..money import allocate, percentage
from .values import Adjustment, Draft, PercentOff


def take_promotions_off(draft: Draft) -> Draft:
    """The draft with one adjustment for each promotion and each line it touches."""
    for promotion in sorted(draft.basket.promotions, key=lambda each: each.source):
        draft = _take_off(draft, promotion)
    return draft


def _take_off(draft: Draft, promotion: PercentOff) -> Draft:
    left = draft.discounted_lines()
    shares = allocate(percentage(sum(left), promotion.rate), left)
    return draft.adjusted_by(
        *(
            Adjustment("promotion", promotion.label, -share, promotion.source, line=line.key)
            for line, share in zip(draft.lines, shares, strict=True)
            if share
        )
    )
