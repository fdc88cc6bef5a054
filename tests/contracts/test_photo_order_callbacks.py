"""Whoever asked for it is told when an order is placed, by whatever door, again and again until they take it."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask

from checkout import clock
from checkout.db import db, end_reading
from checkout.models import Callback, Notice, Order
from checkout.operations.addressing import address_messages
from checkout.operations.callbacks import PATIENCE, call_back_all
from checkout.operations.notices import pause_after
from checkout.operations.sweep import sweep
from tests.api.client import INVOICE, Program
from tests.concurrency.rivals import at_once, meet_before
from tests.conftest import Clock
from tests.contracts.conftest import PartnerMaker
from tests.contracts.partner import Partner
from tests.contracts.photo_orders import BEGINNING, EXAMPLE, begin, error, finish, read
from tests.databases import ENGINES

CLAIM = "checkout.operations.notices:_claim"


@dataclass
class Shopfront:
    """A partner's own server: what it was told, and what it answers."""

    url: str = ""
    status: int = 200
    told: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture
def lab(partner_of: PartnerMaker) -> Partner:
    return partner_of("print")


@pytest.fixture
def shopfront(app: Flask) -> Iterator[Shopfront]:
    found = Shopfront()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(found.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Not into the tests' output."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.url = f"http://127.0.0.1:{server.server_port}/orders"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        app.extensions["settings"] = replace(app.extensions["settings"], private_callbacks=True)
        yield found
        server.shutdown()


def _sweep(app: Flask) -> int:
    with app.app_context():
        return sweep()["callbacks"]


def _callback(app: Flask) -> Notice:
    with app.app_context():
        address_messages()
        found = db.session.query(Notice).filter_by(kind="callback").one()
        end_reading()
        return found


def test_the_whole_order_is_sent_once_it_is_placed(
    app: Flask, lab: Partner, shopfront: Shopfront
) -> None:
    begun = begin(lab, {**BEGINNING, "order_url": shopfront.url})
    assert (_sweep(app), shopfront.told) == (0, [])

    finish(lab, begun)

    assert (_sweep(app), _sweep(app)) == (1, 0)
    assert shopfront.told == [read(lab, begun)]
    assert shopfront.told[0]["order_url"] == shopfront.url
    assert _callback(app).done_at is not None


def test_an_order_that_the_native_api_finishes_is_told_as_well(
    app: Flask, lab: Partner, shopfront: Shopfront
) -> None:
    begun = begin(lab, {**EXAMPLE, "order_url": shopfront.url})
    native = Program(app, lab.key)
    with app.app_context():
        public_id = db.session.get_one(Order, int(begun["orderId"])).public_id
    assert native.completes(native.reads(f"/checkouts/{public_id}"), INVOICE).status_code == 200

    assert _sweep(app) == 1
    assert [each["orderId"] for each in shopfront.told] == [begun["orderId"]]


def test_it_is_tried_for_half_a_day_with_growing_pauses(
    app: Flask, lab: Partner, shopfront: Shopfront, clock: Clock
) -> None:
    shopfront.status = 503
    finish(lab, begin(lab, {**BEGINNING, "order_url": shopfront.url}))
    began, attempts = clock.instant, []
    while _callback(app).given_up_at is None:
        assert _sweep(app) == 1
        assert _sweep(app) == 0
        attempts.append(clock.instant - began)
        clock.instant = max(clock.instant, _callback(app).next_at)
        assert len(attempts) < 50

    clock.forward(days=1)
    assert _sweep(app) == 0
    pauses = [later - earlier for earlier, later in pairwise(attempts)]
    assert attempts[-1] == timedelta(hours=12)
    assert pauses[:4] == [timedelta(seconds=30 * 2**n) for n in range(4)]
    assert max(pauses) == timedelta(hours=1)
    assert pauses[:-1] == sorted(pauses[:-1])
    assert len(shopfront.told) == len(attempts) == _callback(app).attempts
    assert _callback(app).fault == "status 503"


@pytest.mark.parametrize("status", [301, 302, 307, 404, 500])
def test_only_a_good_answer_counts(
    app: Flask, lab: Partner, shopfront: Shopfront, clock: Clock, status: int
) -> None:
    shopfront.status = status
    finish(lab, begin(lab, {**BEGINNING, "order_url": shopfront.url}))
    assert _sweep(app) == 1
    shopfront.status = 204
    clock.forward(seconds=30)

    assert (_sweep(app), _sweep(app)) == (1, 0)
    assert len(shopfront.told) == 2
    assert _callback(app).done_at is not None


def _call_at_once(app: Flask, lab: Partner, shopfront: Shopfront) -> int:
    """How often an order was told that four workers came upon at once."""
    finish(lab, begin(lab, {**BEGINNING, "order_url": shopfront.url}))
    with app.app_context():
        address_messages()

    def work() -> None:
        with app.app_context():
            call_back_all()

    at_once([work] * 4)
    return len(shopfront.told)


@pytest.mark.parametrize("engine", ENGINES)
def test_of_several_workers_one_makes_the_call(
    app: Flask, lab: Partner, shopfront: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_before(monkeypatch, CLAIM, 4)

    assert _call_at_once(app, lab, shopfront) == 1


def test_without_the_claim_each_of_them_calls(
    app: Flask, lab: Partner, shopfront: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each looks what is due and then sends, as if nobody else did."""
    module = import_module("checkout.operations.notices")
    looked = threading.Barrier(4)
    done = threading.local()

    def look(kind: str) -> int | None:
        rows = module.read(module.DUE, {"of_kind": kind, "now": clock.now()})
        if getattr(done, "once", False) or not rows:
            return None
        done.once = True
        looked.wait(timeout=10)
        return int(rows[0].id)

    monkeypatch.setattr(module, "_claim", look)

    assert _call_at_once(app, lab, shopfront) == 4


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9/", "http://[::1]/", "http://169.254.169.254/", "nonsense", "x:y"]
)
def test_an_address_that_can_never_be_called_is_refused_at_once(lab: Partner, url: str) -> None:
    rows = lab.rows()

    answer = lab.asks("POST", "/v1/orders", {**BEGINNING, "order_url": url})

    assert error(answer) == (422, "UNPROCESSABLE_ENTITY", "order_url can not be called")
    assert lab.rows() == rows


def test_a_name_that_leads_home_is_never_called(
    app: Flask, lab: Partner, shopfront: Shopfront
) -> None:
    app.extensions["settings"] = replace(app.extensions["settings"], private_callbacks=False)
    url = shopfront.url.replace("127.0.0.1", "localhost")
    finish(lab, begin(lab, {**BEGINNING, "order_url": url}))

    assert _sweep(app) == 1

    assert shopfront.told == []
    assert _callback(app).fault.startswith("Refused")


def test_the_callback_of_an_order_that_was_given_up_is_forgotten(
    app: Flask, lab: Partner, shopfront: Shopfront, clock: Clock
) -> None:
    begin(lab, {**BEGINNING, "order_url": shopfront.url})
    clock.forward(days=90)

    with app.app_context():
        assert sweep()["dead_callbacks"] == 1
        assert db.session.query(Callback).count() == 0
        end_reading()
    assert (_sweep(app), shopfront.told) == (0, [])


def test_a_round_of_the_worker_ends_in_time(
    app: Flask, lab: Partner, shopfront: Shopfront, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(lab, begin(lab, {**BEGINNING, "order_url": shopfront.url}))
    module = import_module("checkout.operations.notices")

    with monkeypatch.context() as patch:
        patch.setattr(module, "ROUND_SECONDS", 0)
        _sweep(app)
    assert shopfront.told == []

    _sweep(app)
    assert len(shopfront.told) == 1


def test_pauses_double_up_to_an_hour() -> None:
    seconds = [
        pause_after(attempts, PATIENCE).total_seconds() for attempts in (1, 2, 3, 7, 8, 9, 500)
    ]

    assert seconds == [30, 60, 120, 1920, 3600, 3600, 3600]
