"""Step 4: tax on what is left of each line and each charge after promotions, each at its own rate.

In a shop whose prices include tax the adjustment tells how much of the price it is; in another it is added.
Where the buyer owes the tax (reverse charge) none is charged: it is taken out of prices that include it.
"""

from collections import defaultdict
from dataclasses import dataclass

from ..money import allocate, percentage, tax_within
from .values import Adjustment, Draft, Tax


@dataclass(frozen=True, slots=True)
class Base:
    """An amount to be taxed, made of so many equal units, and whose it is."""

    amount: int
    units: int
    tax: Tax
    line: int | None = None
    shipment: int | None = None


def tell_or_add_taxes(draft: Draft) -> Draft:
    """The draft with the tax on each line and each shipment."""
    taxing = draft.basket.taxing
    bases = _bases(draft)
    amounts = ROUNDED[taxing.rounding](bases, taxing.included)
    taxed = zip(bases, amounts, strict=True)
    if not taxing.reverse_charge:
        return draft.adjusted_by(
            *(_adjustment(base, amount, taxing.included) for base, amount in taxed if amount)
        )
    label = taxing.reverse_charge
    return draft.adjusted_by(
        Adjustment("tax", label, 0, "reverse_charge"),
        *(_taken_out(base, amount, label) for base, amount in taxed if amount and taxing.included),
    )


def _bases(draft: Draft) -> list[Base]:
    items, charges = draft.basket.items, draft.basket.charges
    lines = [
        Base(amount, item.quantity, item.tax, line=item.key)
        for item, amount in zip(items, draft.discounted_lines(), strict=True)
        if item.tax
    ]
    return lines + [
        Base(amount, 1, charge.tax, shipment=charge.shipment)
        for charge, amount in zip(charges, draft.discounted_charges(), strict=True)
        if charge.tax
    ]


def _each_line(bases: list[Base], included: bool) -> list[int]:
    return [_tax_on(base.amount, base.tax.rate, included) for base in bases]


def _each_unit(bases: list[Base], included: bool) -> list[int]:
    """A line's amount spread over its units, each of which is taxed and rounded by itself."""
    taxes = []
    for base in bases:
        each, dearer = divmod(base.amount, base.units)
        taxes.append(
            (base.units - dearer) * _tax_on(each, base.tax.rate, included)
            + dearer * _tax_on(each + 1, base.tax.rate, included)
        )
    return taxes


def _once_for_each_rate(bases: list[Base], included: bool) -> list[int]:
    """The tax on the sum at each rate, shared out again by largest remainder."""
    taxes = [0] * len(bases)
    by_rate: defaultdict[int, list[int]] = defaultdict(list)
    for index, base in enumerate(bases):
        by_rate[base.tax.rate].append(index)
    for rate, indexes in by_rate.items():
        amounts = [bases[index].amount for index in indexes]
        shares = allocate(_tax_on(sum(amounts), rate, included), amounts)
        for index, share in zip(indexes, shares, strict=True):
            taxes[index] = share
    return taxes


ROUNDED = {"line": _each_line, "unit": _each_unit, "total": _once_for_each_rate}


def _tax_on(amount: int, rate: int, included: bool) -> int:
    return tax_within(amount, rate) if included else percentage(amount, rate)


def _adjustment(base: Base, amount: int, included: bool) -> Adjustment:
    tax = base.tax
    return Adjustment("tax", tax.label, amount, tax.source, included, base.line, base.shipment)


def _taken_out(base: Base, amount: int, label: str) -> Adjustment:
    return Adjustment(
        "tax", label, -amount, "reverse_charge", line=base.line, shipment=base.shipment
    )
