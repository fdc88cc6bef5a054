"""What an operator reads at /metrics: requests, statements, transactions, and how long connections are held."""

import re
from pathlib import Path

from flask import Flask
from werkzeug.test import TestResponse

from checkout import create_app
from checkout.db import db, unit_of_work
from tests.conftest import environ_of
from tests.doors import PagesDoor
from tests.factories import berlin
from tests.guest import Guest
from tests.shopper import Shopper


def test_a_whole_checkout_is_counted_and_no_connection_is_kept(app: Flask, tmp_path: Path) -> None:
    measured = _measured(app, tmp_path)
    before = _numbers(measured.test_client().get("/metrics"))
    shopper = Shopper(PagesDoor(Guest(measured.test_client()))).adds("mug-stoneware")
    shopper.ships_to(berlin).by("standard").pays_by_invoice().places_order()
    after = _numbers(measured.test_client().get("/metrics"))

    def more(name: str) -> float:
        return after[name] - before.get(name, 0)

    assert more("checkout_sql_statements_total") > more("checkout_sql_transactions_total") > 3
    requests = sum(more(each) for each in after if each.startswith("checkout_requests_total"))
    assert requests > 10
    assert more("checkout_sql_connection_seconds_count") >= more("checkout_sql_transactions_total")
    assert more("checkout_sql_connection_seconds_sum") > 0
    with measured.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]


def test_the_time_a_connection_is_held_is_that_of_its_unit_of_work(
    app: Flask, tmp_path: Path
) -> None:
    measured = _measured(app, tmp_path)

    @unit_of_work
    def look() -> None:
        db.session.connection()

    with measured.app_context():
        look()
        look()
    found = _numbers(measured.test_client().get("/metrics"))
    assert found["checkout_sql_connection_seconds_count"] == 2


def test_it_is_not_there_unless_asked_for(app: Flask) -> None:
    assert app.test_client().get("/metrics").status_code == 404


def _measured(app: Flask, folder: Path) -> Flask:
    environ = environ_of(app.config["SQLALCHEMY_DATABASE_URI"], folder)
    return create_app(environ | {"METRICS": "1"})


def _numbers(answer: TestResponse) -> dict[str, float]:
    found = re.findall(r"^(\w+(?:\{.*?\})?) (\S+)$", answer.text, re.MULTILINE)
    return {name: float(value) for name, value in found}
