"""Everything in this folder runs on both databases."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from flask import Flask

from tests.concurrency.guards import leave_transactions_to_the_driver, take_no_row_locks
from tests.concurrency.witnesses import invariants_hold
from tests.conftest import AppMaker
from tests.databases import ENGINES


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def app(make_app: AppMaker, engine: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The shop as it is; whatever a test does to it, the invariants hold afterwards, by the test's own clock."""
    if "clock" in request.fixturenames:
        request.getfixturevalue("clock")  # first come, last gone
    app = make_app(engine)
    yield app
    invariants_hold(app)


@pytest.fixture
def unlocked_app(make_app: AppMaker, engine: str, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The shop with its locks off: what a negative control runs on."""
    monkeypatch.setattr(
        import_module("checkout.db"), "_prepare_sqlite", leave_transactions_to_the_driver
    )
    app = make_app(engine)
    take_no_row_locks(app)
    return app
