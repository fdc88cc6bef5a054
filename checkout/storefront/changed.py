"""What is different from the total a shopper confirmed, part by part."""

from dataclasses import dataclass

from ..operations import TotalChanged
from ..standing import Standing
from ..words import N_
from .wording import _

PARTS = {
    "items": N_("Items"),
    "production": N_("Production"),
    "shipping": N_("Shipping"),
    "postage": N_("Postage"),
    "fee": N_("Fee"),
    "promotion": N_("Vouchers"),
    "tax": N_("Tax"),
    "credit": N_("Credit"),
    "rounding": N_("Rounding"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed: minor units before and now."""

    name: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Everything that changed, and the totals before and now."""

    rows: tuple[Difference, ...]
    #: codes that were taken off, and why
    dropped_codes: tuple[tuple[str, str], ...]
    old: int
    new: int


def changes_of(change: TotalChanged, standing: Standing) -> Changed:
    """The rows of "what changed": the lines' prices, then the other parts of the total."""
    lines = tuple(
        Difference(each.name, each.old_unit_price, each.new_unit_price) for each in change.lines
    )
    hidden = {"tax"} if standing.catalog.shop.prices_include_tax else set()
    if lines:  # they say already why the items cost something else
        hidden.add("items")
    parts = tuple(
        Difference(_(words), change.quoted.get(part, 0), change.now.get(part, 0))
        for part, words in PARTS.items()
        if part not in hidden and change.quoted.get(part, 0) != change.now.get(part, 0)
    )
    dropped = tuple(
        (each.code, _(each.message) % dict(each.params)) for each in change.dropped_codes
    )
    return Changed(lines + parts, dropped, change.old, change.new)
