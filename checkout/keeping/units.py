"""Stock as a row for each unit, for numbered goods and for those that everybody wants at once.

A unit belongs to a hold or is free. Nobody locks the shelf: buyers take different units, and step over those that
another one is just taking.
"""

from collections.abc import Collection

from sqlalchemy import (
    FromClause,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from ..db import Base, db
from ..prepared import Prepared
from .holds import HOLDS, OF_ORDER, ON_SHELF, STOCK, changed


def take(order_id: int, quantities: Collection[int]) -> bool:
    """Gives the order's holds on shelves kept by unit what they say, each so many units; whether all of it was there.

    Where units are left but others are just taking them, waits for what becomes of those: they may not be bought.
    """
    wanted = sum(quantities)
    if db.engine.dialect.name == "sqlite":
        return changed(TAKE_ALONE, order_id) == wanted
    # Who waits has locked no unit out of turn, or two who are short would wait for each other.
    savepoint = db.session.connection().begin_nested()
    if changed(TAKE_FREE, order_id) == wanted:
        savepoint.commit()
        return True
    savepoint.rollback()
    return changed(TAKE_IN_TURN, order_id) == wanted


def sell(_order_id: int) -> None:
    """Nothing to do: a unit is sold when its hold is a sale."""


def give_back(_order_id: int) -> None:
    """Nothing to do: when a hold goes, the database sets its units free."""


def put_back(_order_id: int) -> None:
    """Nothing to do: when a sale goes, the database sets its units free."""


def adjust(variant_id: int, location_id: int, on_hand: int, backorder_limit: int | None) -> bool:
    """Makes so many units those on hand, held ones included, by units without a serial number; they may come and go.

    False when fewer can go, when it would be too many, or when more shall be promised than there is: there is no unit to promise.
    """
    if backorder_limit or on_hand > MOST:
        return False
    here = and_(STOCK.c.variant_id == variant_id, STOCK.c.location_id == location_id)
    # One stocktaker at a time, in nobody's way who buys.
    db.session.execute(select(STOCK.c.by_unit).where(here).with_for_update(key_share=True))
    more = on_hand - db.session.execute(select(UNSOLD).where(here)).scalar_one()
    if more > 0:
        row = {"variant_id": variant_id, "location_id": location_id}
        db.session.execute(insert(UNITS), [row] * more)
    return more >= 0 or _take_away(variant_id, location_id, -more)


def begin(variant_id: int, location_id: int) -> bool:
    """Makes a unit of everything that a counted shelf has, holds and sold; False when it may promise what is not there, or has too many."""
    here = and_(STOCK.c.variant_id == variant_id, STOCK.c.location_id == location_id)
    numbers = select(STOCK.c.on_hand, STOCK.c.held, STOCK.c.backorder_limit)
    shelf = db.session.execute(numbers.where(here).with_for_update()).one()
    if shelf.backorder_limit or shelf.on_hand > MOST:
        return False
    on_shelf = and_(HOLDS.c.variant_id == variant_id, HOLDS.c.location_id == location_id)
    taken = db.session.execute(select(HOLDS.c.id, HOLDS.c.quantity).where(on_shelf)).all()
    row = {"variant_id": variant_id, "location_id": location_id}
    rows = [row | {"hold_id": hold_id} for hold_id, quantity in taken for _ in range(quantity)]
    rows += [row | {"hold_id": None}] * (shelf.on_hand - shelf.held)
    if rows:
        db.session.execute(insert(UNITS), rows)
    db.session.execute(update(STOCK).where(here).values(by_unit=True, on_hand=0, held=0))
    return True


def keep_what_was_taken(order_id: int) -> None:
    """Makes the order's holds of units say what they have; one that has none goes."""
    changed(FORGET_EMPTY, order_id)
    changed(COUNT_ANEW, order_id)


def _take_away(variant_id: int, location_id: int, units: int) -> bool:
    nameless = (
        select(UNITS.c.id)
        .where(UNITS.c.variant_id == variant_id, UNITS.c.location_id == location_id)
        .where(IS_FREE, UNITS.c.serial.is_(None))
        .order_by(UNITS.c.id.desc())
        .limit(units)
        .with_for_update()
    )
    ids = list(db.session.scalars(nameless))
    if len(ids) < units:
        return False
    db.session.execute(delete(UNITS).where(UNITS.c.id.in_(ids)))
    return True


#: So many units may be on hand on a shelf: the free ones are counted with every look at them.
MOST = 10_000
UNITS = Base.metadata.tables["stock_units"]
IS_FREE = UNITS.c.hold_id.is_(None)
IN_PLACE = and_(
    UNITS.c.variant_id == STOCK.c.variant_id, UNITS.c.location_id == STOCK.c.location_id
)
#: those of the shelf around it
FREE = select(func.count(UNITS.c.id)).where(IN_PLACE, IS_FREE).correlate(STOCK).scalar_subquery()
UNSOLD = (
    select(func.count(UNITS.c.id))
    .select_from(UNITS.outerjoin(HOLDS, HOLDS.c.id == UNITS.c.hold_id))
    .where(IN_PLACE, or_(IS_FREE, HOLDS.c.expires_at.is_not(None)))
    .correlate(STOCK)
    .scalar_subquery()
)
HOLDING = (
    select(HOLDS.c.id, HOLDS.c.variant_id, HOLDS.c.location_id, HOLDS.c.quantity)
    .join(STOCK, ON_SHELF)
    .where(OF_ORDER, STOCK.c.by_unit)
    .order_by(HOLDS.c.variant_id, HOLDS.c.location_id)
    .subquery("holding")
)
TO_BE_HAD = and_(
    UNITS.c.variant_id == HOLDING.c.variant_id,
    UNITS.c.location_id == HOLDING.c.location_id,
    IS_FREE,
)


def _first_units(*, skip_locked: bool) -> Select[int, int]:
    """PostgreSQL: for each hold so many free units, the first ones, locked."""
    of_hold = (
        select(UNITS.c.id)
        .where(TO_BE_HAD)
        .order_by(UNITS.c.id)
        .limit(HOLDING.c.quantity)
        .with_for_update(skip_locked=skip_locked)
        .lateral("free")
    )
    return select(HOLDING.c.id.label("hold_id"), of_hold.c.id.label("unit_id")).select_from(
        HOLDING.join(of_hold, true())
    )


def _first_units_alone() -> Select[int, int]:
    """SQLite, which has one writer: the same, without locks."""
    nth = func.row_number().over(partition_by=HOLDING.c.id, order_by=UNITS.c.id)
    ranked = (
        select(
            HOLDING.c.id.label("hold_id"),
            HOLDING.c.quantity,
            UNITS.c.id.label("unit_id"),
            nth.label("nth"),
        )
        .select_from(HOLDING.join(UNITS, TO_BE_HAD))
        .subquery("ranked")
    )
    return select(ranked.c.hold_id, ranked.c.unit_id).where(ranked.c.nth <= ranked.c.quantity)


def _give(picked: FromClause) -> Prepared:
    taken = update(UNITS).where(UNITS.c.id == picked.c.unit_id, IS_FREE)
    return Prepared(taken.values(hold_id=picked.c.hold_id))


# A common table expression that locks is run once, whatever the planner thinks. SQLite's driver counts no rows with one.
TAKE_FREE = _give(_first_units(skip_locked=True).cte("picked"))
TAKE_IN_TURN = _give(_first_units(skip_locked=False).cte("picked"))
TAKE_ALONE = _give(_first_units_alone().subquery("picked"))
IS_BY_UNIT = exists().where(ON_SHELF, STOCK.c.by_unit)
HAS_UNITS = exists().where(UNITS.c.hold_id == HOLDS.c.id)
TAKEN = select(func.count(UNITS.c.id)).where(UNITS.c.hold_id == HOLDS.c.id).scalar_subquery()
FORGET_EMPTY = Prepared(delete(HOLDS).where(OF_ORDER, IS_BY_UNIT, ~HAS_UNITS))
COUNT_ANEW = Prepared(update(HOLDS).where(OF_ORDER, IS_BY_UNIT).values(quantity=TAKEN))
