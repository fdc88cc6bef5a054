"""What a part of an order is worth: its units, with what was added to them and taken off."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Portion:
    """So many `units` of a line: minor units of `unit_price` each, and of `adjusted` for all `quantity` units together."""

    units: int
    quantity: int
    unit_price: int
    adjusted: int

    @property
    def worth(self) -> int:
        """Minor units; of an adjustment that cannot be shared out evenly, the odd cents stay with the rest of the order."""
        return self.unit_price * self.units + self.adjusted * self.units // self.quantity


def worth_of(portions: Iterable[Portion], charges: int) -> int:
    """What a shipment is worth: its units, and the charges for it alone, such as its delivery. Never below zero."""
    return max(0, sum(each.worth for each in portions) + charges)
