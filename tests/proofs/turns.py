"""Requests that take turns: of several, in a thread each, exactly one runs, and a plan says at which point who goes on.

What would keep a thread waiting in the database passes the turn on. SQLite has one lock for all writers, so who has it
is known here; PostgreSQL is asked whom a connection waits for.
"""

import time
from collections.abc import Callable
from contextvars import copy_context
from importlib import import_module
from threading import Event, Thread, current_thread
from typing import Any

import psycopg
from flask import Flask
from psycopg import sql
from sqlalchemy import Engine, event

from checkout.db import db
from tests.proofs.plans import Fate, OneAfterTheOther, Plan, Turn
from tests.proofs.points import Points

#: the package has an object of this name
database = import_module("checkout.db")

#: so long a statement may take before the database is asked whether it waits
LOOK = 0.003
PATIENCE = 60
WRITES = ("INSERT", "UPDATE", "DELETE", "BEGIN")


class Stuck(Exception):
    """Nobody can go on, or nobody has gone on for too long."""


class Table:
    """Where turns are taken: one application, on either database."""

    def __init__(self, app: Flask, points: Points) -> None:
        self.app, self.points = app, points
        self.turns: dict[Thread, Turn] = {}
        self.plan: Plan = OneAfterTheOther({})
        self.running: Turn | None = None
        #: SQLite: who writes, and whether a unit of work asks for the lock when it begins
        self.writer: Turn | None = None
        self.locks_at_begin = True
        #: whether somebody may have let go of a lock since it was last looked who waits
        self.let_go = False
        #: set when one has come to its end
        self.ended = Event()
        with app.app_context():
            self.is_sqlite = db.engine.dialect.name == "sqlite"
            event.listen(db.engine, "rollback", self._rolled_back)
            event.listen(db.engine, "rollback_savepoint", self._let_go_of_some)
            event.listen(db.engine, "handle_error", self._let_go_of_some)
            if not self.is_sqlite:
                event.listen(db.engine, "before_cursor_execute", self._note_backend)
                self._call_the_judge(db.engine)

    def close(self) -> None:
        """Lets go of the database."""
        if not self.is_sqlite:
            self.judge.close()

    def _call_the_judge(self, engine: Engine) -> None:
        """A connection that sees who waits for whom; those that come from now on know soon when they wait in a circle."""
        url = engine.url.render_as_string(hide_password=False)
        self.judge = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        name = sql.Identifier(engine.url.database or "")
        self.judge.execute(sql.SQL("ALTER DATABASE {} SET deadlock_timeout = 30").format(name))
        engine.dispose()

    def play(
        self,
        actions: dict[str, Callable[[], Any]],
        plan: Plan,
        fates: dict[str, Fate] | None = None,
    ) -> dict[str, Turn]:
        """Lets them all come to their end by the plan, the first one first; how it went for each."""
        turns = [
            Turn(name, action, fate=(fates or {}).get(name)) for name, action in actions.items()
        ]
        threads = [Thread(target=self._live, args=(turn,), daemon=True) for turn in turns]
        self.turns = dict(zip(threads, turns, strict=True))
        self.plan, self.writer = plan, None
        if len(turns) == 1:
            self._play_alone(turns[0])
            return {turns[0].name: turns[0]}
        with self.points.telling(self._reach):
            self.running = turns[0]
            for thread in threads:
                thread.start()
            turns[0].may_go.set()
            self._watch(turns)
            for thread in threads:
                thread.join(PATIENCE)
        return {turn.name: turn for turn in turns}

    def _play_alone(self, turn: Turn) -> None:
        """Nobody is there to wait for, so it needs no thread; what it changes in its context stays there."""
        self.turns, self.running = {current_thread(): turn}, turn
        turn.may_go.set()
        with self.points.telling(self._reach):
            copy_context().run(self._live, turn)
        self.turns = {}

    def _live(self, turn: Turn) -> None:
        turn.may_go.wait(PATIENCE)
        try:
            turn.answer = turn.action()
        except BaseException as error:  # noqa: BLE001 (what goes wrong is an answer, too)
            turn.answer = error
        turn.is_over = True
        if self.writer is turn:
            self.writer = None
        self.let_go = True
        self._see_who_waits(turn)
        self._pass_on(turn)
        self.ended.set()

    def _reach(self, name: str) -> None:
        turn = self.turns.get(current_thread())
        if turn is None:
            return
        inside = bool(database._unit_is_open.get())  # noqa: SLF001
        turn.passed.append((name, inside and name not in {"before BEGIN", "after COMMIT"}))
        if name == "after COMMIT":
            self.let_go = True
            self.writer = None if self.writer is turn else self.writer
        if turn.waits:  # and now it waits no more; but it is somebody else's turn
            turn.waits = False
            if self.running is turn:
                turn.was_kept = False
            else:
                self._sit_out(turn)
        else:
            self._see_who_waits(turn)
        goes_on = self._freed(turn) or self.plan.goes_on(turn, self._others(turn))
        if goes_on is not turn:
            self._hand_over(turn, goes_on)
        if turn.fate is not None:
            turn.fate(turn, name)
        if self.is_sqlite:
            self._take_the_lock(turn, name)

    def _freed(self, turn: Turn) -> Turn | None:
        """Who was kept waiting by `turn` and could go on by now: it does so at once."""
        for each in self.turns.values():
            if each is not turn and not each.is_over and each.was_kept and self._can_go(each):
                each.was_kept = False
                return each
        return None

    def _take_the_lock(self, turn: Turn, point: str) -> None:
        """SQLite: as the database would, but at a point where the turn can be passed on."""
        word = point.removeprefix("before ").split(" ", maxsplit=1)[0]
        if word not in WRITES or (word == "BEGIN" and not self.locks_at_begin):
            return
        while self.writer not in {None, turn}:
            turn.waited.append(turn.at)
            turn.waits = turn.was_kept = True
            assert self.writer is not None
            self._hand_over(turn, self.writer)
            turn.waits = turn.was_kept = False
        if database._unit_is_open.get():  # noqa: SLF001
            self.writer = turn

    def _hand_over(self, turn: Turn, to: Turn) -> None:
        turn.may_go.clear()
        self.running = to
        to.may_go.set()
        self._sit_out(turn)

    def _sit_out(self, turn: Turn) -> None:
        if not turn.may_go.wait(PATIENCE):
            raise Stuck(turn.name)

    def _pass_on(self, turn: Turn) -> None:
        """At the end of one, another one goes on: one that can, or one that may find that it can."""
        if self.running is not turn:
            return
        left = [each for each in self.turns.values() if not each.is_over]
        if left:
            self.running = next((each for each in left if not each.waits), left[0])
            self.running.may_go.set()

    def _others(self, turn: Turn) -> list[Turn]:
        return [
            each
            for each in self.turns.values()
            if each is not turn and not each.is_over and self._can_go(each)
        ]

    def _can_go(self, turn: Turn) -> bool:
        return not turn.waits or (self.is_sqlite and self.writer is None)

    def _rolled_back(self, _: Any) -> None:
        self.let_go = True
        turn = self.turns.get(current_thread())
        if turn is not None and self.writer is turn:
            self.writer = None

    def _let_go_of_some(self, *_: Any) -> None:
        self.let_go = True

    # PostgreSQL

    def _note_backend(self, connection: Any, *_: Any) -> None:
        turn = self.turns.get(current_thread())
        if turn is not None:
            turn.backend = connection.connection.driver_connection.info.backend_pid

    def _watch(self, turns: list[Turn]) -> None:
        """Until all are at their end: whoever runs and does not move is asked after, and passed over if it waits."""
        steps, deadline = -1, 0.0
        while not all(turn.is_over for turn in turns):
            has_moved = steps != (steps := sum(turn.at for turn in turns))
            if has_moved:
                deadline = time.monotonic() + PATIENCE
            elif time.monotonic() > deadline:
                raise Stuck([(turn.name, turn.passed[-3:], turn.waits) for turn in turns])
            self.ended.wait(1 if self.is_sqlite else LOOK)
            self.ended.clear()
            if self.is_sqlite or steps != sum(turn.at for turn in turns):
                continue
            running = self.running
            if running is not None and not running.is_over and self._is_kept_waiting(running):
                self._pass_over(running)

    def _pass_over(self, running: Turn) -> None:
        ready = [each for each in self.turns.values() if each is not running and not each.is_over]
        running.waited.append(running.at)
        running.waits = running.was_kept = True
        running.may_go.clear()
        free = [each for each in ready if not each.waits]
        if free:
            self.running = free[0]
            free[0].may_go.set()

    def _see_who_waits(self, turn: Turn) -> None:
        """Whoever waited for `turn` and does so no more is let come to its next point first: one order of things."""
        if not self.let_go:
            return
        self.let_go = False
        for each in self.turns.values():
            deadline = time.monotonic() + PATIENCE
            while each is not turn and each.waits and not each.is_over and not self.is_sqlite:
                if self._is_kept_waiting(each) or time.monotonic() > deadline:
                    break
                time.sleep(0.0003)

    def _is_kept_waiting(self, turn: Turn) -> bool:
        if not turn.backend:
            return False
        blocking = "SELECT cardinality(pg_blocking_pids(%s)) > 0"
        found = self.judge.execute(blocking, [turn.backend]).fetchone()
        return bool(found and found[0])
