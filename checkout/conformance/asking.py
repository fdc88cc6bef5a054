"""Sending requests with an `Idempotency-Key`, and what comes back. Nothing but Python is needed."""

import http.client
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

#: headers that belong to the answer, so they are to be the same again
OF_THE_ANSWER = ("content-type", "etag", "location")


@dataclass(frozen=True)
class Answer:
    """What came back. No answer at all has the status 0."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    def same_as(self, other: "Answer") -> str:
        """What is different, in words; empty: nothing that matters."""
        if self.status != other.status:
            return f"status {self.status}, was {other.status}"
        for name in OF_THE_ANSWER:
            if self.headers.get(name) != other.headers.get(name):
                return f"{name} {self.headers.get(name)}, was {other.headers.get(name)}"
        return "" if self.body == other.body else "another body"

    @property
    def is_good(self) -> bool:
        """Whether the request was carried out."""
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Request:
    """A request that can be sent again."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What is tried. `{fresh}` in addresses and bodies is replaced for each new request; `other_…` serve to tell things apart."""

    url: str
    method: str = "POST"
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    #: another payload that is valid, by default the same one with another `{fresh}`
    other_body: str = ""
    #: another endpoint that takes the same body
    other_url: str = ""
    #: the headers of another caller
    other_headers: tuple[tuple[str, str], ...] = ()
    #: a body that is refused with a 4xx
    refused_body: str = ""
    #: an address whose answer tells what requests have brought about
    effects_url: str = ""
    #: whether a request without a key must be refused
    required: bool = False
    #: makes a request that is sent meanwhile fail
    trouble: Callable[[], object] | None = None
    #: makes what replaces `{fresh}`
    fresh: Callable[[], str] = lambda: uuid.uuid4().hex
    #: whether keys are sent as they are rather than quoted, as the draft has it
    bare: bool = False
    parties: int = 8
    #: seconds
    patience: float = 30

    def request(self, *, url: str = "", body: str | None = None) -> Request:
        """A new request."""
        fresh = self.fresh() if "{fresh}" in self.url + self.body + self.other_body else ""
        filled = (self.body if body is None else body).replace("{fresh}", fresh)
        address = (url or self.url).replace("{fresh}", fresh)
        return Request(self.method, address, self.headers, filled.encode())

    def like(self, request: Request, *, body: str = "") -> Request:
        """The same request with another body."""
        fresh = uuid.uuid4().hex
        filled = body.replace("{fresh}", fresh).encode()
        return Request(request.method, request.url, request.headers, filled)

    def send(self, request: Request, key: str | None) -> Answer:
        """One request, with that key."""
        named = dict(request.headers)
        if key is not None:
            named["Idempotency-Key"] = key if self.bare else f'"{key}"'
        if request.body and not any(name.lower() == "content-type" for name in named):
            named["Content-Type"] = "application/json"
        return _sent(request, named, self.patience)

    def insist(self, request: Request, key: str) -> Answer:
        """Sends it until there is an answer: neither none, nor a 5xx, nor 409."""
        ends = time.monotonic() + self.patience
        while True:
            answer = self.send(request, key)
            final = answer.status not in {0, 409} and answer.status < 500
            if final or time.monotonic() > ends:
                return answer
            time.sleep(0.2)


def _sent(request: Request, headers: dict[str, str], patience: float) -> Answer:
    parts = urlsplit(request.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=patience)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(request.method, path, request.body or None, headers)
        answer = connection.getresponse()
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, named, answer.read())
    except (OSError, http.client.HTTPException):
        return Answer(0)
    finally:
        connection.close()
