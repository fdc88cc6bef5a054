"""One place commits, nobody outside is asked while it is open, and what it reads it may rely on."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from checkout.db import db, end_reading, outside_call, unit_of_work
from checkout.models import Variant
from checkout.operations import find_order
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import rows
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

MUG = select(Variant).where(Variant.sku == "mug-stoneware").with_for_update()


def test_a_call_to_the_outside_within_a_unit_is_refused(app: Flask) -> None:
    @unit_of_work
    def careless() -> None:
        with outside_call():
            pass

    with app.app_context(), pytest.raises(RuntimeError):
        careless()


def test_a_call_to_the_outside_while_reading_is_refused(app: Flask) -> None:
    with app.app_context():
        db.session.scalars(MUG).one()
        with pytest.raises(RuntimeError), outside_call():
            pass
        end_reading()
        with outside_call():
            pass


def test_a_single_reading_statement_leaves_no_transaction_open(app: Flask) -> None:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware")
    with app.app_context():
        find_order(door.ref)
        with outside_call():
            pass


def test_without_that_guard_the_gateway_is_asked_inside_the_transaction(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    payments = "checkout.operations.pay"
    monkeypatch.setattr(__import__(payments, fromlist=["pay"]), "outside_call", nullcontext)
    within: list[bool] = []

    class Listening:
        asks_nobody = False

        def create(self, _: object) -> None:
            within.append(db.session().in_transaction())
            raise ConnectionError

    app.extensions["gateways"]["test"] = Listening()
    door.confirm(door.total_shown(), "card", "tok_visa")
    assert within == [False]  # placing asks outside of it by its own making, not only by the guard


def test_units_do_not_nest(app: Flask) -> None:
    @unit_of_work
    def outer() -> None:
        unit_of_work(list)()

    with app.app_context(), pytest.raises(RuntimeError):
        outer()


def test_a_unit_that_raises_leaves_no_trace(app: Flask) -> None:
    @unit_of_work
    def failing() -> None:
        db.session.scalars(MUG).one().price = 1
        db.session.flush()
        raise LookupError

    with app.app_context(), pytest.raises(LookupError):
        failing()
    assert _price(app) == 2400


@pytest.mark.parametrize("engine", ["sqlite"])
def test_a_unit_takes_the_write_lock_before_it_reads(app: Flask) -> None:
    with app.app_context(), _traced() as statements:
        unit_of_work(lambda: db.session.scalars(MUG).one())()
        assert statements[0] == "BEGIN IMMEDIATE"
        statements.clear()
        db.session.scalars(MUG).one()
        assert statements[0].startswith("SELECT")
        end_reading()


def test_read_then_write_counts_everyone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _raise_the_price_together(app, monkeypatch) == 2400 + 6


def test_without_locks_all_but_one_are_lost(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _raise_the_price_together(unlocked_app, monkeypatch) < 2400 + 6


def _raise_the_price_together(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    meet_before(monkeypatch, f"{__name__}:_one_more", 6)

    @unit_of_work
    def raise_price() -> None:
        mug = db.session.scalars(MUG).one()
        mug.price = _one_more(mug.price)

    def run() -> None:
        with app.app_context():
            raise_price()

    assert at_once([run] * 6) == [None] * 6
    return _price(app)


def _one_more(price: int) -> int:
    return price + 1


def _price(app: Flask) -> int:
    [(price,)] = rows(app, "SELECT price FROM variants WHERE sku = 'mug-stoneware'")
    return int(price)


@contextmanager
def _traced() -> Iterator[list[str]]:
    """Everything that SQLite is told, also by the driver itself."""
    statements: list[str] = []

    def trace(connection: Any, *_: object) -> None:
        connection.set_trace_callback(statements.append)

    event.listen(db.engine, "checkout", trace)
    yield statements
    event.remove(db.engine, "checkout", trace)
