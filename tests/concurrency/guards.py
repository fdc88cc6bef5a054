"""Guards switched off, one at a time, for the negative controls: without the guard the bug must appear.

Where a guard is a few words of SQL, those words are cut out of every statement on its way to the database.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, Engine, event, literal, text

from checkout import clock, stock
from checkout.catalog import Catalog
from checkout.db import UtcDateTime, db
from checkout.goods import Goods
from checkout.models import Order, OrderLine
from checkout.operations import load
from checkout.sourcing import Stock, most

#: the package has a function of this name
as_before = import_module("checkout.operations.as_before")


def take_no_row_locks(app: Flask) -> None:
    """PostgreSQL: every SELECT … FOR UPDATE becomes a plain SELECT."""
    cut_out(app, r"\s+FOR UPDATE( OF \w+)?( SKIP LOCKED)?")


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
            for name in ("never_oversold", "held_is_not_negative", "kept_by_unit_counts_nothing"):
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


def count_each_line_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a shop does that looks at one line at a time: another line with the same goods is not seen."""

    class OneLine(Counter[Any]):
        def __getitem__(self, _: Any) -> int:
            return 0

    def left_for(goods: Goods, line: OrderLine) -> int | None:
        return most(goods.catalog.parts_of(line.variant_id), goods.stock, {})

    monkeypatch.setattr(Goods, "left_for", left_for)
    monkeypatch.setattr("checkout.stock.Counter", OneLine)


def let_go_of_the_goods_on_a_decline(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other shops do: a declined card gives the shopper's goods to whoever comes next."""
    keep = as_before.thaw

    def give_up(order: Order, actor: str) -> None:
        keep(order, actor)
        stock.release(order.id)

    monkeypatch.setattr(as_before, "thaw", give_up)


def take_the_own_hold_for_somebody_elses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an order holds is not counted as available to it."""
    as_it_is = load.stock_in

    def stock_in(catalog: Catalog, rows: Iterable[Sequence[Any]]) -> Stock:
        return as_it_is(catalog, ((*row[:-1], None) for row in rows))

    monkeypatch.setattr(load, "stock_in", stock_in)


def let_holds_expire_by_the_clock_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every process has a clock of its own, and one of them runs ahead."""

    def by_our_clock(seconds: int) -> ColumnElement[datetime]:
        return literal(clock.now() + timedelta(seconds=seconds), UtcDateTime())

    monkeypatch.setattr(stock, "DatabaseTime", by_our_clock)


def trust_the_earlier_look_at_the_window(app: Flask) -> None:
    """What the requirements saw is not checked again when the place is taken."""
    cut_out(
        app,
        r"delivery_windows\.capacity - delivery_windows\.taken >=",
        "delivery_windows.capacity + 99 >=",
    )


def trust_the_earlier_look_at_what_was_taken(app: Flask) -> None:
    """What is left to give back is not checked again when it is asked for."""
    left = r"(payments\.captured - payments\.refund_asked\)?) >= "
    cut_out(app, left, r"\1 >= -1000000 + ")


def drop_the_check_on_refunds(app: Flask) -> None:
    """Lets the table ask for more back than was taken."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _ignore_checks)
            db.engine.dispose()
            return
        with db.engine.begin() as connection:
            name = "ck_payments_never_refunded_too_much"
            connection.execute(text(f"ALTER TABLE payments DROP CONSTRAINT {name}"))


def drop_the_check_on_windows(app: Flask) -> None:
    """Lets the table promise more places than there are."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _ignore_checks)
            db.engine.dispose()
            return
        with db.engine.begin() as connection:
            named = "SELECT conname FROM pg_constraint WHERE conname LIKE '%never_overbooked'"
            for (name,) in connection.execute(text(named)).all():
                connection.execute(text(f"ALTER TABLE delivery_windows DROP CONSTRAINT {name}"))
