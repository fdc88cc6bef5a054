"""What may come of placing an order: one value for each answer a caller must tell apart."""

from dataclasses import dataclass

from ..requirements import Requirement


@dataclass(frozen=True, slots=True)
class Placed:
    """The order stands; `order.state` is "placed". Also the answer to every further attempt to place it."""

    order_id: int


@dataclass(frozen=True, slots=True)
class ActionNeeded:
    """The shopper must finish paying at `url`."""

    order_id: int
    url: str


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """The gateway has not said what happened. Nobody may pay again; the order waits in state "placing"."""

    order_id: int


@dataclass(frozen=True, slots=True)
class PaymentDeclined:
    """No money was taken. The order is open again with everything kept, its stock still held.

    By `place_revised` and `place_quote`, it is again what it was before.
    """

    order_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unmet:
    """Something is still missing; nothing has changed."""

    requirements: tuple[Requirement, ...]


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line whose price is not the one last quoted. Minor units."""

    sku: str
    name: str
    old_unit_price: int
    new_unit_price: int


@dataclass(frozen=True, slots=True)
class DroppedCode:
    """A coupon code that stopped counting and was taken off: why, by a stable code and in words with their parameters."""

    code: str
    reason: str
    message: str
    params: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class TotalChanged:
    """The total is not the one the caller saw; nothing was placed. Minor units."""

    old: int
    new: int
    lines: tuple[LineChange, ...]
    dropped_codes: tuple[DroppedCode, ...]
    #: the parts of the total as last quoted, and as they are now: items, promotion, shipping, tax
    quoted: dict[str, int]
    now: dict[str, int]


Placement = Placed | ActionNeeded | OutcomeUnknown | PaymentDeclined | Unmet | TotalChanged
