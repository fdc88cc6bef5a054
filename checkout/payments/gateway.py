"""The gateway protocol: what the shop asks of whoever takes the money, and what may come of it."""

from dataclasses import dataclass, field
from datetime import datetime
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
    #: only promise the money now, and wait for `capture` to take it
    manual_capture: bool = False
    #: what the gateway called it, where it has said so
    reference: str = ""
    #: when it was written down, just before the gateway was asked first
    begun_at: datetime | None = None


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
    """The money is promised or taken. Sums are minor units; all zero: it will come by itself, as for an invoice."""

    reference: str
    #: promised, what was taken of it included
    authorized: int = 0
    #: taken
    captured: int = 0
    currency: str = ""
    #: given back of what was taken
    refunded: int = 0


@dataclass(frozen=True, slots=True)
class Declined:
    """Refused for good. `reason` is one of `REASONS` for an attempt, which will never take money, else of `REFUSALS`."""

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


@dataclass(frozen=True, slots=True)
class Done:
    """Money of an attempt was taken, given back or let go: how much, in minor units, and the gateway's name for it."""

    reference: str
    amount: int


#: what may come of asking for money
Outcome = Ok | Declined | Action | Unknown | NotFound
#: what may come of moving money that was promised or taken
Movement = Done | Declined | Unknown

#: why an attempt was declined
REASONS = (
    "card_declined",
    "insufficient_funds",
    "authentication_failed",
    "abandoned",
    "not_accepted",
)


#: why money was not moved
REFUSALS = (
    # more than was promised, or than was taken and not yet given back
    "too_much",
    # there is no such money: the attempt is not there, not paid, or let go
    "not_possible",
)


class Gateway(Protocol):
    """Every call carries an idempotency key of ours and may be repeated: the same key never moves money twice.

    A call that raises counts as `Unknown`.
    """

    #: whether a shopper pays on a page of the gateway's own
    has_page: bool
    #: whether it answers by itself, at once and always the same: no other system is behind it
    asks_nobody: bool
    #: where that page is, like "https://pay.example"; empty: in this shop
    page_origin: str
    #: whether what was promised may be taken in several parts; else the first capture lets the rest go
    captures_in_parts: bool

    def create(self, attempt: Attempt) -> Outcome:
        """Asks for the money: to take it, or only to promise it where the attempt says so."""

    def confirm(self, attempt: Attempt) -> Outcome:
        """Pays an attempt that waits for the shopper with the card its token stands for.

        Answers as `fetch` for one that waits for nothing any more.
        """

    def tokenise(self, card: Card) -> str | None:
        """What stands for the card from now on; none: it takes no card data from us."""

    def fetch(self, attempt: Attempt) -> Outcome:
        """Says what became of an earlier `create`. `Ok` tells all sums as they are now, whoever moved the money."""

    def void(self, attempt: Attempt) -> Outcome:
        """Makes sure an attempt nobody has paid never takes money, also one that is not there yet.

        `Ok` when the money is promised or taken already, which it leaves as it is: see `release` and `refund`.
        """

    def release(self, attempt: Attempt, key: str) -> Movement:
        """Lets go what was promised and not taken: `Done` says how much, which may be nothing after all was taken.

        An attempt of which nothing was taken is then `Declined` ("abandoned") to `fetch`.
        """

    def capture(self, attempt: Attempt, amount: int, key: str) -> Movement:
        """Takes so many minor units of what was promised. `key` is of this capture alone, not the attempt's."""

    def refund(self, attempt: Attempt, amount: int, key: str, reason: str) -> Movement:
        """Gives so many minor units back of what was taken. `key` is of this refund alone; `reason` is our words."""
