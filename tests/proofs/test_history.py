"""Thousands of operations by many clients while everything goes wrong that can: in the end every rule holds."""

import os
import secrets
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from checkout import create_app
from checkout.db import db
from tests.conftest import AppMaker, Clock, environ_of
from tests.databases import ENGINES, SqliteShops
from tests.factories import stock_up
from tests.proofs.history import SKUS, History
from tests.properties import NIGHTLY, PROFILE

#: by database; by day 10,000 in all
BY_DAY = {"sqlite": 6_000, "postgresql": 4_000}
OPERATIONS = dict.fromkeys(ENGINES, 500_000) if PROFILE == NIGHTLY else BY_DAY
#: by day the same history every time, by night another one each
SEED = int(
    os.environ.get("HISTORY_SEED") or (secrets.randbelow(10**9) if PROFILE == NIGHTLY else 1)
)


@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_happens_the_rules_hold(make_app: AppMaker, engine: str, clock: Clock) -> None:
    with closing(_history(make_app(engine), clock, SEED)) as history:
        broken = history.run(OPERATIONS[engine])
        assert broken == [], f"HISTORY_SEED={SEED}"
        assert history.tally["operations"] >= OPERATIONS[engine]
        assert min(history.tally[each] for each in ("Killed", "clock jumps")) > 10


def test_a_seed_makes_the_same_history_again(
    sqlite_shops: SqliteShops, tmp_path: Path, clock: Clock
) -> None:
    logs, began = [], clock.instant
    for name in ("once", "again"):
        clock.instant, folder = began, tmp_path / name
        folder.mkdir()
        with sqlite_shops.shop(folder) as url:
            app = create_app(environ_of(url, folder))
            with closing(_history(app, clock, 7)) as history, app.app_context():
                history.run(150)
                db.engine.dispose()
        logs.append(history.log)
    assert logs[0] == logs[1]


def _history(app: Flask, clock: Clock, seed: int) -> History:
    with app.app_context():
        for sku in SKUS:
            stock_up(sku, 100_000)
        stock_up("lamp-desk", 40)
    return History(app, clock, seed)
