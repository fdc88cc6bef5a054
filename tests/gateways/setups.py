"""The gateways under contract, each with what a clause needs to know of it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import uuid4

from checkout.payments import Attempt, Gateway
from checkout.payments.offline import OfflineGateway
from tests.gateways.process import Controls
from tests.gateways.stripe_stand_in import StandIn

#: what a gateway may be able to do; a clause names what it needs
CARDS = "takes cards"
HOLDS = "promises money first and takes it later"
KEYS = "does what came with one key once"
BOUNDS = "refuses to give back more than was taken"
MISHAPS = "loses answers and requests when it is told to"


@dataclass(frozen=True)
class Setup:
    """A gateway under contract."""

    gateway: Gateway
    can: frozenset[str]
    #: minor units that its own books say were taken, and given back, for the attempt
    books: Callable[[Attempt], tuple[int, int]]
    #: what stands for a card that pays, one that is declined, and one whose holder is asked first
    pays: str = ""
    declined: str = ""
    asks: str = ""
    controls: Controls | None = field(default=None)

    def attempt(
        self, amount: int = 5000, *, token: str | None = None, later: bool = False
    ) -> Attempt:
        """A new attempt to pay, with a card that pays if none is named; `later`: it is only promised at first."""
        key = f"pay_{uuid4().hex}"
        back = "http://shop.example/orders/token/return"
        card = self.pays if token is None else token
        attempt = Attempt(key, amount, "EUR", "20260610-ABCD", back, "en", card)
        return replace(attempt, manual_capture=later, begun_at=datetime.now(UTC))

    def late(self, attempt: Attempt) -> Attempt:
        """The same request with a card that pays, as it may still be on its way."""
        return replace(attempt, token=self.pays)


def offline() -> Setup:
    """Money that comes by itself."""
    return Setup(OfflineGateway(), frozenset({KEYS}), lambda _: (0, 0))


def sandbox(controls: Controls) -> Setup:
    """The test gateway, wherever it runs."""

    def books(attempt: Attempt) -> tuple[int, int]:
        keys = {each["idempotency_key"]: each for each in controls.charges()}
        charge = keys.get(attempt.idempotency_key, {"captured": 0, "refunded": 0})
        return charge["captured"], charge["refunded"]

    can = frozenset({CARDS, HOLDS, KEYS, BOUNDS, MISHAPS})
    cards = {"pays": "tok_visa", "declined": "tok_declined", "asks": "tok_3ds"}
    return Setup(controls.gateway, can, books, controls=controls, **cards)


def stripe(stand_in: StandIn) -> Setup:
    """Stripe, or rather what stands in for it: localstripe, which knows neither keys nor bounds, behind a front that has them."""
    can = frozenset({CARDS, HOLDS, KEYS, BOUNDS, MISHAPS})
    return Setup(
        stand_in.gateway,
        can,
        stand_in.books,
        pays="pm_card_visa",
        declined="pm_card_chargeCustomerFail",
        asks=stand_in.card("4000002500003155"),
        controls=stand_in,
    )
