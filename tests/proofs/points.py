"""Every point at which a process can die, or somebody else can come in between.

Nobody lists them: they are where the process touches what outlives it. Before each SQL statement, before and after
each commit, before and after each call to another system. Between two of them nothing happens that anyone outside
could see, so a process that dies there dies at the next one.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask
from sqlalchemy import Connection, Engine, event

from checkout.db import db

#: the package has an object of this name
database = import_module("checkout.db")

Reached = Callable[[str], None]

WORDS = re.compile(r"^\s*(?:WITH\b.*?\)\s*)?(SELECT|INSERT|UPDATE|DELETE)\b", re.DOTALL)
TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|(?<!FOR )UPDATE)\s+([a-z_]+)")
LOCKS = " FOR UPDATE"


class Points:
    """The points of one application. `reached` is told each one's name, in the thread that is there."""

    def __init__(self, app: Flask) -> None:
        self.reached: Reached | None = None
        with app.app_context():
            self._watch_statements(db.engine)
            self._watch_transactions(db.engine)
        _watch_calls(self)

    def reach(self, name: str) -> None:
        """The running thread is there."""
        if self.reached is not None:
            self.reached(name)

    @contextmanager
    def telling(self, reached: Reached) -> Iterator[None]:
        """Tells `reached` within the block."""
        self.reached = reached
        try:
            yield
        finally:
            self.reached = None

    def _watch_statements(self, engine: Engine) -> None:
        @event.listens_for(engine, "before_cursor_execute")
        def before(_: Any, __: Any, statement: str, *___: Any) -> None:
            self.reach(f"before {called(statement)}")

    def _watch_transactions(self, engine: Engine) -> None:
        _watched[engine] = self
        commit = engine.dialect.do_commit

        def do_commit(connection: Any) -> None:
            if not _in_transaction(connection.driver_connection):
                commit(connection)
                return
            self.reach("before COMMIT")
            commit(connection)
            self.reach("after COMMIT")

        vars(engine.dialect)["do_commit"] = do_commit


@cache
def called(statement: str) -> str:
    """A statement by its first word and its tables: "SELECT orders shops FOR UPDATE"."""
    verb = WORDS.search(statement)
    tables = dict.fromkeys(TABLE.findall(statement))
    words = [verb[1] if verb else statement.split(maxsplit=1)[0], *tables]
    return " ".join(words) + (LOCKS if LOCKS in statement else "")


def _in_transaction(connection: Any) -> bool:
    if hasattr(connection, "in_transaction"):
        return bool(connection.in_transaction)
    return bool(connection.info.transaction_status)


_watched: WeakKeyDictionary[Engine, Points] = WeakKeyDictionary()


@event.listens_for(Engine, "begin")
def _before_begin(connection: Connection) -> None:
    """What listens at the class is called before what listens at an engine, and that says BEGIN."""
    points = _watched.get(connection.engine)
    if points is not None and database._unit_is_open.get():  # noqa: SLF001
        points.reach("before BEGIN")


_calls: list[Points] = []
_outside_call = database.outside_call


@contextmanager
def _watched_call() -> Iterator[None]:
    with _outside_call():
        _calls[-1].reach("before a call")
        yield
        _calls[-1].reach("after a call")


def _watch_calls(points: Points) -> None:
    """Whatever module marks its calls with `outside_call`, marks them with this from now on."""
    _calls.append(points)
    for name, module in list(sys.modules.items()):
        if name.startswith("checkout") and vars(module).get("outside_call") is _outside_call:
            module.outside_call = _watched_call  # type: ignore[attr-defined]
