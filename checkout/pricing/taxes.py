"""Step 4: tax, rounded per line and per shipment on what is left after promotions.

In a shop whose prices include tax the adjustment tells how much of the price it is; in another it is added.
"""

from ..money import percentage, tax_within
from .values import Adjustment, Draft


def tell_or_add_taxes(draft: Draft) -> Draft:
    """The draft with the tax on each line and each shipment."""
    tax = draft.basket.tax
    amount_of = tax_within if tax.included else percentage

    def on(base: int, *, line: int | None = None, shipment: int | None = None) -> Adjustment:
        amount = amount_of(base, tax.rate)
        return Adjustment("tax", tax.label, amount, f"{tax.rate}", tax.included, line, shipment)

    taxes = [
        on(base, line=line.key)
        for line, base in zip(draft.lines, draft.discounted_lines(), strict=True)
    ]
    taxes += [on(charge.amount, shipment=charge.key) for charge in draft.basket.shipping]
    return draft.adjusted_by(*(each for each in taxes if each.amount))
