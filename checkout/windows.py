"""Taking and giving back places in delivery windows by conditional SQL whose row count is checked.

Rows are locked in the order of their ids, always, after those of stock. Call these inside a unit of work that holds
the order's lock. Statements do not grow with the number of shipments.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Executable,
    Integer,
    and_,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from . import clock
from .addresses import Address
from .catalog import Catalog
from .db import db, read, table_of
from .models import DeliveryWindow, Order, WindowHold
from .offers.windows import Window
from .shipping import most_specific
from .stock import DatabaseTime

#: So many of the next windows are looked at.
MOST_WINDOWS = 200


class WindowFull(Exception):
    """Someone else was quicker. Nothing was taken; the unit of work must not commit."""


def windows_at(catalog: Catalog, address: Address | None) -> tuple[Window, ...]:
    """The windows that can still be chosen for what goes to `address`. A place without any is not asked about."""
    return windows_of(catalog) if _are_at(catalog, address) else ()


def windows_of(catalog: Catalog) -> tuple[Window, ...]:
    """The windows of a shop that can still be chosen. A shop without any is not asked about."""
    if not catalog.window_zones:
        return ()
    asked = {"shop_id": catalog.shop.id, "now": clock.now()}
    return tuple(Window(*row) for row in read(OPEN, asked))


def are_chosen(order: Order) -> bool:
    """Whether any shipment of the order has a window: without one nothing needs to be asked of the database."""
    return any("window" in choice for choice in order.shipment_choices.values())


def take(order_id: int, wanted: Mapping[str, int], seconds: int) -> None:
    """Makes the order's places exactly those wanted, a window's id by origin, for so many seconds from now.

    Raises `WindowFull` when it cannot have all of them.
    """
    if _lock(order_id, wanted.values()):
        _give_back(order_id)
    if wanted:
        db.session.execute(
            PROMISE,
            [
                {"order_id": order_id, "origin": origin, "window_id": window_id, "s": seconds}
                for origin, window_id in wanted.items()
            ],
        )
        if _changed(TAKE, order_id) != len(set(wanted.values())):
            raise WindowFull


def keep(order_id: int) -> None:
    """Makes the order's places its own for good: it is placed."""
    _changed(KEEP, order_id)


def release(order_id: int) -> None:
    """Gives back the places that the order has."""
    if _lock(order_id):
        _give_back(order_id)


def _are_at(catalog: Catalog, address: Address | None) -> bool:
    zones = catalog.window_zones
    if not zones or None in zones or address is None:
        return None in zones
    place = address.country, address.region, address.postal_code
    return most_specific(catalog.zone_rules, *place) in zones


def _lock(order_id: int, wanted: Iterable[int] = ()) -> bool:
    """Locks the windows that are wanted and those the order has; whether it has any."""
    rows = db.session.execute(LOCK, {"of_order": order_id, "wanted": list(wanted)})
    return any(own for _, own in rows.all())


def _give_back(order_id: int) -> None:
    _changed(UNDO, order_id)
    _changed(FORGET, order_id)


def _changed(statement: Executable, order_id: int) -> int:
    result = db.session.execute(statement, {"of_order": order_id})
    return cast(CursorResult[Any], result).rowcount


WINDOWS, HOLDS = table_of(DeliveryWindow), table_of(WindowHold)
OF_ORDER = HOLDS.c.order_id == bindparam("of_order")
OWN = (
    select(func.count())
    .select_from(HOLDS)
    .where(OF_ORDER, HOLDS.c.window_id == WINDOWS.c.id)
    .correlate(WINDOWS)
    .scalar_subquery()
)
HELD_BY_ORDER = WINDOWS.c.id.in_(select(HOLDS.c.window_id).where(OF_ORDER))
OPEN = (
    select(
        *(WINDOWS.c[name] for name in ("id", "zone_id", "method", "starts_at", "ends_at")),
        WINDOWS.c.capacity - WINDOWS.c.taken,
    )
    .where(WINDOWS.c.shop_id == bindparam("shop_id"), WINDOWS.c.cutoff_at > bindparam("now"))
    .order_by(WINDOWS.c.starts_at, WINDOWS.c.id)
    .limit(MOST_WINDOWS)
)
LOCK = (
    select(WINDOWS.c.id, OWN)
    .where(or_(HELD_BY_ORDER, WINDOWS.c.id.in_(bindparam("wanted", expanding=True))))
    .order_by(WINDOWS.c.id)
    .with_for_update(of=WINDOWS)
)
PROMISE = insert(HOLDS).values(expires_at=DatabaseTime(bindparam("s", type_=Integer())))
TAKE = (
    update(WINDOWS)
    .where(and_(HELD_BY_ORDER, WINDOWS.c.capacity - WINDOWS.c.taken >= OWN))
    .values(taken=WINDOWS.c.taken + OWN)
)
UNDO = update(WINDOWS).where(HELD_BY_ORDER).values(taken=WINDOWS.c.taken - OWN)
KEEP = update(HOLDS).where(OF_ORDER).values(expires_at=None)
FORGET = delete(HOLDS).where(OF_ORDER)
