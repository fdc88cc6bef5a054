"""Why an operation was not carried out, where every caller answers alike. Nothing has changed when one is raised."""

from dataclasses import dataclass

from ..requirements import Requirement


class Refusal(Exception):
    """An operation was refused. `code` is stable and documented."""

    code = "refused"


class OrderNotFound(Refusal):
    """No such order for this caller: the same for one that is another's as for one that does not exist."""

    code = "not_found"


class CustomerNotFound(Refusal):
    """No such customer for this caller."""

    code = "not_found"


class AddressNotFound(Refusal):
    """No such address in this customer's book: the same for another's as for one that does not exist."""

    code = "not_found"


class QuoteNotFound(Refusal):
    """No such quote for this caller."""

    code = "not_found"


@dataclass
class QuoteClosed(Refusal):
    """The quote cannot be accepted, or withdrawn, any more or yet."""

    #: "accepted", "withdrawn", "expired" or "not_yet_valid"
    reason: str
    #: public id of the checkout it became
    checkout: str | None = None
    code = "quote_closed"


@dataclass
class OrderClosed(Refusal):
    """The order is no longer open: it is being placed, or was placed, cancelled or expired."""

    state: str
    code = "order_closed"


@dataclass
class StaleVersion(Refusal):
    """The order has changed since the caller saw it."""

    version: int
    code = "stale_version"


@dataclass
class TooManyAttempts(Refusal):
    """It was tried too often lately. After so many seconds it may be tried again."""

    seconds: int
    code = "too_many_attempts"


@dataclass
class StepUnmet(Refusal):
    """A step of the checkout, or one before it, still needs something."""

    requirements: tuple[Requirement, ...]
    code = "requirements_unmet"


class CardsNotTaken(Refusal):
    """The gateway of the chosen way to pay takes no card data: it is paid with a token of the gateway's own, or elsewhere."""

    code = "cards_not_taken"


class GatewaySilent(Refusal):
    """The gateway did not answer, and no money was asked for: it may be tried again."""

    code = "gateway_silent"


class NotBeingPaid(Refusal):
    """The order was not confirmed yet, so there is nothing to pay."""

    code = "not_being_paid"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was given: `field` is a path of names and indexes."""

    field: tuple[str | int, ...]
    code: str
    message: str
    params: tuple[tuple[str, object], ...] = ()


@dataclass
class Invalid(Refusal):
    """What was given cannot be taken: every fault at once."""

    faults: tuple[Fault, ...]
    code = "invalid"
