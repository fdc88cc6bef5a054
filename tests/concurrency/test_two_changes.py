"""Two changes of one cart at once, as by a double click: none of them is lost, in the order and in what is told of it."""

import pytest
from flask import Flask

from checkout.operations import LineWanted, add_line
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import rows
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

#: the cart was read, and what is to be on it is not written yet
READ = "checkout.operations.edit:changed"
QUANTITY = "SELECT quantity FROM order_lines"


def _one_more_each(app: Flask, monkeypatch: pytest.MonkeyPatch, patience: float) -> list[object]:
    """Two who each put one more mug into the cart that has one."""
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin)
    meet_before(monkeypatch, READ, 2, patience)

    def add() -> str:
        with app.app_context():
            add_line(door.ref, LineWanted("mug-stoneware", 1), "en")
        return "added"

    return list(at_once([add, add]))


def test_two_changes_at_once_lose_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _one_more_each(app, monkeypatch, 0.3) == ["added", "added"]
    assert rows(app, QUANTITY) == [(3,)]


def test_without_the_locks_one_of_them_is_lost(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _one_more_each(unlocked_app, monkeypatch, 10)
    assert rows(unlocked_app, QUANTITY) == [(2,)]
