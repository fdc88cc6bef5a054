"""Processes that die: work is done in a forked process, which kills itself, as `kill -9` would, at the point it is told to.

The process is forked from one that has everything imported, so a death costs as much as what was done before it.
Nothing of it is left but what it committed, what it asked of others, and what it said: it writes that to a pipe.
"""

import gc
import os
import traceback
from collections.abc import Callable
from signal import SIGKILL

from flask import Flask

from checkout.db import db
from tests.proofs.points import LOCKS, Points

NEVER = -1
TOLD = "told "


def different(points: list[str]) -> list[int]:
    """The numbers of the points without those at which a death leaves what it leaves one point before.

    Before the second of two reads nothing has changed since before the first.
    """
    reads = [point.startswith("before SELECT") and not point.endswith(LOCKS) for point in points]
    return [n for n, _ in enumerate(points) if not (n and reads[n] and reads[n - 1])]


class Mortals:
    """Processes of one shop that live once and die where they are told."""

    def __init__(self, app: Flask) -> None:
        self.app, self.points = app, Points(app)
        self._is_sqlite = app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")

    def points_of(self, work: Callable[[], object]) -> list[str]:
        """Every point that a process passes which does this and is not killed."""
        _, lines = self._one(work, NEVER)
        assert lines[-1].startswith(TOLD), lines
        return lines[:-1]

    def killed(self, work: Callable[[], object], dies_at: int) -> list[str]:
        """The points that a process passed which did this until it was killed at that one."""
        status, lines = self._one(work, dies_at)
        assert os.WTERMSIG(status) == SIGKILL, (dies_at, lines)
        return lines

    def _one(self, work: Callable[[], object], dies_at: int) -> tuple[int, list[str]]:
        """How the process ended, and what it wrote: the points it passed, and last what it answered, unless it was dead by then."""
        if self._is_sqlite:  # what it knows of its locks is one process's
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

    def _lives(self, work: Callable[[], object], dies_at: int, into: int) -> None:
        """The forked process, from its first breath to its last."""
        gc.disable()
        self._let_go_of_connections(close=False)
        passed = 0

        def reach(name: str) -> None:
            nonlocal passed
            os.write(into, f"{name}\n".encode())
            if passed == dies_at:
                os.kill(os.getpid(), SIGKILL)
            passed += 1

        try:
            with self.points.telling(reach):
                told = work()
            os.write(into, f"{TOLD}{told}\n".encode())
            if dies_at != NEVER:
                os.kill(os.getpid(), SIGKILL)
        except BaseException:  # noqa: BLE001 (whatever it is, the parent must read it)
            os.write(into, traceback.format_exc().encode())
        finally:
            os._exit(0)

    def _let_go_of_connections(self, *, close: bool = True) -> None:
        """A connection is one process's: who inherits one leaves it alone."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose(close)
