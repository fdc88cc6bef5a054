"""Step 3: each shipment costs what its method costs."""

from .values import Adjustment, Draft


def charge_shipping(draft: Draft) -> Draft:
    """The draft with one adjustment for each shipment, also a free one, so that every receipt says so."""
    return draft.adjusted_by(
        *(
            Adjustment("shipping", charge.label, charge.amount, charge.source, shipment=charge.key)
            for charge in draft.basket.shipping
        )
    )
