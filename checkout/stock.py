"""Holding, selling and releasing stock by conditional SQL whose row count is checked.

Rows are locked in the order of their variant ids, always, so two orders with the same goods cannot deadlock.
Call these inside a unit of work that holds the order's lock. Statements do not grow with the number of lines.
"""

from collections import Counter
from datetime import datetime
from typing import Any, cast

from sqlalchemy import BigInteger, CursorResult, and_, case, delete, func, insert, select, union, update
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ColumnElement, FunctionElement

from .db import UtcDateTime, db
from .models import OrderLine, StockHold, StockItem


class NotEnoughStock(Exception):
    """Someone else was quicker. Nothing was held; the unit of work must not commit."""


class DatabaseTime(FunctionElement[datetime]):
    """The database's own clock, so many seconds from now: holds expire by one clock whoever asks."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(DatabaseTime, "sqlite")
def _sqlite_time(element: DatabaseTime, compiler: SQLCompiler, **kw: object) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', ({seconds}) || ' seconds')"


@compiles(DatabaseTime, "postgresql")
def _postgresql_time(element: DatabaseTime, compiler: SQLCompiler, **kw: object) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"(clock_timestamp() + make_interval(secs => {seconds}))"


def hold(order_id: int, lines: list[OrderLine], seconds: int) -> None:
    """Makes the order's holds exactly what its lines need, for so many seconds from now.

    Raises `NotEnoughStock` when it cannot have all of it.
    """
    wanted = Counter[int]()
    for line in lines:
        wanted[line.variant_id] += line.quantity
    held = _lock(order_id, set(wanted))
    more = {id_: wanted[id_] - held[id_] for id_ in held if wanted[id_] != held[id_]}
    _change_held(more)
    if any(held.values()):
        db.session.execute(delete(StockHold).where(StockHold.order_id == order_id))
    rows = [
        {"order_id": order_id, "variant_id": id_, "quantity": wanted[id_]}
        for id_ in held
        if wanted[id_]
    ]
    if rows:
        db.session.execute(insert(StockHold).values(expires_at=DatabaseTime(seconds)), rows)


def sell(order_id: int) -> None:
    """Turns the order's holds into sales."""
    held = _lock(order_id, set())
    if not held:
        return
    sold = _by_variant(held)
    db.session.execute(
        update(StockItem)
        .where(StockItem.variant_id.in_(held))
        .values(on_hand=StockItem.on_hand - sold, held=StockItem.held - sold)
    )
    db.session.execute(delete(StockHold).where(StockHold.order_id == order_id))


def release(order_id: int) -> None:
    """Gives back what the order holds."""
    held = _lock(order_id, set())
    if not held:
        return
    _change_held({id_: -quantity for id_, quantity in held.items()})
    db.session.execute(delete(StockHold).where(StockHold.order_id == order_id))


def _lock(order_id: int, wanted: set[int]) -> dict[int, int]:
    """Locks the stock rows of the wanted variants and of those already held; returns what is held of each.

    The holds may be read beside the rows being locked: only the holder of the order's lock changes them.
    """
    own = and_(StockHold.variant_id == StockItem.variant_id, StockHold.order_id == order_id)
    held = select(StockHold.variant_id).where(StockHold.order_id == order_id)
    asked = select(StockItem.variant_id).where(StockItem.variant_id.in_(wanted))
    concerned = union(held, asked) if wanted else held
    rows = db.session.execute(
        select(StockItem.variant_id, func.coalesce(StockHold.quantity, 0))
        .outerjoin(StockHold, own)
        .where(StockItem.variant_id.in_(concerned))
        .order_by(StockItem.variant_id)
        .with_for_update(of=StockItem)
    )
    return dict(rows.all())


def _change_held(changes: dict[int, int]) -> None:
    if not changes:
        return
    change = _by_variant(changes)
    result = cast(
        CursorResult[Any],
        db.session.execute(
            update(StockItem)
            .where(
                StockItem.variant_id.in_(changes),
                (change <= 0) | (StockItem.on_hand - StockItem.held >= change),
            )
            .values(held=StockItem.held + change)
        ),
    )
    if result.rowcount != len(changes):
        raise NotEnoughStock


def _by_variant(quantities: dict[int, int]) -> ColumnElement[int]:
    return case(quantities, value=StockItem.variant_id, else_=0).cast(BigInteger)
