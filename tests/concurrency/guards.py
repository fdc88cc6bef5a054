"""Guards switched off, one at a time, for the negative controls: without the guard the bug must appear.

Where a guard is a few words of SQL, those words are cut out of every statement on its way to the database.
"""

import re
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, text

from checkout.db import db


def take_no_row_locks(app: Flask) -> None:
    """PostgreSQL: every SELECT … FOR UPDATE becomes a plain SELECT."""
    cut_out(app, r"\s+FOR UPDATE( OF \w+)?")


def leave_transactions_to_the_driver(engine: Engine) -> None:
    """SQLite: the driver's own habit, which opens a transaction before the first write and not before a read."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        for pragma in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=5000"):
            connection.execute(f"PRAGMA {pragma}")


def drop_the_index_on_live_attempts(app: Flask) -> None:
    """Lets an order have several attempts to pay that may all take money."""
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP INDEX uq_payments_one_live_attempt"))


def trust_the_earlier_look_at_the_shelf(app: Flask) -> None:
    """The usual mistake: what the requirements saw is not checked again when the stock is taken."""
    cut_out(app, r"AND \(stock_items.on_hand [^>]+>= stock_holds.quantity")


def drop_the_checks_on_stock(app: Flask) -> None:
    """Lets the table hold more than is on hand."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _ignore_checks)
            db.engine.dispose()
            return
        with db.engine.begin() as connection:
            for name in ("never_oversold", "held_is_not_negative"):
                drop = f"ALTER TABLE stock_items DROP CONSTRAINT ck_stock_items_{name}"
                connection.execute(text(drop))


def cut_out(app: Flask, words: str, put: str = "") -> None:
    """Cuts what the pattern matches out of every statement, or puts something else there."""

    def cut(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> tuple[str, Any]:
        return re.sub(words, put, statement), parameters

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", cut, retval=True)


def _ignore_checks(connection: Any, _: object) -> None:
    connection.execute("PRAGMA ignore_check_constraints=ON")
