"""Stripe: its own page (Checkout) for shoppers, PaymentIntents for callers who have a token. Needs the extra `stripe`.

What is made for an attempt carries its key in the metadata, and every call that makes or changes something a key made of it.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import stripe
import structlog

from ..gateway import Attempt, Card, Declined, Done, Movement, NotFound, Outcome
from . import words
from .words import Json

log = structlog.get_logger()

SESSIONS, INTENTS, REFUNDS = "/v1/checkout/sessions", "/v1/payment_intents", "/v1/refunds"
#: seconds to connect and for an answer, and how often the same is sent again when there was none
TIMEOUT, RETRIES = (3, 8), 2
#: what Stripe itself refused; after everything else, a lost connection, 409, 429 and 5xx, nobody knows
REFUSED = (stripe.InvalidRequestError, stripe.AuthenticationError, stripe.PermissionError)
#: how far Stripe's clock may be behind ours, and how long a request may be under way
BEFORE, AFTER = timedelta(minutes=10), timedelta(minutes=20)
#: what nobody has paid yet, and how it is closed
CLOSED_BY = {"open": "expire"} | dict.fromkeys(
    ("requires_payment_method", "requires_confirmation", "requires_action"), "cancel"
)


class StripeGateway:
    """Takes cards and what pays like one. `base_url` is Stripe's, unless something stands in for it; its pages are elsewhere."""

    has_page = True
    asks_nobody = False
    captures_in_parts = False

    def __init__(self, secret_key: str, base_url: str, page_origin: str) -> None:
        stripe.enable_telemetry = False
        logging.getLogger("stripe").setLevel(logging.WARNING)  # below it tells what is sent
        self.page_origin = page_origin
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": base_url.rstrip("/")},
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
        )

    def create(self, attempt: Attempt) -> Outcome:
        """Charges the payment method that the token stands for, or opens a page of Stripe's."""
        if attempt.currency in words.NOT_TAKEN or not (attempt.token or attempt.return_url):
            return Declined("not_accepted")
        path, wanted = SESSIONS, words.page_of(attempt)
        if attempt.token:
            path, wanted = INTENTS, words.charge_of(attempt) | words.means_of(attempt)
            wanted["confirm"] = True
        try:
            return self._paid(attempt, path, attempt.idempotency_key, wanted)
        except REFUSED:
            return Declined("not_accepted")

    def confirm(self, attempt: Attempt) -> Outcome:
        """Closes the page and charges the token instead; one that was paid on the page meanwhile stays paid.

        The intent is noted at the page before that is closed: who finds it closed finds what came instead.
        """
        key, page = attempt.idempotency_key, self._found(attempt)
        if not page or page["status"] != "open":
            return words.outcome_of(page) if page else NotFound()
        path = f"{SESSIONS}/{page['id']}"
        try:
            intent = self._post(INTENTS, f"{key}:instead", **words.charge_of(attempt))
            self._post(path, f"{key}:note", metadata={words.INSTEAD: intent["id"]})
            self._post(f"{path}/expire", f"{key}:expire")
            path = f"{INTENTS}/{intent['id']}/confirm"
            return self._paid(attempt, path, f"{key}:confirm", words.means_of(attempt))
        except REFUSED:
            return self.fetch(attempt)

    def tokenise(self, card: Card) -> str | None:
        """It takes no card data from us: its own page and its own libraries do."""
        return None

    def fetch(self, attempt: Attempt) -> Outcome:
        """Where the page or the charge of this attempt stands."""
        made = self._found(attempt)
        return words.outcome_of(made) if made else NotFound()

    def void(self, attempt: Attempt) -> Outcome:
        """Closes the page or the charge. Where there is neither it uses up the key: a late request is refused then."""
        key = attempt.idempotency_key
        made = self._found(attempt) or self._post(INTENTS, key, **words.charge_of(attempt))
        try:
            while verb := CLOSED_BY.get(made["status"]):
                path = INTENTS if verb == "cancel" else SESSIONS
                self._post(f"{path}/{made['id']}/{verb}", f"{key}:{verb}")
                made = self._seen(made["id"])
        except stripe.InvalidRequestError:  # it was paid or closed a moment ago
            if (made := self._seen(made["id"]))["status"] in CLOSED_BY:
                raise
        return words.outcome_of(made)

    def release(self, attempt: Attempt, key: str) -> Movement:
        """Lets go what was promised. The first capture has let the rest go by itself."""

        def let_go(intent: Json) -> Done:
            if intent["status"] == "succeeded":
                return Done(intent["id"], 0)
            self._post(f"{INTENTS}/{intent['id']}/cancel", key)
            return Done(intent["id"], attempt.amount)

        return self._moved(attempt, let_go)

    def capture(self, attempt: Attempt, amount: int, key: str) -> Movement:
        """Takes so much of the promise, and lets the rest of it go."""

        def take(intent: Json) -> Done:
            if words.key_in(intent) != key:
                part, note = words.theirs(amount, attempt.currency), words.note_of(key)
                path = f"{INTENTS}/{intent['id']}/capture"
                self._post(path, key, amount_to_capture=part, metadata=note)
            return Done(intent["id"], amount)

        return self._moved(attempt, take)

    def refund(self, attempt: Attempt, amount: int, key: str, reason: str) -> Movement:
        """Gives so much back. It is looked for first, because Stripe forgets keys after a day."""

        def give_back(intent: Json) -> Done | Declined:
            of_it = {"payment_intent": intent["id"]}
            made = self._asked("get", REFUNDS, **of_it, limit=100)["data"]
            refund = next((each for each in made if words.key_in(each) == key), None)
            if refund is None:
                part, note = words.theirs(amount, attempt.currency), words.note_of(key, reason)
                refund = self._post(REFUNDS, key, **of_it, amount=part, metadata=note)
            failed = refund["status"] in {"failed", "canceled"}
            return Declined("not_possible") if failed else Done(refund["id"], amount)

        return self._moved(attempt, give_back)

    def _paid(self, attempt: Attempt, path: str, key: str, wanted: Json) -> Outcome:
        try:
            return words.outcome_of(self._post(path, key, **wanted))
        except stripe.CardError as error:
            body: Any = error.json_body
            return Declined(words.reason_of(body["error"]))
        except stripe.IdempotencyError:  # used before, for this attempt or to keep it out
            return self.fetch(attempt)

    def _moved(self, attempt: Attempt, move: Callable[[Json], Done | Declined]) -> Movement:
        intent = self._found(attempt)
        if intent is None or intent["object"] != "payment_intent":
            return Declined("not_possible")
        try:
            return move(intent)
        except (*REFUSED, stripe.CardError) as error:
            is_sum = getattr(error, "param", "") in {"amount", "amount_to_capture"}
            return Declined("too_much" if is_sum else "not_possible")

    def _found(self, attempt: Attempt) -> Json | None:
        """What was made for the attempt. Lists show it at once, which Stripe's search does not."""
        if attempt.reference:
            return self._seen(attempt.reference)
        if attempt.begun_at is None:
            return None
        since, until = attempt.begun_at - BEFORE, attempt.begun_at + AFTER
        made = {"gte": int(since.timestamp()), "lte": int(until.timestamp())}
        v1: Any = self._client.v1
        for kind in (v1.checkout.sessions, v1.payment_intents):
            for each in kind.list({"created": made, "limit": 100}).auto_paging_iter():
                if words.noted(each.to_dict()).get(words.ATTEMPT) == attempt.idempotency_key:
                    return self._seen(each.id)
        return None

    def _seen(self, name: str) -> Json:
        """The page or the intent of that id; of a page that is closed the intent it was paid by, or closed for."""
        if name.startswith("pi_"):
            return self._asked("get", f"{INTENTS}/{name}", expand=["latest_charge"])
        page = self._asked("get", f"{SESSIONS}/{name}")
        intent = words.noted(page).get(words.INSTEAD) or page["payment_intent"]
        return page if page["status"] == "open" or not intent else self._seen(intent)

    def _post(self, path: str, key: str, **wanted: Any) -> Json:
        return self._asked("post", path, **wanted, idempotency_key=key)

    def _asked(self, verb: str, path: str, **wanted: Any) -> Json:
        try:
            answer: Json = self._client.raw_request(verb, path, **wanted).data
        except stripe.StripeError as error:  # its words may repeat what it was given
            told = {"error": type(error).__name__, "status": error.http_status, "code": error.code}
            log.warning("stripe_refused", **told, request=error.request_id)
            raise
        return answer
