"""A price as rows to read, from an order's pricing while it is open and from its stored rows afterwards."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ..models import Adjustment, Order
from ..offers.vouchers import is_voucher
from ..pricing import Priced
from .wording import _


class Reason(Protocol):
    """An adjustment, priced or stored."""

    @property
    def type(self) -> str:
        """tax, shipping, promotion."""

    @property
    def label(self) -> str:
        """What it is called."""

    @property
    def source(self) -> str:
        """What it comes from."""

    @property
    def amount(self) -> int:
        """Signed minor units."""

    @property
    def included(self) -> bool:
        """Whether it is within the prices already."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the totals. `kind` is the adjustment's type; an amount is signed minor units."""

    kind: str
    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What the whole costs and why. `taxes` are those already within the prices."""

    rows: tuple[Row, ...]
    taxes: tuple[Row, ...]
    total: int
    is_estimate: bool = False


def totals_of(priced: Priced, *, is_estimate: bool = False) -> Totals:
    """The totals of an open order."""
    return _totals(priced.items, priced.adjustments, priced.total, is_estimate)


def totals_kept(order: Order, adjustments: Sequence[Adjustment]) -> Totals:
    """The totals of an order that was placed: what its rows say, whatever the catalogue says now."""
    items = sum(line.unit_price * line.quantity for line in order.lines)
    return _totals(items, adjustments, order.total, is_estimate=False)


def _totals(items: int, reasons: Iterable[Reason], total: int, is_estimate: bool) -> Totals:
    reasons = tuple(reasons)
    rows = tuple(_summed(each for each in reasons if not each.included))
    taxes = tuple(_summed(each for each in reasons if each.included))
    return Totals((Row("items", _("Items"), items), *rows), taxes, total, is_estimate)


def _summed(reasons: Iterable[Reason]) -> Iterator[Row]:
    sums: dict[tuple[str, str], int] = {}
    for each in reasons:
        words = _("Voucher %(code)s") % {"code": each.label} if is_voucher(each) else each.label
        sums[each.type, words] = sums.get((each.type, words), 0) + each.amount
    for (kind, label), amount in sums.items():
        yield Row(kind, label or _("Rounding"), amount)
