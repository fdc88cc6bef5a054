"""What an open order would be with changes on it. Nobody is kept waiting: no lock, no transaction, nothing written."""

from sqlalchemy import bindparam, select

from ..db import read
from ..models import Order
from ..standing import Standing
from .changes import Changes
from .edit import applied, external_id_taken
from .load import OrderRef, find_open_order


def preview_order(ref: OrderRef, changes: Changes, if_match: int | None = None) -> Standing:
    """The order as `change_order` would answer it, but for its version, which stays the one that is there.

    The changes are made to a copy that no session knows, so nothing of it can reach the database.
    Raises `OrderNotFound`, `OrderClosed`, `StaleVersion`, `Invalid`, as `change_order`.
    """
    standing = find_open_order(ref, if_match)
    version, external_id = standing.order.version, standing.order.external_id
    standing = applied(standing, changes)
    standing.order.version = version
    if standing.order.external_id not in {None, external_id} and _is_taken(standing.order):
        raise external_id_taken()
    return standing


ANOTHER_WITH_THE_SAME = select(Order.id).where(
    Order.shop_id == bindparam("shop_id"),
    Order.source == bindparam("source"),
    Order.external_id == bindparam("external_id"),
    Order.id != bindparam("order_id"),
)


def _is_taken(order: Order) -> bool:
    asked = {
        "shop_id": order.shop_id,
        "source": order.source,
        "external_id": order.external_id,
        "order_id": order.id,
    }
    return bool(read(ANOTHER_WITH_THE_SAME, asked))
