"""Failures of the database at a chosen statement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from checkout.db import db


@contextmanager
def failing_once(app: Flask, at: int, sqlstate: str) -> Iterator[list[str]]:
    """PostgreSQL fails the statement number `at` (from zero) with `sqlstate`, once; yields what was failed."""
    failed: list[str] = []
    count = -1

    def fail(_: Any, __: Any, statement: str, parameters: Any, ___: Any, many: bool) -> Any:
        nonlocal count
        count += 1
        if count != at or failed:
            return statement, parameters
        failed.append(statement)
        raising = f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{sqlstate}'; END $$"
        return raising, [()] if many else ()

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", fail, retval=True)
    yield failed
    event.remove(engine, "before_cursor_execute", fail)


def refused_statements(app: Flask) -> list[str]:
    """A list that fills with the SQLSTATE of every statement the database refuses; "busy" for SQLite's refusal."""
    seen: list[str] = []

    def note(context: Any) -> None:
        seen.append(getattr(context.original_exception, "sqlstate", None) or "busy")

    with app.app_context():
        event.listen(db.engine, "handle_error", note)
    return seen
