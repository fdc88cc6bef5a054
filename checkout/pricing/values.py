"""The values pricing takes and returns. Amounts are minor units, rates basis points."""

from dataclasses import dataclass, replace
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Item:
    """So many of something at a unit price. `key` says which line it is; adjustments refer to it."""

    key: int
    unit_price: int
    quantity: int
    requires_shipping: bool


@dataclass(frozen=True, slots=True)
class PercentOff:
    """A percentage off the items."""

    source: str
    label: str
    rate: int


@dataclass(frozen=True, slots=True)
class ShippingCharge:
    """What the chosen way of shipping costs. `key` says which shipment it is."""

    key: int
    source: str
    label: str
    amount: int


@dataclass(frozen=True, slots=True)
class Tax:
    """One flat tax, either within the prices or on top of them."""

    label: str
    rate: int
    included: bool


@dataclass(frozen=True, slots=True)
class Basket:
    """Everything a price depends on."""

    items: tuple[Item, ...]
    tax: Tax
    promotions: tuple[PercentOff, ...] = ()
    shipping: tuple[ShippingCharge, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One reason why the total is not the sum of the lines."""

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

    def adjusted_by(self, *adjustments: Adjustment) -> "Draft":
        """The draft with more adjustments."""
        return replace(self, adjustments=self.adjustments + adjustments)

    def discounted_lines(self) -> list[int]:
        """What is left of each line after the promotions so far, in the order of the lines."""
        off: dict[int | None, int] = {}
        for adjustment in self.adjustments:
            if adjustment.type == "promotion":
                off[adjustment.line] = off.get(adjustment.line, 0) + adjustment.amount
        return [line.total + off.get(line.key, 0) for line in self.lines]


@dataclass(frozen=True)
class Priced:
    """The whole price. `items + sum(adjustments not included) = total`, always."""

    lines: tuple[PricedLine, ...]
    adjustments: tuple[Adjustment, ...]

    @cached_property
    def items(self) -> int:
        """The sum of the lines before adjustments."""
        return sum(line.total for line in self.lines)

    @cached_property
    def total(self) -> int:
        """What is to be paid."""
        return self.items + sum(each.amount for each in self.adjustments if not each.included)

    def sum_of(self, type_: str) -> int:
        """The sum of the adjustments of one type, included ones too."""
        return sum(each.amount for each in self.adjustments if each.type == type_)

    def parts(self) -> dict[str, int]:
        """The total in parts: items, promotion, shipping and tax, the last also where it is included."""
        return {"items": self.items} | {
            type_: self.sum_of(type_) for type_ in ("promotion", "shipping", "tax")
        }
