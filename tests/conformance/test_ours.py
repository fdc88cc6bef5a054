"""Our own API, asked from outside by the checker that anyone can use."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import pytest
from flask import Flask
from werkzeug.serving import make_server

from checkout.conformance.asking import Subject
from checkout.conformance.idempotency import OK, check
from checkout.keys import create_key
from tests.api.client import COMPLETE, Program, document

#: what the checker does not get to see here: requests are too quick to be caught in flight
MAYBE = {"in flight"}


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The address of the API, served by threads of this process."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/v1"
    finally:
        server.shutdown()
        thread.join()


def subject(app: Flask, path: str, body: str, **more: object) -> Subject:
    with app.app_context():
        keys = [create_key("demo", ["all"], name) for name in ("one", "other")]
    callers = [(("Authorization", f"Bearer {key}"),) for key in keys]
    others = {"url": path, "body": body, "headers": callers[0], "other_headers": callers[1]}
    return Subject(parties=6, **{**others, **more})  # type: ignore[arg-type]


def test_opening_checkouts(shop_app: Flask) -> None:
    with served(shop_app) as url:
        tried = subject(
            shop_app,
            f"{url}/checkouts",
            '{"note": "{fresh}"}',
            refused_body='{"total": 1}',
            effects_url=f"{url}/orders?state=open",
            trouble=partial(_break, "checkout.api.checkouts.opened_answer"),
        )
        _passes(tried, {"endpoint", "no key"})


def test_giving_store_credit(app: Flask, api: Program) -> None:
    customers = [
        document(api.asks("POST", "/customers", {"email": f"{name}@example.com"}), 201)["id"]
        for name in ("grace", "hedy")
    ]
    with served(app) as url:
        tried = subject(
            app,
            f"{url}/customers/{customers[0]}/credit",
            '{"amount": 500, "note": "{fresh}"}',
            refused_body='{"amount": -1}',
            effects_url=f"{url}/customers/{customers[0]}/credit",
            required=True,
            trouble=partial(_break, "checkout.api.credit.store_credit_document"),
        )
        _passes(tried, {"endpoint"})


def test_completing_checkouts(app: Flask, api: Program) -> None:
    def opened() -> str:
        return str(api.opens(**COMPLETE)["id"])

    total = api.opens(**COMPLETE)["total"]
    with served(app) as url:
        tried = subject(
            app,
            f"{url}/checkouts/{{fresh}}/complete",
            f'{{"expected_total": {total}, "payment": {{"method": "card", "token": "tok_visa"}}}}',
            other_body=f'{{"expected_total": {total}, "payment": {{"method": "invoice"}}}}',
            refused_body='{"expected_total": "x"}',
            fresh=opened,
            other_headers=(),
            required=True,
        )
        _passes(tried, {"endpoint", "caller", "trouble"})


def _passes(tried: Subject, not_tried: set[str]) -> None:
    verdicts = {each.check: (each.verdict, each.words) for each in check(tried)}
    missed = {name: told for name, told in verdicts.items() if told[0] != OK}
    assert set(missed) - MAYBE == not_tried, missed
    assert "FAILED" not in {verdict for verdict, _ in verdicts.values()}, missed


def _break(point: str) -> None:
    """The next answer fails after everything was done, once."""
    broken = pytest.MonkeyPatch()

    def fail(*_: object, **__: object) -> None:
        broken.undo()
        raise RuntimeError

    broken.setattr(point, fail)
