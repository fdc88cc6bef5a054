"""Changing an order that was read a moment ago without reading it again: written only if it still is as it was seen."""

from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, update

from ..db import table_of, write
from ..models import Order
from ..prepared import Prepared
from ..standing import Standing, anew
from .changes import UNSET, Changes, faults_in, write_fields
from .edit import change_order, quote
from .load import OrderRef
from .refusals import Invalid
from .saving import ORDERS


def change_seen_order(seen: Standing, changes: Changes) -> Standing:
    """The open order with `changes` on it, which may be anything but its lines, currency, gift cards and customer; `seen` is used up.

    One statement, whose condition is the version that was seen. If anyone changed the order since, the change is
    made under the order's lock, on what is there by then. Raises as `change_order`.
    """
    ref = OrderRef(seen.catalog.shop.code, token=seen.order.token)
    if faults := faults_in(changes, seen):
        raise Invalid(faults)
    locked = (changes.lines, changes.currency, changes.gift_cards, changes.customer)
    by_lock_only = any(each is not UNSET for each in locked)
    if by_lock_only or seen.order.state != "open":
        return change_order(ref, changes)
    before, lines = dict(vars(seen.order)), [dict(vars(line)) for line in seen.order.lines]
    write_fields(changes, seen.order)
    quoted = quote(anew(seen))  # what it computed before is about the order as it was
    is_simple = lines == [vars(line) for line in seen.order.lines]
    if is_simple and _write(before, seen.order):
        return quoted
    return change_order(ref, changes)


TABLE = table_of(Order)
UNCHANGED = and_(
    TABLE.c.id == bindparam("of_id"), TABLE.c.version == bindparam("seen"), TABLE.c.state == "open"
)


def _write(before: dict[str, Any], order: Order) -> bool:
    """Writes what differs, if the order still is as it was."""
    differences = ORDERS.differences(order, before)
    seen = {"of_id": before["id"], "seen": before["version"]}
    return write(_update_of(tuple(differences)), seen | differences) == 1


@lru_cache(200)
def _update_of(columns: tuple[str, ...]) -> Prepared:
    return Prepared(update(TABLE).where(UNCHANGED), columns=columns)
