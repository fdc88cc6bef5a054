"""A small server that keeps what `Idempotency-Key` promises, and as many ways as one likes in which it does not."""

import json
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Rules:
    """What the server does right. All of it, unless a test says otherwise."""

    claims_at_once: bool = True
    compares_payloads: bool = True
    tells_paths_apart: bool = True
    tells_callers_apart: bool = True
    keeps_bytes: bool = True
    keeps_headers: bool = True
    runs_once: bool = True
    forgets_failures: bool = True
    forgets_refusals: bool = True
    says_when_to_come_back: bool = True
    insists_on_a_key: bool = True
    stands_strange_keys: bool = True


@dataclass
class Books:
    """What it has stored, and how often it did something."""

    rules: Rules
    done: int = 0
    fails_next: bool = False
    kept: dict[tuple[str, ...], dict[str, Any]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def serving(rules: Rules) -> Iterator[tuple[str, Books]]:
    """Address and books of such a server."""
    books = Books(rules)

    class Bound(Handler):
        pass

    Bound.books = books
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bound)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", books
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Handler(BaseHTTPRequestHandler):
    books: Books

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self._send(200, {}, str(self.books.done).encode())

    def do_POST(self) -> None:  # noqa: PLR0911 (each answer is one way out)
        rules, books = self.books.rules, self.books
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        key = self.headers.get("Idempotency-Key")
        if key is None or not key.strip('" '):
            if rules.insists_on_a_key:
                return self._send(400, {}, b"no key")
            return self._send(*self._carry_out())
        if len(key) > 255:
            return self._send(400 if rules.stands_strange_keys else 500, {}, b"strange")
        scope = self._scope(key)
        if b"refuse me" in body and rules.forgets_refusals:
            return self._send(422, {}, b"refused")
        before = self._claim(scope, body)
        if before is not None:
            return self._again(before, body)
        if b"refuse me" in body:
            books.kept[scope]["answer"] = (422, {}, b"refused")
            return self._send(422, {}, b"refused")
        time.sleep(0.02)
        if books.fails_next:
            books.fails_next = False
            if rules.forgets_failures:
                del books.kept[scope]
            else:
                books.kept[scope]["answer"] = (500, {}, b"broken")
            return self._send(500, {}, b"broken")
        books.kept[scope]["answer"] = answer = self._carry_out()
        return self._send(*answer)

    def _scope(self, key: str) -> tuple[str, ...]:
        rules = self.books.rules
        path = self.path if rules.tells_paths_apart else ""
        caller = self.headers.get("Authorization", "") if rules.tells_callers_apart else ""
        return key, path, caller

    def _claim(self, scope: tuple[str, ...], body: bytes) -> dict[str, Any] | None:
        """What is there already, or nothing: then the key is claimed."""
        kept = self.books.kept
        if not self.books.rules.claims_at_once:
            if scope in kept:
                return kept[scope]
            time.sleep(0.02)  # somebody else looks meanwhile
        with self.books.lock:
            if scope in kept and self.books.rules.claims_at_once:
                return kept[scope]
            kept[scope] = {"body": body, "answer": None}
            return None

    def _again(self, before: dict[str, Any], body: bytes) -> None:
        rules = self.books.rules
        if before["body"] != body and rules.compares_payloads:
            return self._send(422, {}, b"another payload")
        if before["answer"] is None:
            wait = {"Retry-After": "1"} if rules.says_when_to_come_back else {}
            return self._send(409, wait, b"still running")
        status, headers, told = before["answer"]
        if not rules.runs_once:
            self.books.done += 1
        told = told if rules.keeps_bytes else told + b" "
        return self._send(status, headers if rules.keeps_headers else {}, told)

    def _carry_out(self) -> tuple[int, dict[str, str], bytes]:
        self.books.done += 1
        made = uuid.uuid4().hex
        return 201, {"Location": f"/things/{made}"}, json.dumps({"id": made}).encode()

    def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
