"""Statements made ready once: what they find is what the same statement finds by the usual way."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import column, create_engine, select, table, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from checkout import catalog
from checkout.db import db, read, unit_of_work
from checkout.operations import load, records
from checkout.prepared import Prepared
from tests.api.test_statements import statements
from tests.conftest import AppMaker
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

IN_A_UNIT = unit_of_work(read)
WAYS = pytest.mark.parametrize("ask", [read, IN_A_UNIT], ids=["alone", "in a unit"])
Ask = Callable[..., Sequence[Any]]


@pytest.fixture
def door(shop_app: Flask) -> OperationsDoor:
    """A placed order of two lines."""
    door = OperationsDoor(shop_app)
    shopper = Shopper(door).adds("mug-stoneware").adds("notebook-a5").uses("WELCOME10")
    shopper.ships_to(berlin).by("standard").pays_by_invoice().places_order()
    return door


def usual(prepared: Prepared, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(prepared.statement, parameters)]


@WAYS
def test_an_order_is_found_value_by_value(shop_app: Flask, door: OperationsDoor, ask: Ask) -> None:
    with shop_app.app_context():
        prepared, asked = load.FIND_BY["token"], door.ref.parameters()
        found, expected = ask(prepared, asked), usual(prepared, asked)

    assert len(found) == 2
    assert list(found[0]) == list(expected[0])
    assert [type(value) for value in found[0]] == [type(value) for value in expected[0]]
    starts = load.LINE_STARTS
    assert list(found[1][starts:]) == list(expected[1][starts:])


@WAYS
def test_records_are_found_value_by_value(shop_app: Flask, door: OperationsDoor, ask: Ask) -> None:
    with shop_app.app_context():
        order_id = load.find_order(door.ref).order.id
        for rows in (records.ADJUSTMENTS, records.SHIPMENTS, records.EVENTS, records.PAYMENTS):
            found = [tuple(row) for row in ask(rows.of_one, {"owner": order_id})]
            assert found
            assert found == usual(rows.of_one, {"owner": order_id})


def test_a_shop_is_found_by_its_host(shop_app: Flask) -> None:
    with shop_app.app_context():
        asked = {"host": "nobody.example", "default": "demo"}
        assert [tuple(row) for row in read(catalog.SHOP_FOR, asked)] == usual(
            catalog.SHOP_FOR, asked
        )


@WAYS
def test_a_fault_of_the_driver_is_told_as_of_any_statement(shop_app: Flask, ask: Ask) -> None:
    broken = Prepared(select(column("a")).select_from(table("not_there")))
    with shop_app.app_context():
        with pytest.raises(DBAPIError):
            ask(broken)
        assert read(catalog.VERSION_OF, {"code": "demo"})


def test_where_a_connection_is_gone_another_is_asked(
    make_app: AppMaker, capfd: pytest.CaptureFixture[str]
) -> None:
    app = make_app("postgresql")
    with app.app_context():
        read(catalog.VERSION_OF, {"code": "demo"})
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        with create_engine(db.engine.url, poolclass=NullPool).connect() as stranger:
            stranger.execute(text(others))
        assert read(catalog.VERSION_OF, {"code": "demo"})
    assert (
        "Exception during reset" not in capfd.readouterr().err
    )  # the pool was told, and did not have to find out by itself


def test_who_listens_hears_it(shop_app: Flask) -> None:
    with statements(shop_app) as heard, shop_app.app_context():
        read(catalog.VERSION_OF, {"code": "demo"})
    assert len(heard) == 1
