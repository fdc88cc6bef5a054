"""Orders that are placed on a day to come, by the worker."""

from sqlalchemy import Select, select

from .. import clock
from ..db import db, unit_of_work
from ..models import Order, Shop
from .history import record_event
from .load import OrderRef, find_order
from .place import PlaceWish, place
from .placement import PaymentDeclined, TotalChanged, Unmet
from .refusals import OrderClosed, OrderNotFound


def due() -> Select[int]:
    """The ids of open orders whose day has come."""
    return select(Order.id).where(Order.state == "open", Order.scheduled_for <= clock.now())


def place_due(order_id: int, actor: str) -> None:
    """Places the order at what it costs on its day. If that cannot be, it says why and is not tried again."""
    ref = OrderRef(_shop_of(order_id), id=order_id)
    try:
        wish = PlaceWish(find_order(ref).priced.total, actor, return_url="")
        outcome = place(ref, wish)
    except (OrderClosed, OrderNotFound):
        return
    match outcome:
        case Unmet(requirements=missing):
            _give_up(
                order_id, "; ".join(each.message % dict(each.params) for each in missing), actor
            )
        case PaymentDeclined(reason=reason):
            _give_up(order_id, reason, actor)
        case TotalChanged():
            pass  # between looking and placing; the next round looks again


@unit_of_work
def _give_up(order_id: int, fault: str, actor: str) -> None:
    wanted = select(Order).where(Order.id == order_id).with_for_update()
    order = db.session.scalars(wanted).one()
    if order.state != "open" or order.scheduled_for is None:
        return
    order.scheduled_for, order.schedule_fault = None, fault
    order.updated_at = clock.now()
    order.version += 1
    record_event(order, "schedule_failed", actor)


def _shop_of(order_id: int) -> str:
    found = select(Shop.code).join(Order, Order.shop_id == Shop.id).where(Order.id == order_id)
    return db.session.scalars(found).one()
