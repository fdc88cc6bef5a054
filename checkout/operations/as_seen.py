"""Changing an order that was read a moment ago without reading it again: written only if it still is as it was seen."""

from typing import Any, cast

from sqlalchemy import CursorResult, inspect, update

from ..db import db, unit_of_work
from ..models import Order
from ..standing import Standing
from .changes import UNSET, Changes, faults_in, write_fields
from .edit import change_order, quote
from .load import OrderRef
from .refusals import Invalid


def change_seen_order(seen: Standing, changes: Changes) -> Standing:
    """The open order with `changes` on it, which may be anything but its lines; `seen` is used up.

    One statement, whose condition is the version that was seen. If anyone changed the order since, the change is
    made under the order's lock, on what is there by then. Raises as `change_order`.
    """
    ref = OrderRef(seen.catalog.shop.code, token=seen.order.token)
    if faults := faults_in(changes, seen):
        raise Invalid(faults)
    if changes.lines is not UNSET or seen.order.state != "open":
        return change_order(ref, changes)
    version = seen.order.version
    write_fields(changes, seen.order)
    quoted = quote(seen)
    is_simple = not any(_changed(line) for line in seen.order.lines)
    if is_simple and _write(seen.order.id, version, _changed(seen.order)):
        return quoted
    return change_order(ref, changes)


def _changed(row: object) -> dict[str, Any]:
    """What is different about a row since it was read."""
    before = inspect(row, raiseerr=True).committed_state
    return {name: getattr(row, name) for name, old in before.items() if getattr(row, name) != old}


@unit_of_work
def _write(order_id: int, version: int, values: dict[str, Any]) -> bool:
    statement = (
        update(Order)
        .where(Order.id == order_id, Order.version == version, Order.state == "open")
        .values(values)
        .execution_options(synchronize_session=False)
    )
    return cast(CursorResult[Any], db.session.execute(statement)).rowcount == 1
