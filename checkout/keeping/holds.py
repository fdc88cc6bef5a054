"""The rows by which orders hold and have bought units, whatever keeps the units themselves; parts of every statement about stock."""

from sqlalchemy import and_, bindparam

from ..db import Base
from ..prepared import Prepared
from ..statements import run

STOCK, HOLDS = Base.metadata.tables["stock_items"], Base.metadata.tables["stock_holds"]
IS_OF_ORDER = HOLDS.c.order_id == bindparam("of_order")
OF_ORDER = and_(IS_OF_ORDER, HOLDS.c.expires_at.is_not(None))
SALE_OF_ORDER = and_(IS_OF_ORDER, HOLDS.c.expires_at.is_(None))
ON_SHELF = and_(
    HOLDS.c.variant_id == STOCK.c.variant_id,
    HOLDS.c.location_id == STOCK.c.location_id,
)


def changed(statement: Prepared, order_id: int) -> int:
    """How many rows a statement about an order's stock changed."""
    return run(statement, {"of_order": order_id})
