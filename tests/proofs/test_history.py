"""Thousands of operations by many clients while everything goes wrong that can: in the end every rule holds."""

import gc
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event

from checkout import create_app
from checkout.db import db
from tests.conftest import Clock, environ_of
from tests.databases import ENGINES, PostgresqlShops, SqliteShops
from tests.factories import stock_up
from tests.proofs.history import History
from tests.proofs.history_acts import SKUS
from tests.proofs.planted import Plant, each_question_has_another_key, no_answer_counts_as_declined
from tests.properties import NIGHTLY, PROFILE

#: by database: 10,000 in all
OPERATIONS = {"sqlite": 7_000, "postgresql": 3_000}
#: by night one history after the other, for so long on each database
NIGHT_SECONDS = 60 * int(os.environ.get("HISTORY_MINUTES", "30"))
IS_NIGHT = PROFILE == NIGHTLY and "HISTORY_SEED" not in os.environ
#: by day the same history every time, by night other ones
SEED = int(os.environ.get("HISTORY_SEED") or (secrets.randbelow(10**9) if IS_NIGHT else 1))
#: one of so many short histories finds a planted bug
SEEDS = range(10, 18)
#: what must have happened for a history to prove anything
HAPPENED = ("Killed", "clock jumps", "told", "pay after confirming", "press the button")

Shops = SqliteShops | PostgresqlShops


@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_happens_the_rules_hold(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str, clock: Clock
) -> None:
    shops, until = request.getfixturevalue(f"{engine}_shops"), time.monotonic() + NIGHT_SECONDS
    began, seed = clock.instant, SEED
    while True:
        clock.instant, folder = began, tmp_path / str(seed)
        with _history(shops, folder, clock, seed) as history:
            assert history.run(OPERATIONS[engine], until=HAPPENED) == [], f"HISTORY_SEED={seed}"
            assert history.rare(HAPPENED) == {}
        if not IS_NIGHT or time.monotonic() > until:
            break
        seed += 1


def test_a_seed_makes_the_same_history_again(
    sqlite_shops: SqliteShops, tmp_path: Path, clock: Clock
) -> None:
    logs, began = [], clock.instant
    for name in ("once", "again"):
        clock.instant = began
        with _history(sqlite_shops, tmp_path / name, clock, 7) as history:
            history.run(150)
        logs.append(history.log)
    assert logs[0] == logs[1]


@pytest.mark.parametrize("plant", [no_answer_counts_as_declined, each_question_has_another_key])
def test_a_shop_with_a_bug_is_found_out(
    sqlite_shops: SqliteShops,
    tmp_path: Path,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    plant: Plant,
) -> None:
    def finds(seed: int) -> bool:
        with _history(sqlite_shops, tmp_path / str(seed), clock, seed) as history:
            plant(history.app, monkeypatch)
            return any(each.startswith("What is charged") for each in history.run(250))

    assert any(map(finds, SEEDS))


def test_without_a_worker_what_was_cut_short_stays_so(
    sqlite_shops: SqliteShops, tmp_path: Path, clock: Clock
) -> None:
    def waits(seed: int) -> bool:
        with _history(sqlite_shops, tmp_path / str(seed), clock, seed) as history:
            broken = history.run(250, with_a_worker=False)
            return any(each.endswith("is still being placed") for each in broken)

    assert any(map(waits, SEEDS))


@contextmanager
def _history(shops: Shops, folder: Path, clock: Clock, seed: int) -> Iterator[History]:
    """A history of a shop of its own; whatever ends it says the seed."""
    folder.mkdir()
    with shops.shop(folder) as url:
        # What goes wrong is what is wanted: to write it all down costs more than to do it.
        app = create_app({**environ_of(url, folder), "LOG_LEVEL": "CRITICAL"})
        app.config["TESTING"] = True
        with app.app_context():
            event.listen(db.engine, "connect", _does_not_wait_for_the_disk)
            db.engine.dispose()
            _stocked_up()
        gc.freeze()
        try:
            with closing(History(app, clock, seed)) as history:
                yield history
        except BaseException as error:
            error.add_note(f"HISTORY_SEED={seed}")
            raise
        finally:
            gc.unfreeze()
            with app.app_context():
                db.session.remove()
                db.engine.dispose()


def _does_not_wait_for_the_disk(connection: object, _: object) -> None:
    """No machine dies here: as on PostgreSQL, which the tests run without fsync."""
    if hasattr(connection, "isolation_level") and hasattr(connection, "total_changes"):
        connection.execute("PRAGMA synchronous = OFF")  # type: ignore[attr-defined]


def _stocked_up() -> None:
    for sku in SKUS:
        stock_up(sku, 100_000)
    stock_up("lamp-desk", 40)
