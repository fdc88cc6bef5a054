"""Integer ids: rows by their own, parts of an order by the order's id and their place in it.

An open order has no rows for its shipments and payments yet. Named by their place, they keep their ids when it is
confirmed, and whoever may see the order may see them.
"""

import re

from flask import abort

from ...callers import Caller
from ...operations import OrderNotFound, OrderRef

INTEGER = re.compile("[1-9][0-9]{0,17}")
#: more of one kind than any order has
PLACES = 1000


def order_ref(caller: Caller, text: str) -> OrderRef:
    """How operations find the caller's order. Raises `OrderNotFound` for what cannot be an id."""
    if not INTEGER.fullmatch(text):
        raise OrderNotFound
    return OrderRef(caller.shop_code, id=int(text))


def row_id(text: str) -> int:
    """The id in a path; 404 for what cannot be one."""
    if not INTEGER.fullmatch(text):
        abort(404)
    return int(text)


def part_id(order_id: int, index: int) -> int:
    """The id of the part of an order at that place."""
    return order_id * PLACES + index + 1


def part_ref(caller: Caller, text: str) -> tuple[OrderRef, int]:
    """The order that a part belongs to, and the part's place in it. Raises `OrderNotFound`."""
    order_id, place = divmod(row_id(text), PLACES)
    if order_id == 0 or place == 0:
        raise OrderNotFound
    return OrderRef(caller.shop_code, id=order_id), place - 1
