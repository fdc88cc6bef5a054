"""Holding, selling and releasing stock by conditional SQL whose row count is checked.

Rows are locked in the order of (variant, location), always, so two orders with the same goods cannot deadlock.
Call these inside a unit of work that holds the order's lock. Statements do not grow with the number of lines.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Executable,
    Integer,
    Update,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    union,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement

from .db import Base, UtcDateTime, db
from .sourcing import Source


class NotEnoughStock(Exception):
    """Someone else was quicker. Nothing was held; the unit of work must not commit."""


@dataclass(frozen=True, slots=True)
class Held:
    """So many units of a variant at a location that an order holds, and until when."""

    variant_id: int
    location_id: int
    quantity: int
    expires_at: datetime


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


def hold(order_id: int, sources: Iterable[Source], seconds: int) -> None:
    """Makes the order's holds exactly what it draws on, for so many seconds from now.

    Raises `NotEnoughStock` when it cannot have all of it, or when a variant it takes from anywhere is counted by now.
    """
    wanted = Counter[tuple[int, int | None]]()
    for each in sources:
        wanted[each.variant_id, each.location_id] += each.quantity
    locked = _lock(order_id, {variant_id for variant_id, _ in wanted})
    if any((variant_id, None) in wanted for variant_id, _ in locked):
        raise NotEnoughStock
    if any(locked.values()):
        _give_back(order_id)
    holds = [
        {
            "order_id": order_id,
            "variant_id": variant_id,
            "location_id": location_id,
            "quantity": quantity,
            "s": seconds,
        }
        for (variant_id, location_id), quantity in wanted.items()
        if location_id is not None
    ]
    if holds:
        if not {(each["variant_id"], each["location_id"]) for each in holds} <= locked.keys():
            raise NotEnoughStock
        db.session.execute(PROMISE, holds)
        if _changed(TAKE, order_id) != len(holds):
            raise NotEnoughStock


def sell(order_id: int) -> None:
    """Turns the order's holds into sales."""
    if _lock(order_id):
        _changed(SELL, order_id)
        _changed(KEEP, order_id)


def release(order_id: int) -> None:
    """Gives back what the order holds."""
    if _lock(order_id):
        _give_back(order_id)


def holds_of(order_id: int) -> list[Held]:
    """What the order holds now. One statement."""
    return [Held(*row) for row in db.session.execute(HELD, {"of_order": order_id})]


def hold_again(order_id: int, holds: Iterable[Held]) -> None:
    """Makes the order's holds those it had once, until the instants they had; what is not there any more is not held."""
    wanted = {(each.variant_id, each.location_id): each for each in holds}
    if any(_lock(order_id, {variant_id for variant_id, _ in wanted}).values()):
        _give_back(order_id)
    if not wanted:
        return
    free = db.session.execute(FREE, {"wanted": [variant_id for variant_id, _ in wanted]})
    left = {(variant_id, location_id): units for variant_id, location_id, units in free}
    again = [
        asdict(replace(each, quantity=units)) | {"order_id": order_id}
        for where, each in wanted.items()
        if (units := min(each.quantity, left.get(where, 0))) > 0
    ]
    if again:
        db.session.execute(insert(HOLDS), again)
        _changed(TAKE, order_id)


def put_back(order_id: int) -> None:
    """Puts what was sold to the order back on its shelves: once, however often it is called."""
    if db.session.execute(LOCK_SOLD, {"of_order": order_id}).all():
        _changed(RESTOCK, order_id)
        _changed(FORGET_SALES, order_id)


def _lock(order_id: int, variant_ids: Iterable[int] = ()) -> dict[tuple[int, int], int]:
    """Locks the stock rows of the wanted variants and of those already held; returns what is held, by variant and location.

    The holds may be read beside the rows being locked: only the holder of the order's lock changes them.
    """
    rows = db.session.execute(LOCK, {"of_order": order_id, "wanted": list(variant_ids)})
    return {(variant_id, location_id): held for variant_id, location_id, held in rows}


def _give_back(order_id: int) -> None:
    _changed(UNDO, order_id)
    _changed(FORGET, order_id)


def _changed(statement: Executable, order_id: int) -> int:
    result = db.session.execute(statement, {"of_order": order_id})
    return cast(CursorResult[Any], result).rowcount


STOCK, HOLDS = Base.metadata.tables["stock_items"], Base.metadata.tables["stock_holds"]
IS_OF_ORDER = HOLDS.c.order_id == bindparam("of_order")
OF_ORDER = and_(IS_OF_ORDER, HOLDS.c.expires_at.is_not(None))
SALE_OF_ORDER = and_(IS_OF_ORDER, HOLDS.c.expires_at.is_(None))
ON_SHELF = and_(
    HOLDS.c.variant_id == STOCK.c.variant_id,
    HOLDS.c.location_id == STOCK.c.location_id,
)
HELD_BY_ORDER = and_(OF_ORDER, ON_SHELF)
SOLD_TO_ORDER = and_(SALE_OF_ORDER, ON_SHELF)


def _move(condition: ColumnElement[bool], **values: ColumnElement[int]) -> Update:
    return update(STOCK).where(condition).values(**values)


HELD = select(HOLDS.c.variant_id, HOLDS.c.location_id, HOLDS.c.quantity, HOLDS.c.expires_at).where(
    OF_ORDER
)
FREE = select(
    STOCK.c.variant_id,
    STOCK.c.location_id,
    STOCK.c.on_hand + STOCK.c.backorder_limit - STOCK.c.held,
).where(STOCK.c.variant_id.in_(bindparam("wanted", expanding=True)))
LOCK = (
    select(STOCK.c.variant_id, STOCK.c.location_id, func.coalesce(HOLDS.c.quantity, 0))
    .select_from(STOCK.outerjoin(HOLDS, HELD_BY_ORDER))
    .where(
        STOCK.c.variant_id.in_(
            union(
                select(HOLDS.c.variant_id).where(OF_ORDER),
                select(STOCK.c.variant_id).where(
                    STOCK.c.variant_id.in_(bindparam("wanted", expanding=True))
                ),
            )
        )
    )
    .order_by(STOCK.c.variant_id, STOCK.c.location_id)
    .with_for_update(of=STOCK)
)
PROMISE = insert(HOLDS).values(expires_at=DatabaseTime(bindparam("s", type_=Integer())))
TAKE = _move(
    and_(
        HELD_BY_ORDER,
        STOCK.c.on_hand + STOCK.c.backorder_limit - STOCK.c.held >= HOLDS.c.quantity,
    ),
    held=STOCK.c.held + HOLDS.c.quantity,
)
SELL = _move(
    HELD_BY_ORDER,
    on_hand=STOCK.c.on_hand - HOLDS.c.quantity,
    held=STOCK.c.held - HOLDS.c.quantity,
)
UNDO = _move(HELD_BY_ORDER, held=STOCK.c.held - HOLDS.c.quantity)
KEEP = update(HOLDS).where(OF_ORDER).values(expires_at=None)
FORGET = delete(HOLDS).where(OF_ORDER)
LOCK_SOLD = (
    select(STOCK.c.variant_id)
    .join(HOLDS, SOLD_TO_ORDER)
    .order_by(STOCK.c.variant_id, STOCK.c.location_id)
    .with_for_update(of=STOCK)
)
RESTOCK = _move(SOLD_TO_ORDER, on_hand=STOCK.c.on_hand + HOLDS.c.quantity)
FORGET_SALES = delete(HOLDS).where(SALE_OF_ORDER)
