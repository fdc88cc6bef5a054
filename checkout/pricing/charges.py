"""Step 2: each shipment costs what its production and its way to the buyer cost."""

from .values import Adjustment, Draft


def add_charges(draft: Draft) -> Draft:
    """The draft with one adjustment for each charge, also a free one, so that every receipt says so."""
    return draft.adjusted_by(
        *(
            Adjustment(each.type, each.label, each.amount, each.source, shipment=each.shipment)
            for each in draft.basket.charges
        )
    )
