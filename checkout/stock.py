"""Holding, selling and releasing stock: the holds of an order, and what keeps the units on the shelves.

Counted shelves are locked in the order of (variant, location), always, so two orders with the same goods cannot deadlock;
those kept by unit are not locked at all (`checkout.keeping`). Call these inside a unit of work that holds the order's lock.
Statements do not grow with the number of lines.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
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

from .db import UtcDateTime, db
from .keeping import ON_HAND, keeping, units
from .keeping.counted import IS_COUNTED
from .keeping.holds import HOLDS, OF_ORDER, ON_SHELF, SALE_OF_ORDER, STOCK, changed
from .prepared import Prepared, among, numbered
from .sourcing import Source
from .statements import Inserting, rows


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


class Place(NamedTuple):
    """A shelf as an order finds it when it has locked what it must: how many units it holds there, and how they are kept."""

    held: int
    by_unit: bool


#: by variant and location
Places = dict[tuple[int, int], Place]


def hold(order_id: int, sources: Iterable[Source], seconds: int) -> None:
    """Makes the order's holds exactly what it draws on, for so many seconds from now.

    Raises `NotEnoughStock` when it cannot have all of it, or when a variant it takes from anywhere is counted by now.
    """
    wanted = Counter[tuple[int, int | None]]()
    for each in sources:
        wanted[each.variant_id, each.location_id] += each.quantity
    places = _lock(order_id, {variant_id for variant_id, _ in wanted})
    if any((variant_id, None) in wanted for variant_id, _ in places):
        raise NotEnoughStock
    _give_back(order_id, places)
    holds = {
        (variant_id, location_id): quantity
        for (variant_id, location_id), quantity in wanted.items()
        if location_id is not None
    }
    if not holds.keys() <= places.keys():
        raise NotEnoughStock
    if holds:
        PROMISE.run([_row(order_id, *each) for each in holds.items()], s=seconds)
        if _take(order_id, holds, places):
            raise NotEnoughStock


def sell(order_id: int) -> None:
    """Turns the order's holds into sales."""
    places = _lock(order_id)
    for by_unit in _ways(places):
        keeping(by_unit=by_unit).sell(order_id)
    if places:
        changed(KEEP, order_id)


def release(order_id: int) -> None:
    """Gives back what the order holds."""
    _give_back(order_id, _lock(order_id))


def holds_of(order_id: int) -> list[Held]:
    """What the order holds now. One statement."""
    return [Held(*row) for row in db.session.execute(HELD, {"of_order": order_id})]


def hold_again(order_id: int, holds: Iterable[Held]) -> None:
    """Makes the order's holds those it had once, until the instants they had; what is not there any more is not held."""
    wanted = {(each.variant_id, each.location_id): each for each in holds}
    places = _lock(order_id, {variant_id for variant_id, _ in wanted})
    _give_back(order_id, places)
    if not wanted:
        return
    free = db.session.execute(FREE, {"wanted": [variant_id for variant_id, _ in wanted]})
    left = {(variant_id, location_id): units for variant_id, location_id, units in free}
    again = {
        where: replace(each, quantity=min(each.quantity, left[where]))
        for where, each in wanted.items()
        if left.get(where, 0) > 0
    }
    if again:
        held = [asdict(each) | {"order_id": order_id} for each in again.values()]
        db.session.execute(insert(HOLDS), held)
        quantities = {where: each.quantity for where, each in again.items()}
        if _take(order_id, quantities, places):
            units.keep_what_was_taken(order_id)


def put_back(order_id: int) -> None:
    """Puts what was sold to the order back on its shelves: once, however often it is called."""
    places = _places(LOCK_SOLD, {"of_order": order_id})
    for by_unit in _ways(places):
        keeping(by_unit=by_unit).put_back(order_id)
    if places:
        changed(FORGET_SALES, order_id)


def _lock(order_id: int, variant_ids: Iterable[int] = ()) -> Places:
    """Where the wanted variants and those already held lie, with the counted ones among these shelves locked.

    The holds may be read beside the rows being locked: only the holder of the order's lock changes them.
    """
    wanted = numbered(list(variant_ids))
    return _places(_lock_of(len(wanted)), {"of_order": order_id, **wanted})


