"""What a shipment costs by a method's calculator. Amounts are minor units, weights grams, all of them integers."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Load:
    """What a shipment is charged by: its pieces, its weight in grams, the value of its goods in minor units."""

    items: int
    grams: int = 0
    goods: int = 0


class Calculator(Protocol):
    """Names the price of a load in minor units, or None: the method does not take it and is not offered."""

    def __call__(self, load: Load) -> int | None:
        """The price of `load`."""


@dataclass(frozen=True, slots=True)
class Flat:
    """One amount, whatever is sent."""

    amount: int

    def __call__(self, load: Load) -> int:
        """The amount."""
        return self.amount


@dataclass(frozen=True, slots=True)
class PerItem:
    """An amount for each piece."""

    amount: int

    def __call__(self, load: Load) -> int:
        """The amount times the pieces."""
        return self.amount * load.items


@dataclass(frozen=True, slots=True)
class WeightBands:
    """`amounts[i]` up to and including `limits[i]` grams; the limits ascend. Heavier loads are not taken."""

    limits: tuple[int, ...]
    amounts: tuple[int, ...]

    def __call__(self, load: Load) -> int | None:
        """The amount of the first band that holds the load."""
        band = bisect_left(self.limits, load.grams)
        return self.amounts[band] if band < len(self.limits) else None


@dataclass(frozen=True, slots=True)
class FlexibleRate:
    """One amount for the first piece and another for each further one, as Sylius charges.

    At most `limit` further pieces are charged, those beyond travel free; 0 is no limit.
    """

    first_item: int
    additional_item: int
    limit: int = 0

    def __call__(self, load: Load) -> int:
        """The price; nothing for no piece."""
        if load.items == 0:
            return 0
        further = load.items - 1
        charged = min(further, self.limit) if self.limit else further
        return self.first_item + charged * self.additional_item


@dataclass(frozen=True, slots=True)
class FreeFrom:
    """Free once the goods are worth `goods`; below that the price of `below`. A load `below` does not take stays untaken."""

    goods: int
    below: Calculator

    def __call__(self, load: Load) -> int | None:
        """The price, or 0."""
        price = self.below(load)
        return 0 if price is not None and load.goods >= self.goods else price
