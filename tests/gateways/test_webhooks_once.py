"""What a gateway tells is taken once, whatever the order, whoever dies meanwhile; and told never, it is found out."""

from importlib import import_module
from itertools import permutations

import pytest
from flask import Flask
from structlog.testing import capture_logs

from checkout.operations import sweep
from checkout.operations.notifications import Taken
from tests.concurrency.rivals import at_once
from tests.concurrency.witnesses import invariants_hold, rows
from tests.gateways.process import InProcess
from tests.gateways.telling import (
    TOTAL,
    Provider,
    key_of,
    pays_there,
    waits_on_the_card_page,
)

notifications = import_module("checkout.operations.notifications")


def test_failing_between_noting_it_and_applying_it_loses_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, provider = waits_on_the_card_page(app), Provider(app)
    pays_there(app)
    with monkeypatch.context() as broken:
        broken.setattr(notifications, "settled", _fails)
        answer = provider.tells(provider.last())
    assert (answer.status_code, answer.json) == (503, {"status": "failed"})
    assert rows(app, "SELECT * FROM gateway_notifications") == []
    assert provider.tells(provider.last()).json == {"status": "applied"}
    assert door.receipt().state == "placed"


def test_what_fails_again_and_again_is_parked_until_it_is_taken(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits_on_the_card_page(app)
    pays_there(app)
    provider = Provider(app)
    with monkeypatch.context() as broken, capture_logs() as told:
        broken.setattr(notifications, "settled", _fails)
        for _ in range(3):
            assert provider.tells(provider.last()).status_code == 503
    assert [entry["event"] for entry in told] == ["notification_failed"] * 3
    parked = "SELECT idempotency_key, type, fault, tries FROM parked_notifications"
    assert rows(app, parked) == [(key_of(app), "payment.captured", "RuntimeError", 3)]
    assert provider.tells(provider.last()).json == {"status": "applied"}
    assert rows(app, parked) == []


def test_what_is_parked_is_settled_by_hand(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    door, provider = waits_on_the_card_page(app), Provider(app)
    pays_there(app)
    with monkeypatch.context() as broken:
        broken.setattr(notifications, "settled", _fails)
        provider.tells(provider.last())
    assert "payment.captured" in _command(app, "list")
    [(number,)] = rows(app, "SELECT id FROM parked_notifications")
    gateway = InProcess.of(app)
    gateway.switch(drop_answers=1)
    assert "Try again later" in _command(app, "replay", str(number))
    assert "is placed, its payment captured" in _command(app, "replay", str(number))
    assert door.receipt().state == "placed"
    assert "Nothing is parked" in _command(app, "replay", str(number))
    assert _command(app, "list") == ""
    invariants_hold(app)


def test_nobody_outside_is_asked_while_it_is_taken(app: Flask) -> None:
    door, provider = waits_on_the_card_page(app), Provider(app)
    pays_there(app)
    told = provider.last()
    app.extensions["gateways"].clear()
    assert provider.tells(told).json == {"status": "applied"}
    assert door.receipt().state == "placed"


def _command(app: Flask, *arguments: str) -> str:
    with app.app_context():
        return app.test_cli_runner().invoke(args=["notifications", *arguments]).output


def test_told_at_once_it_is_taken_once(shop_app: Flask) -> None:
    waits_on_the_card_page(shop_app)
    pays_there(shop_app)
    provider = Provider(shop_app)
    told = provider.last()
    answers = at_once([lambda: provider.tells(told).json] * 6)
    assert sorted(str(each) for each in answers) == [
        "{'status': 'applied'}",
        *["{'status': 'repeated'}"] * 5,
    ]
    invariants_hold(shop_app)


def test_without_noting_it_every_one_of_them_is_taken(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits_on_the_card_page(app)
    pays_there(app)
    provider = Provider(app)
    told = provider.last()
    monkeypatch.setattr(notifications, "_write_down", lambda *_: True)
    answers = at_once([lambda: provider.tells(told).json] * 3)
    assert answers == [{"status": "applied"}] * 3
    invariants_hold(app)  # settling knows by itself what is settled


def test_in_any_order_and_twice_the_end_is_the_same(app: Flask) -> None:
    ends = set()
    for order in permutations(range(3)):
        door, provider = waits_on_the_card_page(app), Provider(app)
        pays_there(app)
        gateway = InProcess.of(app).gateway.honest
        gateway.ledger.shift(key_of(app), "refund", 100, f"1 of {key_of(app)}", "")
        gateway.ledger.shift(key_of(app), "refund", 200, f"2 of {key_of(app)}", "")
        told = provider.written()[-3:]
        for place in (*order, *reversed(order)):
            assert provider.tells(told[place]).status_code == 200
        sums = "SELECT kind, sum(amount) FROM payment_events WHERE payment_id = (SELECT max(id) FROM payments)"
        ends.add((door.receipt().state, *rows(app, f"{sums} GROUP BY kind ORDER BY kind")))
    given_back = ("refunded", 300)  # by somebody at the gateway's own desk
    assert ends == {("placed", ("action_required", 0), ("captured", TOTAL), given_back)}
    invariants_hold(app)


def test_with_every_webhook_lost_the_worker_finds_the_truth(shop_app: Flask) -> None:
    door = waits_on_the_card_page(shop_app)
    pays_there(shop_app)
    assert door.receipt().state == "placing"
    with shop_app.app_context():
        sweep()
    assert door.receipt().state == "placed"
    provider = Provider(shop_app)
    assert provider.tells(provider.last()).json == {"status": "applied"}  # and comes too late
    assert rows(shop_app, "SELECT count(*) FROM order_events WHERE type = 'placed'") == [(1,)]
    invariants_hold(shop_app)


def _fails(*_: object) -> Taken:
    raise RuntimeError