def _places(statement: Prepared, asked: dict[str, object]) -> Places:
    found = rows(statement, asked)
    return {(variant, location): Place(held, by_unit) for variant, location, held, by_unit in found}


def _ways(places: Places) -> set[bool]:
    """How what the order has in these places is kept."""
    return {each.by_unit for each in places.values() if each.held}


def _take(order_id: int, holds: dict[tuple[int, int], int], places: Places) -> list[bool]:
    """Takes what the holds say, counted shelves first; the ways of keeping in which not all of it was there."""
    return [
        by_unit
        for by_unit in (False, True)
        if (quantities := [n for where, n in holds.items() if places[where].by_unit is by_unit])
        and not keeping(by_unit=by_unit).take(order_id, quantities)
    ]


def _give_back(order_id: int, places: Places) -> None:
    ways = _ways(places)
    for by_unit in ways:
        keeping(by_unit=by_unit).give_back(order_id)
    if ways:
        changed(FORGET, order_id)


def _row(order_id: int, where: tuple[int, int], quantity: int) -> dict[str, int]:
    variant_id, location_id = where
    return {
        "order_id": order_id,
        "variant_id": variant_id,
        "location_id": location_id,
        "quantity": quantity,
    }


def _locking(
    meant: ColumnElement[bool], of_order: ColumnElement[bool]
) -> Select[int, int, int, bool]:
    """The shelves that are meant, with what the order has there, and of those that are counted the lock.

    What stopped being counted while the lock was waited for is a shelf kept by unit, too.
    """
    counted = (
        select(STOCK.c.variant_id, STOCK.c.location_id)
        .where(meant, IS_COUNTED)
        .order_by(STOCK.c.variant_id, STOCK.c.location_id)
        .with_for_update(of=STOCK)
        .cte("counted")
    )
    same = and_(
        counted.c.variant_id == STOCK.c.variant_id, counted.c.location_id == STOCK.c.location_id
    )
    return (
        select(
            STOCK.c.variant_id,
            STOCK.c.location_id,
            func.coalesce(HOLDS.c.quantity, 0),
            counted.c.variant_id.is_(None),
        )
        .select_from(STOCK.outerjoin(HOLDS, and_(of_order, ON_SHELF)).outerjoin(counted, same))
        .where(meant)
    )


@cache
def _lock_of(number: int) -> Prepared:
    """The lock on what an order holds, and on so many variants beside."""
    wanted = select(STOCK.c.variant_id).where(among(STOCK.c.variant_id, number))
    meant = union(select(HOLDS.c.variant_id).where(OF_ORDER), wanted)
    return Prepared(_locking(STOCK.c.variant_id.in_(meant), OF_ORDER))


HELD = select(HOLDS.c.variant_id, HOLDS.c.location_id, HOLDS.c.quantity, HOLDS.c.expires_at).where(
    OF_ORDER
)
FREE = select(
    STOCK.c.variant_id,
    STOCK.c.location_id,
    ON_HAND + STOCK.c.backorder_limit - STOCK.c.held,
).where(STOCK.c.variant_id.in_(bindparam("wanted", expanding=True)))
LOCK_SOLD = Prepared(
    _locking(STOCK.c.variant_id.in_(select(HOLDS.c.variant_id).where(SALE_OF_ORDER)), SALE_OF_ORDER)
)
IN_SECONDS = DatabaseTime(bindparam("s", type_=Integer()))
OF_HOLD = ("order_id", "variant_id", "location_id", "quantity")
PROMISE = Inserting(HOLDS, *OF_HOLD, expires_at=IN_SECONDS)
KEEP = Prepared(update(HOLDS).where(OF_ORDER).values(expires_at=None))
FORGET = Prepared(delete(HOLDS).where(OF_ORDER))
FORGET_SALES = Prepared(delete(HOLDS).where(SALE_OF_ORDER))
