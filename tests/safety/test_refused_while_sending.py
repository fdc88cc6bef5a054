"""Who sends far too much is told so, although many clients send everything before they read the answer."""

import http.client
import json
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.conftest import environ_of
from tests.servers import serving

LINES = [{"sku": "mug-stoneware", "options": {"n": "x" * 2000}}] * 10_000
BODY = json.dumps({"lines": LINES}).encode()
PLEASE_DO_NOT = "X-Do-Not-Hear-Me-Out"
CHECKOUTS = "/api/v1/checkouts"


def test_a_client_that_sends_everything_first_is_told_its_problem(app: Flask, api_key: str) -> None:
    """Without hearing it out, the server hangs up while it is sending."""
    environ = environ_of(app.config["SQLALCHEMY_DATABASE_URI"], Path(app.instance_path))
    target = "tests.safety.sometimes_deaf:app"
    with serving(environ, workers=1, threads=1, target=target) as server:
        assert _answered(server.url, CHECKOUTS, api_key) == (413, "body_too_large")
        assert _answered(server.url, CHECKOUTS, "sk_wrong")[0] == 401
        assert _answered(server.url, "/api/v1/nowhere", api_key)[0] == 404
        with pytest.raises(ConnectionError):
            _answered(server.url, CHECKOUTS, api_key, **{PLEASE_DO_NOT: "1"})


def _answered(url: str, path: str, key: str, **headers: str) -> tuple[int, str]:
    """Status and code that a client gets which sends twenty megabytes and only then reads the answer."""
    where = urlsplit(url)
    with closing(http.client.HTTPConnection(str(where.hostname), where.port, timeout=60)) as client:
        headers |= {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
        client.request("POST", path, BODY, headers)
        answer = client.getresponse()
        assert answer.headers["Content-Type"] == "application/problem+json"
        return answer.status, json.loads(answer.read())["code"]
