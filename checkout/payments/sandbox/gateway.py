"""The test gateway through the gateway protocol: what each token and each card number makes it do."""

from pathlib import Path
from urllib.parse import urljoin

from ..gateway import (
    Action,
    Attempt,
    Card,
    Declined,
    Done,
    Movement,
    NotFound,
    Ok,
    Outcome,
    Unknown,
)
from .ledger import Charge, Ledger

#: Card numbers of the card page, and the token each stands for.
CARDS = {
    "4242424242424242": "tok_visa",
    "4000000000000002": "tok_declined",
    "4000000000009995": "tok_insufficient_funds",
    "4000000000003220": "tok_3ds",
    "4000000000000119": "tok_timeout",
}
#: token -> (state, reason, answers lost)
BEHAVIOUR = {
    "tok_visa": ("captured", "", 0),
    "tok_declined": ("refused", "card_declined", 0),
    "tok_insufficient_funds": ("refused", "insufficient_funds", 0),
    "tok_3ds": ("challenge", "", 0),
    "tok_timeout": ("captured", "", 1),
}


def digits_of(number: str) -> str:
    """A card number as typed, without its spaces and dashes."""
    return number.replace(" ", "").replace("-", "")


class SandboxGateway:
    """Takes play money. Tokens decide what happens; without one the shopper is sent to the card page."""

    has_page = True
    asks_nobody = False
    captures_in_parts = True

    def __init__(self, ledger: Path, page_origin: str = "") -> None:
        self.ledger = Ledger(ledger)
        self.page_origin = page_origin

    def create(self, attempt: Attempt) -> Outcome:
        """Charges the card the token stands for, or opens a card page."""
        if attempt.token == "tok_timeout_lost":  # noqa: S105 (a published test token)
            return Unknown()
        if attempt.token and attempt.token not in BEHAVIOUR:
            return Declined("not_accepted")
        state, reason, lost = BEHAVIOUR.get(attempt.token, ("card", "", 0))
        charge = self.ledger.record(
            attempt.idempotency_key,
            state,
            amount=attempt.amount,
            currency=attempt.currency,
            order_number=attempt.order_number,
            return_url=attempt.return_url,
            locale=attempt.locale,
            reason=reason,
            answers_to_lose=lost,
            manual_capture=int(attempt.manual_capture),
        )
        return self._answer(charge, attempt)

    def confirm(self, attempt: Attempt) -> Outcome:
        """Charges the card the token stands for, if the attempt still waits for one."""
        charge = self.ledger.by_key(attempt.idempotency_key)
        if charge is None:
            return NotFound()
        if charge.state == "card":
            state, reason, lost = BEHAVIOUR.get(attempt.token, ("refused", "not_accepted", 0))
            charge = self.ledger.move(charge, state, reason, lost)
        return self._answer(charge, attempt)

    def tokenise(self, card: Card) -> str | None:
        """The token of a known card number; any other one is declined when it is charged."""
        return CARDS.get(digits_of(card.number), "tok_declined")

    def fetch(self, attempt: Attempt) -> Outcome:
        """Where the charge of this attempt stands."""
        charge = self.ledger.by_key(attempt.idempotency_key)
        return NotFound() if charge is None else self._answer(charge, attempt)

    def void(self, attempt: Attempt) -> Outcome:
        """Closes the attempt for ever, also before it arrives; one that is paid stays so."""
        charge = self.ledger.record(attempt.idempotency_key, "void", reason="abandoned")
        if charge.state in {"card", "challenge"}:
            charge = self.ledger.move(charge, "void", "abandoned")
        return self._answer(charge, attempt)

    def release(self, attempt: Attempt, key: str) -> Movement:
        """Lets the rest of the promise go."""
        return self._shift(attempt, "release", None, key)

    def capture(self, attempt: Attempt, amount: int, key: str) -> Movement:
        """Takes a part of the promise."""
        return self._shift(attempt, "capture", amount, key)

    def refund(self, attempt: Attempt, amount: int, key: str, reason: str) -> Movement:
        """Gives a part of the money back."""
        return self._shift(attempt, "refund", amount, key, reason)

    def pay(self, charge: Charge, number: str) -> Charge:
        """What the card page does with a card number; an unknown one is declined."""
        token = CARDS.get(digits_of(number), "tok_declined")
        state, reason, lost = BEHAVIOUR[token]
        return self.ledger.move(charge, state, reason, lost)

    def answer_challenge(self, charge: Charge, *, approved: bool) -> Charge:
        """What the bank's page does when the cardholder approves or refuses."""
        if approved:
            return self.ledger.move(charge, "captured")
        return self.ledger.move(charge, "refused", "authentication_failed")

    def _shift(
        self, attempt: Attempt, kind: str, amount: int | None, key: str, reason: str = ""
    ) -> Movement:
        moved = self.ledger.shift(attempt.idempotency_key, kind, amount, key, reason)
        return Declined(moved.refusal) if moved.refusal else Done(moved.id, moved.amount)

    def _answer(self, charge: Charge, attempt: Attempt) -> Outcome:
        if charge.answers_to_lose > 0:
            self.ledger.lose_an_answer(charge)
            return Unknown()
        match charge.state:
            case "authorized" | "captured":
                promised = charge.amount - charge.released
                return Ok(charge.id, promised, charge.captured, charge.currency, charge.refunded)
            case "refused" | "void":
                return Declined(charge.reason)
            case _:
                origin = self.page_origin or attempt.return_url
                page = urljoin(origin, f"/test-gateway/{charge.id}")
                return Action(page, charge.id)
