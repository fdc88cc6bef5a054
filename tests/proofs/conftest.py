"""A shop on each database, whose clock the proofs move."""

from collections.abc import Callable, Iterator
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

PlaysIn = Callable[[str, int], Plays]


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
def plays_in(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PlaysIn]:
    """Plays in the shop of that number on that database: the one that was asked for last, or a new one."""
    shop_clock.set_clock(Clock())
    with ExitStack() as stack:
        shops: dict[tuple[str, int], Plays] = {}

        def plays(engine: str, number: int) -> Plays:
            if (engine, number) not in shops:
                stack.close()
                shops.clear()
                app = _filled(stack, request, engine, tmp_path_factory.mktemp("plays"))
                shops[engine, number] = stack.enter_context(closing(Plays(app)))
            return shops[engine, number]

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
