"""What stands in for Stripe: localstripe behind a front of ours that adds Checkout pages and idempotency keys as documented."""

import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

from checkout.payments import Attempt
from checkout.payments.stripe import StripeGateway
from checkout.payments.stripe.gateway import RETRIES
from tests.gateways.stripe_backend import (
    INTENTS,
    KEY,
    Answer,
    Backend,
    Form,
    Json,
    metadata_in,
    refused,
    running_localstripe,
)
from tests.gateways.stripe_front import Front, Mishaps

SESSIONS = "/v1/checkout/sessions"


@dataclass
class StandIn:
    """Stripe, as far as a checkout needs it."""

    backend: Backend
    url: str = ""
    mishaps: Mishaps = field(default_factory=Mishaps)
    sessions: dict[str, Json] = field(default_factory=dict)
    #: every request that arrived: method, path, key, form
    heard: list[tuple[str, str, str, Form]] = field(default_factory=list)
    #: key -> what it was used for, and what was answered; nothing: it is still being carried out
    keys: dict[str, tuple[object, Answer | None]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    #: webhooks that localstripe sent: body and signature
    hooked: list[tuple[bytes, str]] = field(default_factory=list)
    #: things in one page of a list
    page_size: int = 100

    @property
    def gateway(self) -> StripeGateway:
        """The way to it that production uses too."""
        return StripeGateway(KEY, self.url, self.url)

    def switch(self, **switches: Any) -> None:
        """Makes it misbehave. A request or an answer that is lost is lost however often the library sends it again."""
        for name in {"drop_requests", "drop_answers"} & set(switches):
            switches[name] *= 1 + RETRIES
        self.mishaps = replace(self.mishaps, **switches)

    def calm(self) -> None:
        """It behaves, and has heard nothing."""
        self.mishaps, self.page_size = Mishaps(), 100
        self.heard.clear()

    def charges(self) -> list[dict[str, Any]]:
        """Its own books: every intent."""
        return self.backend.listed(self.url, 0, 2**40)

    def movements(self) -> list[dict[str, Any]]:
        """Every refund."""
        found: list[Json] = self.backend.ask("GET", "/v1/refunds?limit=10000").body["data"]
        return found

    def books(self, attempt: Attempt) -> tuple[int, int]:
        """Minor units taken and given back for the attempt; what a partial capture let go was never taken."""
        taken = given = 0
        for each in self.charges():
            if each["metadata"].get("checkout_attempt") == attempt.idempotency_key:
                taken += each["amount_received"]
                if each["amount_received"]:
                    charge = each["latest_charge"]
                    given += charge["amount_refunded"] - charge["amount"] + each["amount_received"]
        return taken, given

    def card(self, number: str) -> str:
        """The payment method that stands for a card."""
        card = {"number": number, "exp_month": "12", "exp_year": "2035", "cvc": "123"}
        form = {"type": "card"} | {f"card[{name}]": value for name, value in card.items()}
        return str(self.backend.ask("POST", "/v1/payment_methods", form).body["id"])

    def pays(self, session_id: str, payment_method: str = "pm_card_visa") -> bool:
        """The shopper pays on the page; whether the card was taken."""
        session = self.sessions[session_id]
        form = {f"metadata[{name}]": text for name, text in session["_intent"].items()}
        form |= {"amount": str(session["amount_total"]), "currency": session["currency"]}
        form |= {"capture_method": session["_capture"], "payment_method": payment_method}
        made = self.backend.ask("POST", INTENTS, form | {"confirm": "true"})
        if made.status != 200:
            return False
        paid = "paid" if made.body["status"] == "succeeded" else "unpaid"
        session |= {"status": "complete", "payment_status": paid, "url": None}
        session["payment_intent"] = made.body["id"]
        return True

    def expires(self, session_id: str) -> None:
        """Nobody paid on the page in time."""
        self.sessions[session_id] |= {"status": "expired", "url": None}

    def answer(self, method: str, path: str, key: str, form: Form) -> Answer:
        """Carries a request out, once for each key."""
        if method != "POST" or not key:
            return self._carry_out(method, path, form)
        with self.lock:
            if key in self.keys:
                return self._again(key, (path, form))
            self.keys[key] = ((path, form), None)
        answer = self._carry_out(method, path, form)
        self.keys[key] = ((path, form), answer)
        return answer

    def _again(self, key: str, what: object) -> Answer:
        first, answer = self.keys[key]
        if answer is None:
            return refused("in use", 409, code="idempotency_key_in_use")
        if first != what:
            return refused("used for something else", type="idempotency_error")
        return answer

    def _carry_out(self, method: str, path: str, form: Form) -> Answer:
        _, _, place, *rest = path.split("/")
        if path.startswith(SESSIONS):
            return self._session(method, *rest[1:], form=form)
        if place == "payment_intents":
            return self._intent(method, *rest, form=form)
        if (method, place) == ("POST", "refunds"):
            with self.lock:
                return self.backend.refund(form, self.url)
        return self.backend.ask(method, f"{path}?{urllib.parse.urlencode(form)}")

    def _intent(self, method: str, id_: str = "", verb: str = "", *, form: Form) -> Answer:
        backend, front = self.backend, self.url
        match method, bool(id_), verb:
            case "GET", True, _:
                return backend.intent(id_, front)
            case "GET", False, _:
                return self._page(INTENTS, backend.listed(front, *_times(form)), form)
            case "POST", False, _:
                return backend.create(form, front)
            case "POST", True, "":
                return backend.ask("POST", f"{INTENTS}/{id_}", form)
        verbs = {
            "confirm": lambda: backend.confirm(id_, form, front),
            "capture": lambda: backend.capture(id_, form, front),
            "cancel": lambda: backend.cancel(id_, front),
        }
        return verbs[verb]()

    def _session(self, method: str, id_: str = "", verb: str = "", *, form: Form) -> Answer:
        if method == "GET" and not id_:
            since, until = _times(form)
            made = [each for each in self.sessions.values() if since <= each["created"] <= until]
            return self._page(SESSIONS, made[::-1], form)
        if not id_:
            return Answer(200, self._open(form))
        if (session := self.sessions.get(id_)) is None:
            return refused("no such session", 404, code="resource_missing")
        if verb == "expire":
            if session["status"] != "open":
                return refused("only open sessions")
            self.expires(id_)
        session["metadata"] |= metadata_in(form)
        return Answer(200, dict(session))

    def _open(self, form: Form) -> Json:
        id_ = f"cs_test_{uuid4().hex}"
        amount = form["line_items[0][price_data][unit_amount]"]
        before = "payment_intent_data[metadata]"
        self.sessions[id_] = {
            "id": id_,
            "object": "checkout.session",
            "status": "open",
            "payment_status": "unpaid",
            "url": f"{self.url}/c/pay/{id_}",
            "payment_intent": None,
            "amount_total": int(amount),
            "currency": form["line_items[0][price_data][currency]"],
            "created": int(time.time()),
            "metadata": metadata_in(form),
            "success_url": form["success_url"],
            "_capture": form["payment_intent_data[capture_method]"],
            "_intent": {
                name[len(before) + 1 : -1]: value
                for name, value in form.items()
                if name.startswith(before)
            },
        }
        return dict(self.sessions[id_])

    def _page(self, path: str, found: list[Json], form: Form) -> Answer:
        ids = [each["id"] for each in found]
        begin = ids.index(form["starting_after"]) + 1 if "starting_after" in form else 0
        end = begin + min(int(form.get("limit", "10")), self.page_size)
        page = {"object": "list", "url": path, "data": found[begin:end]}
        return Answer(200, page | {"has_more": end < len(found)})


def _times(form: Form) -> tuple[int, int]:
    return int(form.get("created[gte]", "0")), int(form.get("created[lte]", str(2**40)))


@contextmanager
def running_stand_in(folder: Path) -> Iterator[StandIn]:
    """Runs localstripe and the front, ready when the block begins, ended with it."""
    with running_localstripe(folder) as backend:
        stand_in = StandIn(backend)
        server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Front", (Front,), {"stand_in": stand_in})
        )
        stand_in.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield stand_in
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
