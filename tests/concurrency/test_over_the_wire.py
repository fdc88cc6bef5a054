"""The same races against two real server processes, by form and by JSON at once."""

import json
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from tests.api.client import COMPLETE, Program, card, fresh_key
from tests.concurrency.rivals import at_once
from tests.concurrency.witnesses import charges, invariants_hold, rows, stock_of
from tests.conftest import serving_a_shop
from tests.databases import ENGINES
from tests.factories import stock_up
from tests.guest import Guest
from tests.servers import Served, Server

TOTAL = 2 * 2400 + 490


@pytest.fixture(scope="module", params=ENGINES)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """One served shop on each database; every test makes its own orders in it."""
    shops = request.getfixturevalue(f"{request.param}_shops")
    with serving_a_shop(shops, tmp_path_factory.mktemp("wire")) as shop:
        yield shop


@pytest.fixture
def app(served: Served) -> Iterator[Flask]:
    yield served.app
    invariants_hold(served.app)


@pytest.fixture
def server(served: Served) -> Server:
    return served.server


@pytest.fixture
def program(app: Flask, api_key: str) -> Program:
    return Program(app, api_key)


def test_forms_and_programs_placing_one_order_at_once(
    app: Flask, program: Program, server: Server
) -> None:
    guest = Guest(app.test_client()).adds("mug-stoneware", 2).ships_to().by("standard")
    guest.pays_by("invoice").opens("/checkout/review")
    (_, public_id) = rows(app, "SELECT id, public_id FROM orders ORDER BY id")[-1]
    click = _clicking(app, guest, server)
    call = _completing(program, public_id, server, {"method": "invoice"})
    answers = Counter(at_once([click, call] * 8))
    assert set(answers) <= {"order", 200, 202}
    assert answers["order"] == 8
    assert _states(app, public_id) == [("placed", "pending")]


def test_twenty_calls_to_complete_are_one_charge(
    app: Flask, program: Program, server: Server
) -> None:
    public_id = program.opens(**COMPLETE)["id"]
    before = charges(app)
    complete = _completing(program, public_id, server, card("tok_visa"))
    answers = Counter(at_once([complete] * 20))
    assert set(answers) <= {200, 202}
    assert answers[200] >= 1
    assert _taken_since(before, app) == [TOTAL]


def test_one_key_used_by_many_at_once_runs_once(
    app: Flask, program: Program, server: Server
) -> None:
    public_id = program.opens(**COMPLETE)["id"]
    before = charges(app)
    complete = _completing(program, public_id, server, card("tok_visa"), key="the same key")
    answers = Counter(at_once([complete] * 12))
    assert set(answers) <= {200, 409}  # it, its replay, and "still running"
    assert complete() == 200
    assert _taken_since(before, app) == [TOTAL]


def test_the_last_unit_goes_to_one_of_eighteen(
    app: Flask, program: Program, server: Server
) -> None:
    lamp = COMPLETE | {"lines": [{"sku": "lamp-desk", "quantity": 1}]}
    ids = [program.opens(**lamp)["id"] for _ in range(18)]
    with app.app_context():
        stock_up("lamp-desk", 1)
    before = charges(app)
    calls = [_completing(program, each, server, card("tok_visa")) for each in ids]
    assert Counter(at_once(calls)) == Counter({200: 1, 422: 17})
    assert len(_taken_since(before, app)) == 1
    assert stock_of(app, "lamp-desk") == (0, 0)


def _states(app: Flask, public_id: str) -> list[tuple[Any, ...]]:
    """The state of the order, with that of each attempt to pay for it."""
    states = """
        SELECT orders.state, payments.state FROM orders JOIN payments ON payments.order_id = orders.id
        WHERE public_id = :public_id
    """
    return rows(app, states, public_id=public_id)


def _taken_since(before: list[tuple[str, int]], app: Flask) -> list[int]:
    """What each charge took that was not there before."""
    return [amount for key, amount in charges(app) if (key, amount) not in before]


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
