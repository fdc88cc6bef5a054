"""Whatever a process was doing when it died: a minute later everything is settled, nothing is lost, nobody has paid twice."""

from collections.abc import Collection

import pytest

from tests.concurrency.witnesses import rows
from tests.proofs.buyers import ANSWER_LOST, DOORS, OTHER_WAYS, WORKER
from tests.proofs.crash import Crashes, Death
from tests.proofs.invariants import Books, broken
from tests.proofs.mortals import different
from tests.properties import NIGHTLY, PROFILE

STATE = "SELECT state FROM orders WHERE id = :id"
ORDERS = "SELECT count(*) FROM orders"

#: by night through every way of each door
WAYS = [*DOORS, *(OTHER_WAYS if PROFILE == NIGHTLY else ())]
#: by day every third point is died at on PostgreSQL and the others on SQLite, which costs half; by night all on both
ONE_IN = 3


@pytest.mark.parametrize("door", WAYS)
def test_a_process_may_die_at_every_point_of_placing(crashes: Crashes, door: str) -> None:
    app, points = crashes.app, crashes.points_of(door)
    before, [(orders,)] = Books.of(app), rows(app, ORDERS)
    deaths = list(crashes.deaths(door, points, _at(crashes, points)))
    told = [death for death in deaths if death.told and death.buyer.order]
    assert [death for death in told if not _is_placed(crashes, death)] == []

    crashes.worker_runs()

    assert crashes.waiting() == []
    assert broken(app, before) == []

    settled = Books.of(app)
    for death in deaths:
        death.buyer.buys()
    if door == ANSWER_LOST:
        crashes.worker_runs()  # whose request only came now
    assert [death for death in deaths if not _is_placed(crashes, death)] == []
    assert broken(app, before) == broken(app, settled) == []
    assert rows(app, ORDERS) == [(orders + len(deaths),)]


def test_a_worker_may_die_at_every_point_of_its_round(crashes: Crashes) -> None:
    app, points = crashes.app, crashes.points_of(WORKER)
    before = Books.of(app)
    for death in crashes.deaths(WORKER, points, _at(crashes, points)):
        crashes.worker_runs()
        assert _is_placed(crashes, death), death
    assert broken(app, before) == []


def test_there_are_more_than_sixty_points(crashes: Crashes) -> None:
    names = {door: crashes.points_of(door) for door in (*DOORS, WORKER)}
    assert sum(map(len, names.values())) > 300
    for door, points in names.items():
        assert {"before COMMIT", "after COMMIT"} <= set(points), door
        assert ({"before a call", "after a call"} <= set(points)) is (door not in ON_ACCOUNT), door


#: the doors whose buyers here are sent an invoice: nobody is asked for money
ON_ACCOUNT = {"photo order", "purchase request"}


def _at(crashes: Crashes, points: list[str]) -> Collection[int]:
    if PROFILE == NIGHTLY:
        return range(len(points))
    is_sqlite = crashes.app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    return [n for i, n in enumerate(different(points)) if bool(i % ONE_IN) == is_sqlite]


def _is_placed(crashes: Crashes, death: Death) -> bool:
    order = death.buyer.order
    return order is None or rows(crashes.app, STATE, id=order) == [("placed",)]
