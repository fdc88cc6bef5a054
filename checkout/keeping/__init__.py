"""How the units of a shelf are kept: counted, or each as a row. The shelf says which; both do the same for whoever calls.

Call these inside a unit of work that holds the order's lock; `checkout.stock` writes the holds themselves.
"""

from collections.abc import Collection
from typing import Protocol

from sqlalchemy import case

from . import counted, units
from .holds import STOCK


class Keeping(Protocol):
    """What a way of keeping stock does. It looks after the shelves that are kept its way, and leaves the others alone."""

    def take(self, order_id: int, quantities: Collection[int]) -> bool:
        """Takes what the order's holds say, each so many units, from their shelves; whether all of it was there."""

    def sell(self, order_id: int) -> None:
        """What the order holds is about to become sales."""

    def give_back(self, order_id: int) -> None:
        """What the order holds is about to be held no more."""

    def put_back(self, order_id: int) -> None:
        """What was sold to the order is about to be sold no more."""

    def adjust(
        self, variant_id: int, location_id: int, on_hand: int, backorder_limit: int | None
    ) -> bool:
        """Makes so many units those on hand, held ones included; False when that cannot be. No limit: it stays."""


def keeping(*, by_unit: bool) -> Keeping:
    """The way a shelf is kept."""
    return units if by_unit else counted


#: units on a shelf of either kind, as a column of its row; of those kept by unit the free ones, which makes `held` zero
ON_HAND = case((STOCK.c.by_unit, units.FREE), else_=counted.ON_HAND)
