"""The values pricing takes and returns. Amounts are minor units, rates basis points."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from .benefits import Promotion

#: What is charged for a shipment's way to the buyer; promotions on shipping take off these.
DELIVERY = ("shipping", "postage")


#: The types of adjustments, in the order in which a receipt lists them.
TYPES = ("production", "shipping", "postage", "fee", "promotion", "tax", "credit", "rounding")


@dataclass(frozen=True, slots=True)
class Tax:
    """The tax on something: its name as a receipt shows it, its rate, and which rate of the shop it is."""

    label: str
    rate: int
    source: str


@dataclass(frozen=True, slots=True)
class Item:
    """So many of something at a unit price. `key` says which line it is; adjustments refer to it."""

    key: int
    unit_price: int
    quantity: int
    requires_shipping: bool
    #: none: not taxed
    tax: Tax | None = None
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """What is charged for a shipment: its shipping or postage, or its production. `shipment` says which one it is."""

    type: str
    shipment: int
    source: str
    label: str
    amount: int
    tax: Tax | None = None


@dataclass(frozen=True, slots=True)
class Taxing:
    """How a shop taxes: within its prices or on top of them, and where cents are rounded.

    `rounding` is "line" (each line and charge), "unit" (each single unit) or "total" (once for each rate).
    `reverse_charge`, when not empty, is what a receipt says where the buyer owes the tax: none is charged then.
    """

    included: bool
    rounding: str = "line"
    reverse_charge: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """Money the buyer has with the shop already: store credit or a gift card, up to `available`."""

    source: str
    label: str
    available: int


@dataclass(frozen=True, slots=True)
class Basket:
    """Everything a price depends on."""

    items: tuple[Item, ...]
    taxing: Taxing
    promotions: tuple[Promotion, ...] = ()
    charges: tuple[Charge, ...] = ()
    #: in the order in which they are used up
    credits: tuple[Credit, ...] = ()
    #: the smallest coin: the total is a multiple of it
    round_to: int = 1


class Adjustment(NamedTuple):
    """One reason why the total is not the sum of the lines. There may be thousands: a tuple costs the least."""

    type: str
    label: str
    amount: int
    source: str
    included: bool = False
    line: int | None = None
    shipment: int | None = None


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line's own price, before adjustments."""

    key: int
    unit_price: int
    quantity: int

    @property
    def total(self) -> int:
        """Unit price times quantity."""
        return self.unit_price * self.quantity


@dataclass(frozen=True, slots=True)
class Draft:
    """A price in the making: what each step hands to the next."""

    basket: Basket
    lines: tuple[PricedLine, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    #: what promotions left of each line and each charge, in their order; none: nothing was taken off yet
    lines_left: tuple[int, ...] | None = None
    charges_left: tuple[int, ...] | None = None
    #: the promotions that applied, in their order
    applied: tuple[str, ...] = ()
    #: those that did not, and why
    refused: tuple[tuple[str, str], ...] = ()

    def adjusted_by(self, *adjustments: Adjustment) -> "Draft":
        """The draft with more adjustments."""
        together = self.adjustments + adjustments
        left = (self.lines_left, self.charges_left)
        return Draft(self.basket, self.lines, together, *left, self.applied, self.refused)

    @property
    def total(self) -> int:
        """What is to be paid so far."""
        items = sum(line.total for line in self.lines)
        return items + sum(each.amount for each in self.adjustments if not each.included)

    def discounted_charges(self) -> list[int]:
        """What promotions left of each charge, in the order of the charges."""
        if self.charges_left is not None:
            return list(self.charges_left)
        return [charge.amount for charge in self.basket.charges]

    def discounted_lines(self) -> list[int]:
        """What promotions left of each line, in the order of the lines."""
        if self.lines_left is not None:
            return list(self.lines_left)
        return [line.total for line in self.lines]


@dataclass(frozen=True)
class Priced:
    """The whole price. `items + sum(adjustments not included) = total`, always."""

    lines: tuple[PricedLine, ...]
    adjustments: tuple[Adjustment, ...]
    #: the sources of the promotions that applied, in their order
    applied: tuple[str, ...] = ()
    #: the sources of those that did not, and why
    refused: tuple[tuple[str, str], ...] = ()

    @cached_property
    def items(self) -> int:
        """The sum of the lines before adjustments."""
        return sum(line.total for line in self.lines)

    @cached_property
    def total(self) -> int:
        """What is to be paid."""
        return self.items + sum([each.amount for each in self.adjustments if not each.included])

    def sum_of(self, type_: str) -> int:
        """The sum of the adjustments of one type, included ones too."""
        return sum(each.amount for each in self.adjustments if each.type == type_)

    @cached_property
    def delivery(self) -> int:
        """What the shipments' ways to the buyer cost, after promotions on them and before a tax on top."""
        return sum(
            each.amount
            for each in self.adjustments
            if each.type in DELIVERY or (each.type == "promotion" and each.shipment is not None)
        )

    def parts(self) -> dict[str, int]:
        """The total in parts: the items and each type of adjustment; tax also where it is included."""
        parts = {"items": self.items} | dict.fromkeys(("promotion", "shipping", "tax"), 0)
        for each in self.adjustments:
            parts[each.type] = parts.get(each.type, 0) + each.amount
        return parts
