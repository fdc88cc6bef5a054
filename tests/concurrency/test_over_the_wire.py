"""The same races against two real server processes, by form and by JSON at once."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask

from tests.api.client import COMPLETE, Program, card, fresh_key
from tests.concurrency.rivals import at_once
from tests.concurrency.witnesses import charges, rows, stock_of
from tests.factories import stock_up
from tests.guest import Guest
from tests.servers import Server

TOTAL = 2 * 2400 + 490


@pytest.fixture
def program(app: Flask, api_key: str) -> Program:
    return Program(app, api_key)


def test_forms_and_programs_placing_one_order_at_once(
    app: Flask, program: Program, live_server: Server
) -> None:
    guest = Guest(app.test_client()).adds("mug-stoneware", 2).ships_to().by("standard")
    guest.pays_by("invoice").opens("/checkout/review")
    [(public_id,)] = rows(app, "SELECT public_id FROM orders")
    click = _clicking(app, guest, live_server)
    call = _completing(program, public_id, live_server, {"method": "invoice"})
    answers = Counter(at_once([click, call] * 8))
    assert set(answers) <= {"order", 200, 202}
    assert answers["order"] == 8
    assert rows(app, "SELECT state FROM orders") == [("placed",)]
    assert rows(app, "SELECT state FROM payments") == [("pending",)]


def test_twenty_calls_to_complete_are_one_charge(
    app: Flask, program: Program, live_server: Server
) -> None:
    public_id = program.opens(**COMPLETE)["id"]
    complete = _completing(program, public_id, live_server, card("tok_visa"))
    answers = Counter(at_once([complete] * 20))
    assert set(answers) <= {200, 202}
    assert answers[200] >= 1
    assert charges(app) == [(charges(app)[0][0], TOTAL)]


def test_one_key_used_by_many_at_once_runs_once(
    app: Flask, program: Program, live_server: Server
) -> None:
    public_id = program.opens(**COMPLETE)["id"]
    complete = _completing(program, public_id, live_server, card("tok_visa"), key="the same key")
    answers = Counter(at_once([complete] * 12))
    assert set(answers) <= {200, 409}  # it, its replay, and "still running"
    assert complete() == 200
    assert len(charges(app)) == 1


def test_the_last_unit_goes_to_one_of_eighteen(
    app: Flask, program: Program, live_server: Server
) -> None:
    lamp = COMPLETE | {"lines": [{"sku": "lamp-desk", "quantity": 1}]}
    ids = [program.opens(**lamp)["id"] for _ in range(18)]
    with app.app_context():
        stock_up("lamp-desk", 1)
    calls = [_completing(program, each, live_server, card("tok_visa")) for each in ids]
    assert Counter(at_once(calls)) == Counter({200: 1, 422: 17})
    assert len(charges(app)) == 1
    assert stock_of(app, "lamp-desk") == (0, 0)


def _completing(
    program: Program, public_id: str, server: Server, payment: dict[str, str], *, key: str = ""
) -> Callable[[], int | str]:
    """A call that completes a checkout for its total and answers with the status."""
    total = program.reads(f"/checkouts/{public_id}")["total"]
    body = json.dumps({"expected_total": total, "payment": payment}).encode()

    def call() -> int:
        headers = {
            "Authorization": f"Bearer {program.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": key or fresh_key(),
        }
        url = f"{server.url}/api/v1/checkouts/{public_id}/complete"
        try:
            with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    return call


def _clicking(app: Flask, guest: Guest, server: Server) -> Callable[[], int | str]:
    """A click on the button that the guest sees, with the guest's own cookie; "order" when it leads to the order."""
    form = guest.form_with("expected_total")
    session = guest.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert session is not None
    headers = {"Cookie": f"{session.key}={session.value}"}
    url = urllib.parse.urljoin(server.url + "/checkout/review", form.action)
    body = urllib.parse.urlencode(form.fields).encode()

    def click() -> str:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as page:
            return "order" if "/orders/" in page.url else str(page.url)

    return click
