"""The gateway protocol: what the shop asks of whoever takes the money, and what may come of it."""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to pay, as a gateway sees it. The same key always means the same attempt."""

    idempotency_key: str
    #: minor units
    amount: int
    #: ISO 4217
    currency: str
    #: what the shopper knows the order by
    order_number: str
    #: where the gateway sends the shopper back to
    return_url: str
    locale: str
    #: what stands for the card, where the caller has it already; never stored
    token: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A card's data on its way to a gateway's tokenisation: never stored, never logged, not even shown by `repr`."""

    number: str = field(repr=False)
    holder: str = field(repr=False)
    security_code: str = field(repr=False)
    expiry_month: int = field(repr=False)
    expiry_year: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ok:
    """The money is promised or taken. Amounts are minor units; both zero: it will come by itself, as for an invoice."""

    reference: str
    authorized: int = 0
    captured: int = 0
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """Refused for good: this attempt will never take money. `reason` is one of `REASONS`."""

    reason: str


@dataclass(frozen=True, slots=True)
class Action:
    """The shopper must do something at `url` first."""

    url: str
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer: the money may have been taken. Ask again with the same key; never pay again."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """The gateway has never heard of this attempt."""


Outcome = Ok | Declined | Action | Unknown | NotFound

REASONS = (
    "card_declined",
    "insufficient_funds",
    "authentication_failed",
    "abandoned",
    "not_accepted",
)


class Gateway(Protocol):
    """Every call carries the attempt's idempotency key and may be repeated."""

    #: whether a shopper pays on a page of the gateway's own
    has_page: bool

    def create(self, attempt: Attempt) -> Outcome:
        """Asks for the money."""

    def confirm(self, attempt: Attempt) -> Outcome:
        """Pays an attempt that waits for the shopper with the card its token stands for.

        Answers as `fetch` for one that waits for nothing any more.
        """

    def tokenise(self, card: Card) -> str | None:
        """What stands for the card from now on; none: it takes no card data from us."""

    def fetch(self, attempt: Attempt) -> Outcome:
        """Says what became of an earlier `create`."""

    def void(self, attempt: Attempt) -> Outcome:
        """Makes sure the attempt never takes money, also one that is not there yet. `Ok` when it already has."""
