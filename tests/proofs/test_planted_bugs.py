"""The proofs themselves are put to the test: with a guard off, they must find what it guards against."""

from contextlib import closing
from importlib import import_module

import pytest

from tests.concurrency.guards import leave_transactions_to_the_driver
from tests.conftest import AppMaker
from tests.factories import stock_up
from tests.proofs.all_scenes import SCENE
from tests.proofs.interleavings import Plays
from tests.proofs.planted import BUGS, Bug, transactions_are_the_drivers
from tests.proofs.trials import HURRIED


def test_there_are_at_least_twenty_bugs() -> None:
    assert len(BUGS) >= 20
    assert {bug.scene for bug in BUGS.values()} <= SCENE.keys()


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("bug", BUGS.values(), ids=BUGS)
def test_a_planted_bug_is_found(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch, bug: Bug
) -> None:
    the_drivers = bug.plant is transactions_are_the_drivers
    if the_drivers:
        module = import_module("checkout.db")
        monkeypatch.setattr(module, "_prepare_sqlite", leave_transactions_to_the_driver)
    app = make_app(bug.engine)
    with app.app_context():
        stock_up("mug-stoneware", 1000)
        stock_up("notebook-a5", 1000)
    bug.plant(app, monkeypatch)
    with closing(Plays(app)) as plays:
        plays.table.locks_at_begin = not the_drivers
        assert plays.tried(SCENE[bug.scene], bug.pair, HURRIED).faults
