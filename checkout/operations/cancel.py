"""Giving an open order up."""

from .. import clock, stock, windows
from ..db import unit_of_work
from ..models import Order
from ..standing import Standing
from .freeze import record_event
from .load import OrderRef, lock_order
from .refusals import OrderClosed


@unit_of_work
def cancel(ref: OrderRef, actor: str) -> Standing:
    """The order, cancelled; one that already is stays so. Raises `OrderNotFound`, `OrderClosed`."""
    standing = lock_order(ref)
    order = standing.order
    if order.state == "cancelled":
        return standing
    if order.state != "open":
        raise OrderClosed(order.state)
    give_up(order, actor)
    return standing


def give_up(order: Order, actor: str) -> None:
    """Cancels an open order whose lock the caller has."""
    stock.release(order.id)
    if windows.are_chosen(order):
        windows.release(order.id)
    order.move("cancel")
    order.updated_at = clock.now()
    order.version += 1
    record_event(order, "cancelled", actor)
