"""The test gateway that runs as a process of its own, reached by HTTP as any provider is."""

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from ..gateway import Attempt, Card, Movement, Outcome
from .wire import answer_from_json, attempt_to_json

#: how long an answer is waited for; after that its outcome is unknown
SECONDS = 10


class GatewayFault(Exception):
    """The gateway answered, but no answer of ours."""


class RemoteSandbox:
    """Every call is one POST that carries our key. Whatever goes wrong with it raises, which counts as unknown."""

    has_page = True
    asks_nobody = False
    captures_in_parts = True

    def __init__(self, base_url: str, seconds: int = SECONDS) -> None:
        place = urlsplit(base_url)
        self._is_secure, self._place = place.scheme == "https", place.netloc
        self._prefix = place.path.rstrip("/")
        self._seconds = seconds
        self.page_origin = f"{place.scheme}://{place.netloc}"

    def create(self, attempt: Attempt) -> Outcome:
        """Asks for the money."""
        return self._asked("create", attempt)

    def confirm(self, attempt: Attempt) -> Outcome:
        """Pays what waits for the shopper."""
        return self._asked("confirm", attempt)

    def tokenise(self, card: Card) -> str | None:
        """What stands for the card."""
        names = ("number", "holder", "security_code", "expiry_month", "expiry_year")
        token = self._posted("tokenise", {name: getattr(card, name) for name in names})["token"]
        return None if token is None else str(token)

    def fetch(self, attempt: Attempt) -> Outcome:
        """Where the attempt stands."""
        return self._asked("fetch", attempt)

    def void(self, attempt: Attempt) -> Outcome:
        """Closes the attempt."""
        return self._asked("void", attempt)

    def release(self, attempt: Attempt, key: str) -> Movement:
        """Lets the rest of the promise go."""
        return self._moved("release", attempt, key=key)

    def capture(self, attempt: Attempt, amount: int, key: str) -> Movement:
        """Takes a part of the promise."""
        return self._moved("capture", attempt, key=key, amount_moved=amount)

    def refund(self, attempt: Attempt, amount: int, key: str, reason: str) -> Movement:
        """Gives a part of the money back."""
        return self._moved("refund", attempt, key=key, amount_moved=amount, reason=reason)

    def _asked(self, verb: str, attempt: Attempt) -> Outcome:
        answer = answer_from_json(self._posted(verb, attempt_to_json(attempt)))
        if not isinstance(answer, Outcome):
            raise GatewayFault(verb)
        return answer

    def _moved(self, verb: str, attempt: Attempt, **more: object) -> Movement:
        answer = answer_from_json(self._posted(verb, attempt_to_json(attempt) | more))
        if not isinstance(answer, Movement):
            raise GatewayFault(verb)
        return answer

    def _posted(self, verb: str, document: dict[str, object]) -> Any:
        connect = http.client.HTTPSConnection if self._is_secure else http.client.HTTPConnection
        connection = connect(self._place, timeout=self._seconds)
        try:
            headers = {"Content-Type": "application/json", "Connection": "close"}
            path = f"{self._prefix}/v1/{verb}"
            connection.request("POST", path, json.dumps(document).encode(), headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise GatewayFault(str(answer.status))
        return json.loads(body)
