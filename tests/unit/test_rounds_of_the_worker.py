"""A gateway that hangs takes a round of the worker no longer than a minute, and in the next one others are asked first."""

from importlib import import_module
from itertools import count

import pytest
from flask import Flask

from checkout.operations import sweep
from checkout.payments import Attempt, Outcome, Unknown
from tests.concurrency.witnesses import rows, write
from tests.conftest import Clock
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.process import InProcess
from tests.shopper import Shopper

rounds = import_module("checkout.operations.sweep")  # the package has a function of this name
ORDERS = 5


@pytest.fixture
def asked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys a gateway is asked about that takes 25 seconds for no answer; five orders wait for it."""
    gateway, keys, seconds = InProcess.of(app), list[str](), count(0, 25)
    gateway.switch(drop_answers=ORDERS)
    for _ in range(ORDERS):
        door = OperationsDoor(app)
        Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
        door.ask_for(door.total_shown(), "card", "tok_visa")

    def hangs(attempt: Attempt) -> Outcome:
        keys.append(attempt.idempotency_key)
        return Unknown()

    monkeypatch.setattr(gateway.gateway, "fetch", hangs)
    monkeypatch.setattr(rounds, "monotonic", lambda: next(seconds))
    return keys


def test_a_round_is_cut_short_and_the_next_one_begins_elsewhere(
    app: Flask, clock: Clock, asked: list[str]
) -> None:
    with app.app_context():
        assert sweep()["payments"] < ORDERS
        for _ in range(10):
            clock.forward(seconds=16)
            sweep()
    assert len(set(asked)) == ORDERS


def test_everything_else_is_looked_after_in_the_same_round(app: Flask, asked: list[str]) -> None:
    door = OperationsDoor(app)
    door.add("mug-stoneware", 1)
    write(app, "UPDATE orders SET expires_at = '2020-01-01' WHERE state = 'open'")
    with app.app_context():
        sweep()
    assert len(asked) < ORDERS
    assert rows(app, "SELECT count(*) FROM orders WHERE state = 'expired'") == [(1,)]


def test_without_the_limit_one_gateway_keeps_the_whole_round(
    app: Flask, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "PATIENCE", None)
    with app.app_context():
        assert sweep()["payments"] == ORDERS
    assert len(asked) == ORDERS
