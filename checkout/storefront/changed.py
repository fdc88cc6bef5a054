"""What is different from the total a shopper confirmed or was shown, part by part."""

from collections.abc import Mapping
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
    #: whether it kept the shopper from buying
    is_refused: bool = True


def changes_of(change: TotalChanged, standing: Standing) -> Changed:
    """The rows of "what changed": the lines' prices, then the other parts of the total."""
    lines = tuple(
        Difference(each.name, each.old_unit_price, each.new_unit_price) for each in change.lines
    )
    # The lines say already why the items cost something else.
    hidden = {"items"} if lines else set()
    parts = differences(change.quoted, change.now, hidden | _untold(standing))
    dropped = tuple(
        (each.code, _(each.message) % dict(each.params)) for each in change.dropped_codes
    )
    return Changed(lines + parts, dropped, change.old, change.new)


def risen(old: int, quoted: Mapping[str, int], standing: Standing) -> Changed:
    """The same where a total has risen between two pages and nothing was asked for yet."""
    now = standing.estimate
    rows = differences(quoted, now.parts(), _untold(standing))
    return Changed(rows, (), old, now.total, is_refused=False)


def differences(
    quoted: Mapping[str, int], now: Mapping[str, int], hidden: set[str]
) -> tuple[Difference, ...]:
    """The parts of a total that are not what they were, but for hidden ones."""
    return tuple(
        Difference(_(words), quoted.get(part, 0), now.get(part, 0))
        for part, words in PARTS.items()
        if part not in hidden and quoted.get(part, 0) != now.get(part, 0)
    )


def _untold(standing: Standing) -> set[str]:
    """Tax within the prices makes no total higher; where the buyer owes it, it is taken out of them."""
    included = standing.catalog.shop.prices_include_tax and not standing.taxing.reverse_charge
    return {"tax"} if included else set()
