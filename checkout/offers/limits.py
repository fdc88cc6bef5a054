"""How often a promotion or a coupon may be used, in all or by one customer, and how often it was."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PROMOTION, COUPON, ORDERS = "promotion", "coupon", "orders"
#: in place of a customer: all of them together
EVERYBODY = ""

#: what is counted ("promotion", "coupon", or "orders" of a shop), which one, and whose (a folded e-mail address)
Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """At most so many orders. Sorted, limits are in the order in which they are locked."""

    key: Key
    most: int


@dataclass(frozen=True, slots=True)
class Uses:
    """How often what was asked about had been used when it was read. What was not asked counts as never used."""

    asked: frozenset[Key] = frozenset()
    counts: Mapping[Key, int] = field(default_factory=dict)

    def of(self, key: Key) -> int:
        """How many orders count towards it."""
        return self.counts.get(key, 0)


NO_USES = Uses()
