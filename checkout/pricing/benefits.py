"""What a promotion is to pricing: what it asks of the items, and what it takes off. Minor units and basis points."""

from dataclasses import dataclass

ITEMS, SHIPPING = "items", "shipping"

#: Why a promotion does not apply.
MINIMUM = "minimum"
NOT_FOR_ITEMS = "not_for_items"
TOO_FEW_ITEMS = "too_few_items"
NOT_FOR_SHIPPING_METHOD = "not_for_shipping_method"
NOT_COMBINABLE = "not_combinable"


@dataclass(frozen=True, slots=True)
class PercentOff:
    """A percentage off the items, off those with one of `skus` when there are any, or off the shipping."""

    rate: int
    on: str = ITEMS
    skus: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AmountOff:
    """An amount off the same, in all and not for each of them; of less than the amount, all there is."""

    amount: int
    on: str = ITEMS
    skus: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FreeShipping:
    """All of the shipping, or that of some methods when there are any."""

    methods: frozenset[str] = frozenset()
    on: str = SHIPPING


@dataclass(frozen=True, slots=True)
class BuyXGetY:
    """Of each `buy` + `get` units, `get` are cheaper by `rate`: the cheapest ones, those with `skus` when there are any."""

    buy: int
    get: int
    rate: int = 10_000
    skus: frozenset[str] = frozenset()
    on: str = ITEMS


Benefit = PercentOff | AmountOff | FreeShipping | BuyXGetY


@dataclass(frozen=True, slots=True)
class Needs:
    """At least so many units, of any of these SKUs when there are any."""

    quantity: int
    skus: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Promotion:
    """A reason to pay less. Those of a higher priority come first."""

    source: str
    label: str
    benefit: Benefit
    #: the least value of the items before any promotion
    minimum: int = 0
    needs: Needs | None = None
    priority: int = 0
    #: whether it never applies together with another one
    exclusive: bool = False
    #: how many times a `BuyXGetY` counts; none: as often as there are units for it
    times: int | None = None

    @property
    def turn(self) -> tuple[int, bool, str]:
        """When it comes: by priority, the exclusive ones first, then by source."""
        return -self.priority, not self.exclusive, self.source
