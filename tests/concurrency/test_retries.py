"""Serialization failures, deadlocks and a busy database: the unit runs again, whole, reading everything anew; shoppers never hear of it."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from checkout.db import db, unit_of_work
from checkout.operations import Placed
from checkout.retries import ATTEMPTS
from tests.concurrency.faults import failing_once
from tests.concurrency.witnesses import charges, write
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

on_postgresql = pytest.mark.parametrize("engine", ["postgresql"])
on_sqlite = pytest.mark.parametrize("engine", ["sqlite"])


@on_postgresql
@pytest.mark.parametrize("sqlstate", ["40001", "40P01", "55P03"])
def test_placing_survives_a_failure_at_every_statement(app: Flask, sqlstate: str) -> None:
    orders, failed = 0, ["first"]
    while failed:
        door = _ready_to_pay(app)
        total = door.total_shown()
        with failing_once(app, orders, sqlstate) as failed:
            assert isinstance(door.ask_for(total, "card", "tok_visa"), Placed)
        orders += 1
    assert orders > 10
    assert len(charges(app)) == orders


@on_postgresql
def test_every_try_reads_anew(app: Flask) -> None:
    seen: list[int] = []

    @unit_of_work
    def read_then_fail_once() -> None:
        price = "SELECT price FROM variants WHERE sku = 'mug-stoneware'"
        seen.append(db.session.execute(text(price)).scalar_one())
        if len(seen) == 1:
            write(app, "UPDATE variants SET price = 2500 WHERE sku = 'mug-stoneware'")
            _raise("40001")

    with app.app_context():
        read_then_fail_once()
    assert seen == [2400, 2500]


@on_postgresql
@pytest.mark.parametrize(("sqlstate", "tries"), [("40001", ATTEMPTS), ("23505", 1)])
def test_retrying_is_bounded_and_for_the_right_reason(
    app: Flask, sqlstate: str, tries: int
) -> None:
    count = 0

    @unit_of_work
    def fail() -> None:
        nonlocal count
        count += 1
        _raise(sqlstate)

    with app.app_context(), pytest.raises(DBAPIError):
        fail()
    assert count == tries


@on_sqlite
def test_placing_waits_for_a_busy_database(app: Flask) -> None:
    door = _ready_to_pay(app)
    total = door.total_shown()
    _wait_only(app, milliseconds=5)
    with closing(_writer(app)) as writer:
        done = threading.Timer(0.15, writer.rollback)
        done.start()
        assert isinstance(door.ask_for(total), Placed)
        assert done.finished.is_set()


@on_sqlite
def test_a_database_busy_for_ever_is_an_error_and_not_a_wait_for_ever(app: Flask) -> None:
    door = _ready_to_pay(app)
    total = door.total_shown()
    _wait_only(app, milliseconds=1)
    with closing(_writer(app)), pytest.raises(sqlite3.OperationalError):
        door.confirm(total)
    assert charges(app) == []


def _ready_to_pay(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    return door


def _raise(sqlstate: str) -> None:
    raising = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END $$"
    db.session.execute(text(raising))


def _wait_only(app: Flask, milliseconds: int) -> None:
    def impatient(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA busy_timeout={milliseconds}")

    with app.app_context():
        event.listen(db.engine, "connect", impatient)
        db.engine.dispose()


def _writer(app: Flask) -> sqlite3.Connection:
    """Another program that is writing and takes its time."""
    path = Path(app.instance_path) / "checkout.sqlite"
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection
