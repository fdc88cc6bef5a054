"""The shop as several processes that are killed, stopped and cut off while clients buy at every door: in the end every rule holds."""

import os
import secrets
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from checkout import clock as shop_clock
from checkout import create_app
from checkout.db import db
from tests.conftest import environ_of
from tests.databases import ENGINES
from tests.factories import stock_up
from tests.proofs.history_house import (
    House,
    Role,
    SharedClock,
    carrying,
    keeping_the_ledger,
    serving_app,
    working,
)
from tests.proofs.history_storm import APPS, HARMS, Harm, Storm, Wire, kills_an_app
from tests.proofs.planted import no_answer_counts_as_declined
from tests.properties import NIGHTLY, PROFILE
from tests.servers import free_port

#: requests by day; by night one storm after the other, for so long on each database
OPERATIONS = 300
NIGHT_SECONDS = 60 * int(os.environ.get("HISTORY_MINUTES", "30"))
IS_NIGHT = PROFILE == NIGHTLY and "HISTORY_SEED" not in os.environ
SEED = int(os.environ.get("HISTORY_SEED") or (secrets.randbelow(10**9) if IS_NIGHT else 1))
LINE = ".s.PGSQL.5432"


@pytest.mark.parametrize("engine", ENGINES)
def test_whatever_dies_the_rules_hold(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str
) -> None:
    until, seed = time.monotonic() + NIGHT_SECONDS, SEED
    while True:
        with _storm(request, tmp_path / str(seed), engine, seed) as storm:
            storm.rages(seed, OPERATIONS, HARMS)
            assert storm.settles() == []
            assert storm.asks_again() == []
            assert storm.settles() == []
            assert storm.wire.tally["no answer"] > 0
            assert storm.wire.tally[kills_an_app.__name__] > 4
        if not IS_NIGHT or time.monotonic() > until:
            break
        seed += 1


def test_a_shop_with_a_bug_is_found_out(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harms: list[Harm] = [*[_loses_every_answer] * 3, kills_an_app]
    no_answer_counts_as_declined(Flask(__name__), monkeypatch)
    with _storm(request, tmp_path / "shop", "sqlite", 1) as storm:
        storm.rages(1, 120, harms)
        assert [each for each in storm.settles() if each.startswith("What is charged")] != []


def _loses_every_answer(storm: Storm, _: Random) -> None:
    storm.gateway.switch(drop_answers=1000)


@contextmanager
def _storm(request: pytest.FixtureRequest, folder: Path, engine: str, seed: int) -> Iterator[Storm]:
    """A shop that is served by processes of its own; whatever goes wrong with it says the seed and what was done to it."""
    folder.mkdir()
    with ExitStack() as stack:
        clock = SharedClock()
        shop_clock.set_clock(clock)
        stack.callback(shop_clock.set_clock, shop_clock.system_clock)
        url = stack.enter_context(request.getfixturevalue(f"{engine}_shops").shop(folder))
        port = free_port()
        environ = environ_of(url, folder) | {
            "LOG_LEVEL": "CRITICAL",
            "TEST_GATEWAY_URL": f"http://127.0.0.1:{port}",
            "WORKER_SECONDS": "1",
        }
        app = create_app(environ)
        stack.callback(_lets_go, app)
        with app.app_context():
            stock_up("mug-stoneware", 100_000)
        served, roles = environ, {}
        if engine == "postgresql":
            served, roles["line"] = _on_a_line(stack, environ)
        door = stack.enter_context(_listening())
        shop = create_app(served)
        roles |= {
            "gateway": keeping_the_ledger(environ, port),
            "worker": working(shop),
            "app": serving_app(shop, door),
        }
        _lets_go(app)
        house = House(roles)
        stack.callback(house.close)
        for role in [*roles, *["app"] * (APPS - 1)]:
            house.starts(role)
        wire = Wire(app, door.getsockname()[1])
        storm = Storm(app, house, wire, f"http://127.0.0.1:{port}", clock)
        storm.waits_for_the_gateway()
        try:
            yield storm
        except BaseException as error:
            error.add_note(f"HISTORY_SEED={seed}\n{wire.tally}\n" + "\n".join(storm.log))
            raise


def _on_a_line(stack: ExitStack, environ: dict[str, str]) -> tuple[dict[str, str], Role]:
    """The environment of a shop that comes to its database over a line of its own, and who carries it."""
    url = environ["DATABASE_URL"]
    [far] = parse_qs(urlsplit(url).query)["host"]
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="line"))  # a short path
    near = stack.enter_context(socket.socket(socket.AF_UNIX))
    near.bind(f"{folder}/{LINE}")
    near.listen(64)
    return environ | {"DATABASE_URL": url.replace(far, folder)}, carrying(near, Path(far) / LINE)


@contextmanager
def _listening() -> Iterator[socket.socket]:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen(128)
        yield door


def _lets_go(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
