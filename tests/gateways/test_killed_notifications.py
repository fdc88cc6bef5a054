"""The process that takes what a gateway tells is killed, at every point of it: told again, as gateways do, it is taken."""

from importlib import import_module

import pytest
from flask import Flask

from checkout.db import unit_of_work
from tests.concurrency.witnesses import invariants_hold, rows
from tests.gateways.telling import Provider, pays_there, waits_on_the_card_page
from tests.proofs.mortals import Mortals, different

notifications = import_module("checkout.operations.notifications")

NOTED = (
    "SELECT count(*) FROM gateway_notifications WHERE payment_id = (SELECT max(id) FROM payments)"
)
STATE = (
    "SELECT state FROM orders WHERE id = (SELECT order_id FROM payments ORDER BY id DESC LIMIT 1)"
)
BOTH_OR_NEITHER = {(0, "placing"), (1, "placed")}


@pytest.fixture
def mortals(shop_app: Flask) -> Mortals:
    Provider(shop_app).tells(_paid(shop_app))  # what a process keeps in memory, it has from now on
    return Mortals(shop_app)


def test_noted_and_applied_is_one_thing_whenever_the_process_dies(mortals: Mortals) -> None:
    app, points = mortals.app, _points(mortals)
    seen = set()
    assert points.count("before COMMIT") == points.count("after COMMIT") == 1
    told = _paid(app)
    for number in different(points):
        assert mortals.killed(lambda: _tells(app, told), number) == points[: number + 1]  # noqa: B023
        seen.add(_stands(app))
        assert seen <= BOTH_OR_NEITHER, points[number]
        if _stands(app) == (1, "placed"):
            assert Provider(app).tells(told).json == {"status": "repeated"}
            told = _paid(app)
    assert Provider(app).tells(told).json == {"status": "applied"}
    assert _stands(app) == (1, "placed")
    assert seen == BOTH_OR_NEITHER
    invariants_hold(app)


def test_noted_in_a_transaction_of_its_own_a_death_between_would_lose_it(
    mortals: Mortals, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = mortals.app
    _note_first(monkeypatch)
    points = _points(mortals)
    assert points.count("after COMMIT") == 2
    told = _paid(app)
    mortals.killed(lambda: _tells(app, told), points.index("after COMMIT"))
    assert _stands(app) == (1, "placing")
    assert Provider(app).tells(told).json == {"status": "repeated"}
    assert _stands(app) == (1, "placing")


def _note_first(monkeypatch: pytest.MonkeyPatch) -> None:
    take, write_down = vars(notifications)["_take"], vars(notifications)["_write_down"]
    noted = unit_of_work(write_down)

    def in_two_steps(*told: object) -> object:
        if not noted(*told[:3]):
            return notifications.Taken.REPEATED
        with monkeypatch.context() as known:
            known.setattr(notifications, "_write_down", lambda *_: True)
            return take(*told)

    monkeypatch.setattr(notifications, "_take", in_two_steps)


def _points(mortals: Mortals) -> list[str]:
    told = _paid(mortals.app)
    return mortals.points_of(lambda: _tells(mortals.app, told))


def _paid(app: Flask) -> tuple[str, bytes]:
    """A new order whose shopper has paid at the gateway: what the gateway has to tell of it."""
    waits_on_the_card_page(app)
    pays_there(app)
    return Provider(app).last()


def _tells(app: Flask, told: tuple[str, bytes]) -> int:
    return Provider(app).tells(told).status_code


def _stands(app: Flask) -> tuple[int, str]:
    """How many notifications of the newest payment are noted, and its order's state."""
    [(noted,)], [(state,)] = rows(app, NOTED), rows(app, STATE)
    return noted, state
