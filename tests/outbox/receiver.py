"""A partner's server that hears webhooks: real HTTP, and as bad as servers are."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    """What it was sent, and how it answers: a status, "drop" for none, "hang" for a byte now and then."""

    url: str = ""
    answer: int | str = 204
    retry_after: str = ""
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    #: called with every request before it is answered
    meanwhile: Callable[[], Any] = lambda: None


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        sent = {name.lower(): value for name, value in self.headers.items()}
        self.receiver.heard.append((sent, body))
        self.receiver.meanwhile()
        if self.receiver.answer == "drop":
            self.connection.shutdown(socket.SHUT_RDWR)
        elif self.receiver.answer == "hang":
            self._drip()
        else:
            self.send_response(int(self.receiver.answer))
            self.send_header("Location", self.receiver.url)
            if self.receiver.retry_after:
                self.send_header("Retry-After", self.receiver.retry_after)
            self.end_headers()

    def _drip(self) -> None:
        for _ in range(200):
            try:
                self.wfile.write(b"H")
            except OSError:
                return
            time.sleep(0.02)

    def log_message(self, *_: object) -> None:
        """Not into the tests' output."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A server on a free port of this machine, as long as the block runs."""
    receiver = Receiver()
    handler = type("Handler", (_Handler,), {"receiver": receiver})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        receiver.url = f"http://127.0.0.1:{server.server_port}/hooks"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield receiver
        server.shutdown()
