"""Buyers whose processes die at the point they are told to, and the worker that comes after them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from flask import Flask

from checkout.config import settings
from checkout.db import db
from checkout.operations.sweep import sweep
from tests.concurrency.witnesses import rows
from tests.conftest import Clock
from tests.proofs.buyers import Buyer, Doors
from tests.proofs.mortals import TOLD, Mortals

#: so long after a death everything is settled, by the worker's clock
RECOVERED_AFTER = 60
ANSWERED = "after the answer"


@dataclass(frozen=True)
class Death:
    """Where a buyer's process died, and whether it had told the buyer before that the order is placed."""

    point: str
    buyer: Buyer
    told: bool


class Crashes:
    """The processes of one shop."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.mortals, self.doors = Mortals(app), Doors(app)
        self._points: dict[str, list[str]] = {}

    def points_of(self, door: str) -> list[str]:
        """Every point of buying at that door, in order, the last of them after the answer."""
        if door not in self._points:
            buyer = self.doors.buyer(door)
            buyer.buys()  # what a process keeps in memory, it has from now on, like those that come
            passed = self.mortals.points_of(self.doors.buyer(door).buys)
            self._points[door] = [*passed, ANSWERED]
        return self._points[door]

    def deaths(self, door: str, points: list[str], at: Collection[int]) -> Iterator[Death]:
        """A new buyer for each of the points with these numbers, whose process dies there."""
        for number in at:
            point = points[number]
            buyer = self.doors.buyer(door)
            lines = self.mortals.killed(buyer.buys, number)
            seen = [each for each in lines if not each.startswith(TOLD)]
            assert [*seen, ANSWERED][number] == point, (door, number, point, lines)
            yield Death(point, buyer, lines[-1] == f"{TOLD}True")

    def worker_runs(self, seconds: int = RECOVERED_AFTER) -> None:
        """Rounds of a worker, as far apart as the setting says, for so long by its clock."""
        with self.app.app_context():
            every = settings().worker_seconds
            for _ in range(0, seconds + 1, every):
                sweep()
                self.clock.forward(seconds=every)
            self.clock.forward(seconds=-every)
            db.session.remove()

    def waiting(self) -> list[int]:
        """Orders that are still being placed, but for those that wait for the shopper."""
        unsettled = (
            "SELECT orders.id FROM orders JOIN payments ON order_id = orders.id "
            "WHERE orders.state = 'placing' AND payments.state <> 'action'"
        )
        return [id_ for (id_,) in rows(self.app, unsettled)]
