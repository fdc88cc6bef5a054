"""Calls to Stripe, and finding what an answer was lost about. The secret key is never logged."""

import logging
import time
from datetime import timedelta
from typing import Any

import stripe

from ..gateway import Attempt
from .objects import ATTEMPT, INSTEAD, Json, noted

#: seconds to connect, and for an answer
TIMEOUT = (5, 20)
#: what is answered while another request with the same key is being carried out, and how often and long that is waited for
IN_USE, PATIENCE, PAUSE = 409, 4, 0.5
#: how far Stripe's clock may be behind ours, and how long a request may be under way
BEFORE, AFTER = timedelta(minutes=10), timedelta(minutes=20)
#: things looked through at most for one whose answer was lost
MOST = 2000
SESSIONS, INTENTS, REFUNDS = "/v1/checkout/sessions", "/v1/payment_intents", "/v1/refunds"


class StripeApi:
    """Stripe's API with one secret key. Everything may raise `stripe.StripeError`."""

    def __init__(self, secret_key: str, base_url: str) -> None:
        stripe.enable_telemetry = False
        logging.getLogger("stripe").setLevel(logging.WARNING)  # below it tells what is sent
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": base_url.rstrip("/")},
            max_network_retries=0,
            http_client=stripe.RequestsClient(timeout=TIMEOUT),
        )

    def post(self, path: str, key: str, **wanted: Any) -> Json:
        """Makes or changes something, once for each `key`. Waits a little for the same that is still being carried out."""
        for _ in range(PATIENCE):
            try:
                return self._answer("post", path, wanted | {"idempotency_key": key})
            except stripe.APIError as error:
                if error.http_status != IN_USE:
                    raise
            time.sleep(PAUSE)
        return self._answer("post", path, wanted | {"idempotency_key": key})

    def get(self, path: str, **wanted: Any) -> Json:
        """Reads something."""
        return self._answer("get", path, wanted)

    def found(self, attempt: Attempt) -> tuple[Json | None, Json | None]:
        """The page of the attempt, and the intent that is paid on it, or without one."""
        name = attempt.reference or self._searched(SESSIONS, attempt)
        name = name or self._searched(INTENTS, attempt)
        session = self.get(f"{SESSIONS}/{name}") if name.startswith("cs_") else None
        if session:
            name = noted(session).get(INSTEAD, "") if session["status"] == "expired" else ""
            name = name or session["payment_intent"] or ""
        intent = self.get(f"{INTENTS}/{name}", expand=["latest_charge"]) if name else None
        return session, intent

    def _searched(self, path: str, attempt: Attempt) -> str:
        """The id of what was made for the attempt, looked for among what was made around then; empty: nothing was.

        Lists show at once what was made; Stripe's search would be quicker to ask, but may be minutes behind.
        """
        begun = attempt.begun_at
        if begun is None:
            return ""
        made = {
            "gte": int((begun - BEFORE).timestamp()),
            "lte": int((begun + AFTER).timestamp()),
        }
        page: Json = {"has_more": True, "data": []}
        for _ in range(MOST // 100):
            after = {"starting_after": page["data"][-1]["id"]} if page["data"] else {}
            page = self.get(path, created=made, limit=100, **after)
            for each in page["data"]:
                if noted(each).get(ATTEMPT) == attempt.idempotency_key:
                    return str(each["id"])
            if not page["has_more"]:
                return ""
        raise stripe.APIError("too much was made meanwhile to find one thing in it")

    def _answer(self, verb: str, path: str, wanted: Json) -> Json:
        answer: Json = self._client.raw_request(verb, path, **wanted).data
        return answer
