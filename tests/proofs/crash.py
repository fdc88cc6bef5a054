"""Processes that die: placing runs in a forked process, which kills itself, as `kill -9` would, at the point it is told to.

The process is forked from one that has everything imported, so a death costs as much as what was done before it.
Nothing of it is left but what it committed, what it asked of others, and what it had answered: it writes that to a pipe.
"""

import gc
import os
import signal
import traceback
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from flask import Flask

from checkout.config import settings
from checkout.db import db
from checkout.operations.sweep import sweep
from tests.concurrency.witnesses import rows
from tests.conftest import Clock
from tests.proofs.buyers import Buyer, Doors
from tests.proofs.points import LOCKS, Points

#: so long after a death everything is settled, by the worker's clock
RECOVERED_AFTER = 60
ANSWERED = "after the answer"
NEVER = -1


@dataclass(frozen=True)
class Death:
    """Where a buyer's process died, and whether it had told the buyer before that the order is placed."""

    point: str
    buyer: Buyer
    told: bool


def different(points: list[str]) -> list[int]:
    """The numbers of the points without those at which a death leaves what it leaves one point before.

    Before the second of two reads nothing has changed since before the first.
    """
    reads = [point.startswith("before SELECT") and not point.endswith(LOCKS) for point in points]
    return [n for n, _ in enumerate(points) if not (n and reads[n] and reads[n - 1])]


class Crashes:
    """The processes of one shop."""

    def __init__(self, app: Flask, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.points, self.doors = Points(app), Doors(app)

    def points_of(self, door: str) -> list[str]:
        """Every point of buying at that door, in order, the last of them after the answer."""
        buyer = self.doors.buyer(door)
        buyer.buys()  # what a process keeps in memory, it has from now on, like those that come
        _, lines = self._forked(self.doors.buyer(door).buys, NEVER)
        assert lines[-1].startswith("told "), lines
        return [*lines[:-1], ANSWERED]

    def deaths(self, door: str, points: list[str], at: Collection[int]) -> Iterator[Death]:
        """A new buyer for each of the points with these numbers, whose process dies there."""
        for number in at:
            point = points[number]
            buyer = self.doors.buyer(door)
            status, lines = self._forked(buyer.buys, number)
            assert os.WTERMSIG(status) == signal.SIGKILL, (door, point, lines)
            seen = [each for each in lines if not each.startswith("told ")]
            assert [*seen, ANSWERED][number] == point, (door, number, point, lines)
            yield Death(point, buyer, lines[-1] == "told True")

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

    def _forked(self, work: Callable[[], bool], dies_at: int) -> tuple[int, list[str]]:
        """How the process ended, and what it wrote: the points it passed, and what it answered."""
        self._let_go_of_connections()
        gc.freeze()  # a page that nobody writes to is not copied
        out, into = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(out)
            self._lives(work, dies_at, into)
        os.close(into)
        with os.fdopen(out) as pipe:
            lines = pipe.read().splitlines()
        return os.waitpid(child, 0)[1], lines

    def _lives(self, work: Callable[[], bool], dies_at: int, into: int) -> None:
        """The forked process, from its first breath to its last."""
        gc.disable()
        passed = 0

        def reach(name: str) -> None:
            nonlocal passed
            os.write(into, f"{name}\n".encode())
            if passed == dies_at:
                os.kill(os.getpid(), signal.SIGKILL)
            passed += 1

        try:
            with self.points.telling(reach):
                told = work()
            os.write(into, f"told {told}\n".encode())
            if dies_at != NEVER:
                os.kill(os.getpid(), signal.SIGKILL)
        except BaseException:  # noqa: BLE001 (whatever it is, the parent must read it)
            os.write(into, traceback.format_exc().encode())
        finally:
            os._exit(0)

    def _let_go_of_connections(self) -> None:
        """A connection is one process's: nobody inherits it."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
