"""The courier of the test gateway's webhooks: in order, late, shuffled, forged, twice, or not at all, as its switches say."""

import base64
import http.client
import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import structlog

from .books import open_books
from .notices import signed
from .switches import Switches
from .unruly import UnrulyGateway

log = structlog.get_logger()

#: (url, body, headers) -> status
Post = Callable[[str, bytes, dict[str, str]], int]
ROUND_SECONDS = 0.1
SECONDS = 5
#: a webhook that nobody takes is tried so often
MOST_TRIES = 50
WRONG_SECRET = "whsec_" + base64.b64encode(b"somebody else's").decode()


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook as it is written down."""

    number: int
    id: str
    body: bytes
    #: milliseconds since 1970
    written_at: int


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The status with which `url` answers. Raises `OSError` and `http.client.HTTPException` when there is no answer."""
    place = urlsplit(url)
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    connection = kind(place.netloc, timeout=SECONDS)
    try:
        connection.request("POST", place.path or "/", body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


class Courier:
    """Takes what is written down to the address in the switches."""

    def __init__(self, gateway: UnrulyGateway, secret: str, by: Post = post) -> None:
        self._gateway, self._secret, self._post = gateway, secret, by

    def run(self, stop: threading.Event) -> None:
        """Goes round until it is told to stop."""
        while not stop.wait(ROUND_SECONDS):
            try:
                self.deliver()
            except Exception:
                log.exception("courier_failed")

    def deliver(self) -> int:
        """One round over everything that is to be sent now: how many were accepted."""
        now = self._gateway.switches.read()
        if not now.webhook_url or now.webhooks == "never":
            return 0
        return sum(self._delivered(each, now) for each in self._due(now))

    def waiting(self) -> list[Notice]:
        """What nobody has accepted yet, oldest first."""
        with open_books(self._gateway.ledger.path) as books:
            rows = books.execute(
                "SELECT number, id, body, written_at FROM notices "
                "WHERE is_done = 0 AND tries < ? ORDER BY number",
                (MOST_TRIES,),
            ).fetchall()
        return [Notice(row[0], row[1], row[2].encode(), row[3]) for row in rows]

    def _due(self, now: Switches) -> list[Notice]:
        waiting = self.waiting()
        match now.webhooks:
            case "late":
                latest = time.time_ns() // 1_000_000 - now.late_ms
                return [each for each in waiting if each.written_at <= latest]
            case "shuffled":
                random.Random(now.seed).shuffle(waiting)  # noqa: S311 (its order is no secret)
                return waiting
            case _:
                return waiting

    def _delivered(self, notice: Notice, now: Switches) -> bool:
        secret, body = self._secret, notice.body
        if now.webhooks == "forged":
            secret, body = WRONG_SECRET, _made_good(body)
        headers = signed(secret, notice.id, body, int(time.time()))
        accepted = False
        for _ in range(2 if now.twice else 1):
            try:
                accepted = 200 <= self._post(now.webhook_url, body, headers) < 300
            except (OSError, http.client.HTTPException) as error:
                log.warning("webhook_not_sent", error=type(error).__name__)
        with open_books(self._gateway.ledger.path) as books:
            books.execute(
                "UPDATE notices SET tries = tries + 1, is_done = ? WHERE number = ?",
                (int(accepted), notice.number),
            )
        return accepted


def _made_good(body: bytes) -> bytes:
    """What a forger would say: that all of it was paid."""
    event = json.loads(body)
    event["data"]["captured"] = event["data"]["authorized"] = event["data"]["amount"]
    return json.dumps(event | {"type": "payment.captured"}).encode()
