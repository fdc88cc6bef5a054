"""The gateway: Stripe's own page for shoppers (Checkout), PaymentIntents for callers who have a payment method's token.

Everything made at Stripe carries the attempt's key in its metadata, and every call that makes or changes something a key
made of it.
"""

from collections.abc import Callable
from dataclasses import replace

import stripe

from ..gateway import Action, Attempt, Card, Declined, Done, Movement, NotFound, Outcome, Unknown
from .api import INTENTS, REFUNDS, SESSIONS, StripeApi
from .errors import declined_or_unknown, unanswered, unmoved_or_unknown
from .objects import (
    CAPTURE,
    INSTEAD,
    MANUAL,
    NOT_TAKEN,
    REFUND,
    RELEASE,
    WAITING,
    Json,
    noted,
    outcome_of,
    theirs,
)
from .requests import means_of, wanted_charge, wanted_never, wanted_page


class StripeGateway:
    """Takes cards and what pays like one. `base_url` is Stripe's, unless something stands in for it; its pages are elsewhere."""

    has_page = True
    asks_nobody = False
    captures_in_parts = False

    def __init__(self, secret_key: str, base_url: str, page_origin: str) -> None:
        self.page_origin = page_origin
        self._api = StripeApi(secret_key, base_url)

    def create(self, attempt: Attempt) -> Outcome:
        """Charges the payment method that the token stands for, or opens a page of Stripe's."""
        if attempt.currency in NOT_TAKEN or not (attempt.token or attempt.return_url):
            return Declined("not_accepted")
        try:
            return self._charge(attempt) if attempt.token else self._open(attempt)
        except stripe.IdempotencyError as error:
            unanswered(error)  # the key was used before, for this attempt or to keep it out
            outcome = self.fetch(attempt)
            return self.void(attempt) if isinstance(outcome, NotFound) else outcome
        except stripe.StripeError as error:
            return declined_or_unknown(error)

    def confirm(self, attempt: Attempt) -> Outcome:
        """Closes the page and charges the token instead; a page that was paid meanwhile stays paid."""
        try:
            return self._swap(attempt)
        except stripe.CardError as error:
            return declined_or_unknown(error)
        except stripe.StripeError as error:
            unanswered(error)  # perhaps because it was paid on the page: that is what is told now
            return self.fetch(attempt)

    def tokenise(self, card: Card) -> str | None:
        """It takes no card data from us: its own page and its own libraries do."""
        return None

    def fetch(self, attempt: Attempt) -> Outcome:
        """Where the page or the charge of this attempt stands."""
        try:
            session, intent = self._api.found(attempt)
        except stripe.StripeError as error:
            return unanswered(error)
        if session and session["status"] == "open":
            return Action(session["url"], session["id"])
        if session and session["status"] == "expired" and INSTEAD not in noted(session):
            return Declined("abandoned")
        return outcome_of(intent) if intent else NotFound()

    def void(self, attempt: Attempt) -> Outcome:
        """Closes the page or the charge. Where there is neither it uses up the key: a late request is refused then."""
        try:
            if self._close(attempt):
                return Declined("abandoned")
        except stripe.InvalidRequestError as error:
            unanswered(error)  # it was paid or closed a moment ago; which of them is told now
        except stripe.StripeError as error:
            return unanswered(error)
        outcome = self.fetch(attempt)
        return Unknown() if isinstance(outcome, NotFound) else outcome

    def release(self, attempt: Attempt, key: str) -> Movement:
        """Lets go what was promised. The first capture has let the rest go by itself."""

        def let_go(intent: Json) -> Done | Declined:
            path = f"{INTENTS}/{intent['id']}"
            if intent["status"] == "requires_capture":
                self._api.post(path, f"{key}:note", metadata={RELEASE: key})
                self._api.post(f"{path}/cancel", key)
            elif intent["status"] == "succeeded":
                return Done(intent["id"], 0)
            elif noted(intent).get(RELEASE) != key:
                return Declined("not_possible")
            return Done(intent["id"], attempt.amount)

        return self._moved(attempt, let_go)

    def capture(self, attempt: Attempt, amount: int, key: str) -> Movement:
        """Takes so much of the promise, and lets the rest of it go."""

        def take(intent: Json) -> Done:
            if noted(intent).get(CAPTURE) != key:
                part = theirs(amount, attempt.currency)
                path, note = f"{INTENTS}/{intent['id']}/capture", {CAPTURE: key}
                self._api.post(path, key, amount_to_capture=part, metadata=note)
            return Done(intent["id"], amount)

        return self._moved(attempt, take)

    def refund(self, attempt: Attempt, amount: int, key: str, reason: str) -> Movement:
        """Gives so much back. It is looked for first, because Stripe forgets keys after a day."""

        def give_back(intent: Json) -> Done | Declined:
            made = self._api.get(REFUNDS, payment_intent=intent["id"], limit=100)["data"]
            refund = next((each for each in made if noted(each).get(REFUND) == key), None)
            if refund is None:
                note = {REFUND: key, "reason": reason[:500]}
                part = {"payment_intent": intent["id"], "amount": theirs(amount, attempt.currency)}
                refund = self._api.post(REFUNDS, key, **part, metadata=note)
            failed = refund["status"] in {"failed", "canceled"}
            return Declined("not_possible") if failed else Done(refund["id"], amount)

        return self._moved(attempt, give_back)

    def _open(self, attempt: Attempt) -> Outcome:
        wanted = wanted_page(attempt)
        session = self._api.post(SESSIONS, attempt.idempotency_key, **wanted)
        return Action(session["url"], session["id"])

    def _charge(self, attempt: Attempt) -> Outcome:
        means = wanted_charge(attempt) | means_of(attempt) | {"confirm": True}
        return outcome_of(self._api.post(INTENTS, attempt.idempotency_key, **means))

    def _close(self, attempt: Attempt) -> bool:
        """Closes what waits to be paid; whether there was nothing, so that only the key had to be used up."""
        post, key = self._api.post, attempt.idempotency_key
        session, intent = self._api.found(attempt)
        if session and session["status"] == "open":
            post(f"{SESSIONS}/{session['id']}/expire", f"{key}:expire")
            session, intent = self._api.found(attempt)  # a token may have been about to pay instead
        if intent and intent["status"] in WAITING:
            post(f"{INTENTS}/{intent['id']}/cancel", f"{key}:cancel")
        if session or intent:
            return False
        never = post(INTENTS, key, **wanted_never(attempt))
        post(f"{INTENTS}/{never['id']}/cancel", f"{key}:cancel")
        return True

    def _swap(self, attempt: Attempt) -> Outcome:
        """The intent is noted at the page before that is closed: who finds the page closed finds what came instead."""
        session, _ = self._api.found(attempt)
        if not session or session["status"] != "open":
            return self.fetch(attempt)
        post, key, page = self._api.post, attempt.idempotency_key, f"{SESSIONS}/{session['id']}"
        instead = replace(attempt, manual_capture=MANUAL in noted(session))
        intent = post(INTENTS, f"{key}:instead", **wanted_charge(instead))
        post(page, f"{key}:note", metadata={INSTEAD: intent["id"]})
        post(f"{page}/expire", f"{key}:expire")
        path = f"{INTENTS}/{intent['id']}/confirm"
        return outcome_of(post(path, f"{key}:confirm", **means_of(attempt)))

    def _moved(self, attempt: Attempt, move: Callable[[Json], Done | Declined]) -> Movement:
        try:
            _, intent = self._api.found(attempt)
            return move(intent) if intent else Declined("not_possible")
        except stripe.StripeError as error:
            return unmoved_or_unknown(error)
