"""What every test may ask for: a filled shop on either database, its clock, a client, a key, a live server."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from checkout import clock as shop_clock
from checkout import create_app
from checkout.db import db
from checkout.keys import create_key
from tests.chromium import playwright_has_chromium, system_chromium
from tests.databases import ENGINES, PostgresqlShops, SqliteShops
from tests.doors import OperationsDoor
from tests.properties import load_profile
from tests.servers import Served, serving
from tests.shopper import Shopper
from tests.warm import (
    compile_statements_once,
    compile_urls_once,
    keep_bytecode_for_others,
    keep_files_in_memory,
    spare_the_collector,
)

AppMaker = Callable[[str], Flask]

load_profile()
keep_files_in_memory()
compile_urls_once()
compile_statements_once()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The linters first: the longest of them takes as long as a hundred tests, and must not be the one all wait for."""
    items.sort(key=lambda item: "linters" not in item.name)


def pytest_collection_finish() -> None:
    spare_the_collector()
    keep_bytecode_for_others()


class Clock:
    """The shop's clock, stopped on a Wednesday morning until a test moves it."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def forward(self, **by: int) -> None:
        """Moves the clock on, for example `forward(days=3)`."""
        self.instant += timedelta(**by)


@pytest.fixture(scope="session")
def sqlite_shops(tmp_path_factory: pytest.TempPathFactory) -> SqliteShops:
    return SqliteShops(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_shops(
    testrun_uid: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PostgresqlShops]:
    # Not below pytest's own folder: under root the server is another user, whom pytest keeps out.
    data = Path(tempfile.gettempdir()) / f"checkout-tests-{testrun_uid}"
    shops = PostgresqlShops(data, tmp_path_factory.mktemp("postgresql"))
    yield shops
    shops.stop()


@pytest.fixture
def make_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AppMaker]:
    """Makes the application over a fresh demo shop on the engine of that name."""
    with ExitStack() as stack:

        def make(engine: str) -> Flask:
            shops = request.getfixturevalue(f"{engine}_shops")
            url = stack.enter_context(shops.shop(tmp_path))
            app = create_app(environ_of(url, tmp_path))
            shops.warm.up(app)
            app.config["TESTING"] = True
            stack.callback(_let_go, app)
            return app

        yield make


def environ_of(database_url: str, folder: Path) -> dict[str, str]:
    """The environment of a shop under test: its own database, secret and gateway ledger."""
    return {
        "DATABASE_URL": database_url,
        "INSTANCE_PATH": str(folder),
        "SECRET_KEY": "a secret of the tests, not of any shop",
        "LOG_LEVEL": "WARNING",
    }


@pytest.fixture
def engine() -> str:
    """The database of `app`: SQLite, unless a test or a folder parametrizes `engine`."""
    return "sqlite"


@pytest.fixture
def app(make_app: AppMaker, engine: str) -> Flask:
    return make_app(engine)


@pytest.fixture(params=ENGINES)
def shop_app(make_app: AppMaker, request: pytest.FixtureRequest) -> Flask:
    """The application on each engine in turn."""
    return make_app(request.param)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def clock() -> Iterator[Clock]:
    """The shop's clock in the hands of the test."""
    stopped = Clock()
    shop_clock.set_clock(stopped)
    yield stopped
    shop_clock.set_clock(shop_clock.system_clock)


@pytest.fixture
def shopper(app: Flask) -> Shopper:
    """Somebody who uses the verbs themselves."""
    return Shopper(OperationsDoor(app))


@pytest.fixture
def api_key(app: Flask) -> str:
    """A key of the demo shop that may do everything."""
    with app.app_context():
        return create_key("demo", ["all"], "tests")


@pytest.fixture(scope="session")
def served(sqlite_shops: SqliteShops, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One shop for all tests of this process that make orders of their own."""
    with serving_a_shop(sqlite_shops, tmp_path_factory.mktemp("served")) as shop:
        yield shop


@contextmanager
def serving_a_shop(shops: SqliteShops | PostgresqlShops, folder: Path) -> Iterator[Served]:
    """A fresh demo shop, served by two processes of a real server."""
    with shops.shop(folder) as url:
        environ = environ_of(url, folder)
        app = create_app(environ)
        with serving(environ) as server:
            yield Served(app, server)
        _let_go(app)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright's own Chromium if it is there, else the system's; root needs it without its sandbox."""
    args = dict(browser_type_launch_args)
    if not playwright_has_chromium():
        args["executable_path"] = system_chromium()
    if os.geteuid() == 0:
        args["args"] = [*args.get("args", ()), "--no-sandbox"]
    return args


def _let_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
