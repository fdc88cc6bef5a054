"""Who sends far too much is told so, although many clients send everything before they read the answer."""

import http.client
import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread
from urllib.parse import urlsplit
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask import Flask

from checkout import hearing_out
from checkout.keys import create_key
from tests.servers import Served

LINES = [{"sku": "mug-stoneware", "options": {"n": "x" * 2000}}] * 10_000
BODY = json.dumps({"lines": LINES}).encode()
CHECKOUTS = "/api/v1/checkouts"
TOO_LARGE = (413, "body_too_large")


def test_a_client_that_sends_everything_first_is_told_its_problem(served: Served) -> None:
    with served.app.app_context():
        key = create_key("demo", ["all"], "tests")
    url = served.server.url
    assert _answered(url, CHECKOUTS, key) == TOO_LARGE
    assert _answered(url, CHECKOUTS, "sk_wrong")[0] == 401
    assert _answered(url, "/api/v1/nowhere", key)[0] == 404


def test_without_hearing_it_out_the_server_would_hang_up_while_it_is_sending(
    app: Flask, api_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with _served_simply(app) as url:
        assert _answered(url, CHECKOUTS, api_key) == TOO_LARGE
        monkeypatch.setattr(hearing_out, "LARGEST", 0)
        with pytest.raises(ConnectionError):
            _answered(url, CHECKOUTS, api_key)


def _answered(url: str, path: str, key: str) -> tuple[int, str]:
    """Status and code that a client gets which sends twenty megabytes and only then reads the answer."""
    where = urlsplit(url)
    with closing(http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)) as client:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        client.request("POST", path, BODY, headers)
        answer = client.getresponse()
        assert answer.headers["Content-Type"] == "application/problem+json"
        return answer.status, json.loads(answer.read())["code"]


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Not into the tests' output."""


@contextmanager
def _served_simply(app: Flask) -> Iterator[str]:
    """By a server that reads nothing nobody asks for, in a thread of the test's own process."""
    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
