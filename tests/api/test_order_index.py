"""A page of orders is read from an index, however many orders there are."""

from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert

from checkout.db import db, table_of
from checkout.models import Order
from tests.api.client import Program
from tests.concurrency.witnesses import rows, write
from tests.databases import ENGINES

pytestmark = pytest.mark.parametrize("engine", ENGINES)

CARTS = 3000


def test_pages_come_from_the_index_without_sorting(app: Flask, api: Program) -> None:
    _carts(app, api)
    for plan in _plans_of_two_pages(app, api):
        assert "ix_orders_shop_id_last_step" in plan
        assert "Sort" not in plan
        assert "TEMP B-TREE" not in plan


def test_without_it_every_page_sorts_every_order(app: Flask, api: Program) -> None:
    _carts(app, api)
    write(app, "DROP INDEX ix_orders_shop_id_last_step")
    for plan in _plans_of_two_pages(app, api):
        assert "Sort" in plan or "TEMP B-TREE" in plan


def _carts(app: Flask, api: Program) -> None:
    api.opens()
    [cart] = rows(app, "SELECT * FROM orders")
    with app.app_context(), db.engine.begin() as connection:
        columns = table_of(Order).c
        like = dict(
            zip(columns.keys(), connection.execute(table_of(Order).select()).one(), strict=True)
        )
        assert len(like) == len(cart)
        del like["id"]
        connection.execute(
            insert(table_of(Order)),
            [like | {"public_id": f"co_{n}", "token": str(n)} for n in range(CARTS)],
        )
    write(app, "ANALYZE")


def _plans_of_two_pages(app: Flask, api: Program) -> list[str]:
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _u: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "ORDER BY coalesce" in statement:
            asked.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    first = api.reads("/orders?state=open&limit=20")
    api.reads(first["next"].removeprefix("/api/v1"))
    event.remove(engine, "before_cursor_execute", note)
    assert len(asked) == 2
    return [_plan(app, *each) for each in asked]


def _plan(app: Flask, statement: str, parameters: Sequence[Any]) -> str:
    with app.app_context(), db.engine.connect() as connection:
        explain = "EXPLAIN QUERY PLAN " if db.engine.dialect.name == "sqlite" else "EXPLAIN "
        plan = connection.exec_driver_sql(explain + statement, parameters)
        return "\n".join(str(row) for row in plan)
