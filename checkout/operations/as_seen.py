"""Changing an order that was read a moment ago without reading it again: written only if it still is as it was seen."""

from typing import Any

from sqlalchemy import and_, inspect, update

from ..db import table_of, write
from ..models import Order
from ..standing import Standing, anew
from .changes import UNSET, Changes, faults_in, write_fields
from .edit import change_order, quote
from .load import OrderRef
from .refusals import Invalid


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
    version = seen.order.version
    write_fields(changes, seen.order)
    quoted = quote(anew(seen))  # what it computed before is about the order as it was
    is_simple = not any(_changed(line) for line in seen.order.lines)
    if is_simple and _write(seen.order.id, version, _changed(seen.order)):
        return quoted
    return change_order(ref, changes)


ORDERS = table_of(Order)
COLUMNS = {each.key: each.columns[0].name for each in inspect(Order).column_attrs}


def _changed(row: object) -> dict[str, Any]:
    """What is different about a row since it was read."""
    before = inspect(row, raiseerr=True).committed_state
    return {name: getattr(row, name) for name, old in before.items() if getattr(row, name) != old}


def _write(order_id: int, version: int, values: dict[str, Any]) -> bool:
    unchanged = and_(ORDERS.c.id == order_id, ORDERS.c.version == version, ORDERS.c.state == "open")
    return (
        write(
            update(ORDERS)
            .where(unchanged)
            .values({COLUMNS[name]: value for name, value in values.items()})
        )
        == 1
    )
