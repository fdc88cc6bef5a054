"""A shop on each database, whose clock the proofs move."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from flask import Flask

from checkout import clock as shop_clock
from checkout import create_app
from checkout.db import db
from tests.conftest import Clock, environ_of
from tests.databases import ENGINES
from tests.factories import stock_up
from tests.proofs.crash import Crashes
from tests.proofs.interleavings import Plays

PLENTY = 100_000


@pytest.fixture(scope="module", params=ENGINES)
def crashes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Crashes]:
    """One shop for all deaths on a database."""
    folder = tmp_path_factory.mktemp("proof")
    clock = Clock()
    shop_clock.set_clock(clock)
    with ExitStack() as stack:
        app = _filled(stack, request, request.param, folder)
        yield Crashes(app, clock)
    shop_clock.set_clock(shop_clock.system_clock)


@pytest.fixture(scope="module")
def plays(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Plays]:
    """One shop for all plays on the database that the test names, with a number where there are several."""
    shop_clock.set_clock(Clock())
    with ExitStack() as stack:
        app = _filled(stack, request, request.param[0], tmp_path_factory.mktemp("plays"))
        with closing(Plays(app)) as plays:
            yield plays
    shop_clock.set_clock(shop_clock.system_clock)


def _filled(stack: ExitStack, request: pytest.FixtureRequest, engine: str, folder: Path) -> Flask:
    shops = request.getfixturevalue(f"{engine}_shops")
    app = create_app(environ_of(stack.enter_context(shops.shop(folder)), folder))
    app.config["TESTING"] = True
    with app.app_context():
        stock_up("mug-stoneware", PLENTY)
        stock_up("notebook-a5", PLENTY)
        stack.callback(db.engine.dispose)
    return app
