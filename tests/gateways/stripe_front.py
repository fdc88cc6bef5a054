"""The front of what stands in for Stripe, by HTTP: its API, its page, the bank's question, and its mishaps."""

import json
import re
import urllib.parse
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar

from tests.gateways.stripe_backend import KEY, Form


@dataclass
class Mishaps:
    """How it misbehaves when it is told to, at requests that make or change something."""

    drop_requests: int = 0
    drop_answers: int = 0
    twice: bool = False
    #: answered instead of anything else, one by one: a status and a body
    instead: list[tuple[int, str]] = field(default_factory=list)


class Front(BaseHTTPRequestHandler):
    """One request."""

    #: a `StandIn`
    stand_in: ClassVar[Any]

    def do_GET(self) -> None:
        self._do("GET")

    def do_POST(self) -> None:
        self._do("POST")

    def log_message(self, *_: object) -> None:
        """Nothing: its requests are kept."""

    def _do(self, method: str) -> None:
        place = urllib.parse.urlsplit(self.path)
        sent = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if place.path == "/hook":
            self.stand_in.hooked.append((sent, self.headers["Stripe-Signature"]))
            self._send(200, "")
            return
        pairs = dict(urllib.parse.parse_qsl(place.query + sent.decode(), keep_blank_values=True))
        if page := re.fullmatch(r"/(?:c/pay|3ds)/(\w+)", place.path):
            self._show(method, page[1], pairs)
        else:
            form = {name: text for name, text in pairs.items() if not name.startswith("expand")}
            self._answer(method, place.path, form)

    def _answer(self, method: str, path: str, form: Form) -> None:
        mishaps, key = self.stand_in.mishaps, self.headers.get("Idempotency-Key", "")
        if method == "POST" and mishaps.drop_requests:
            mishaps.drop_requests -= 1
            self.connection.close()
            return
        self.stand_in.heard.append((method, path, key, form))
        if mishaps.instead:
            self._send(*mishaps.instead.pop(0))
            return
        if self.headers.get("Authorization") != f"Bearer {KEY}":
            self._send(401, json.dumps({"error": {"type": "invalid_request_error"}}))
            return
        for _ in range(2 if mishaps.twice else 1):
            answer = self.stand_in.answer(method, path, key, form)
        if method == "POST" and mishaps.drop_answers:
            mishaps.drop_answers -= 1
            self.connection.close()
            return
        self._send(answer.status, json.dumps(answer.body))

    def _show(self, method: str, id_: str, form: Form) -> None:
        """Stripe's page, and the bank's question: a form that works without JavaScript."""
        stand_in = self.stand_in
        session = stand_in.sessions.get(id_)
        back = session["success_url"] if session else stand_in.backend.return_urls[id_]
        if method == "GET":
            self._send(200, "<form method=post><button>Pay</button></form>", "text/html")
            return
        if session is None:
            stand_in.backend.authenticate(id_, success=form.get("answer") != "no")
        elif not stand_in.pays(id_, form.get("card", "pm_card_visa")):
            self._send(200, "The card was refused.", "text/html")
            return
        self.send_response(303)
        self.send_header("Location", back)
        self.end_headers()

    def _send(self, status: int, text: str, type_: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.end_headers()
        self.wfile.write(text.encode())
