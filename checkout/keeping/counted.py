"""Stock as numbers: how many are on hand and how many held, moved by conditional statements whose row count is checked.

The rows are locked before, in the order of (variant, location); one statement serves all lines of an order.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, literal, not_, update

from ..db import db
from ..prepared import Prepared
from .holds import HOLDS, OF_ORDER, ON_SHELF, SALE_OF_ORDER, STOCK, changed


def take(order_id: int, quantities: Collection[int]) -> bool:
    """Takes what the order's holds on counted shelves say, each so many units; whether all of it was there."""
    return changed(TAKE, order_id) == len(quantities)


def sell(order_id: int) -> None:
    """What the order holds leaves the shelf."""
    changed(SELL, order_id)


def give_back(order_id: int) -> None:
    """What the order holds is held no more."""
    changed(UNDO, order_id)


def put_back(order_id: int) -> None:
    """What was sold to the order is on the shelf again."""
    changed(RESTOCK, order_id)


def adjust(variant_id: int, location_id: int, on_hand: int, backorder_limit: int | None) -> bool:
    """Makes so many units those on hand, held ones included; False when more is promised. No limit: it stays as it is."""
    limit = STOCK.c.backorder_limit if backorder_limit is None else literal(backorder_limit)
    here = and_(STOCK.c.variant_id == variant_id, STOCK.c.location_id == location_id, IS_COUNTED)
    statement = update(STOCK).where(here, STOCK.c.held <= on_hand + limit)
    done = db.session.execute(statement.values(on_hand=on_hand, backorder_limit=limit))
    return getattr(done, "rowcount", 0) == 1


def _move(condition: ColumnElement[bool], **values: ColumnElement[int]) -> Prepared:
    return Prepared(update(STOCK).where(condition).values(**values))


IS_COUNTED = not_(STOCK.c.by_unit)
HELD_BY_ORDER = and_(OF_ORDER, ON_SHELF, IS_COUNTED)
SOLD_TO_ORDER = and_(SALE_OF_ORDER, ON_SHELF, IS_COUNTED)
ON_HAND = STOCK.c.on_hand
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
RESTOCK = _move(SOLD_TO_ORDER, on_hand=STOCK.c.on_hand + HOLDS.c.quantity)
