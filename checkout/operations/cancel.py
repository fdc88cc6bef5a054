"""Cancelling an order: an open one, one that is being paid, and a placed one of which nothing has left the shop."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from .. import clock
from ..db import read, unit_of_work
from ..models import Order, OrderEvent, Payment, Shipment
from ..models.payment import UNSETTLED
from ..standing import Standing
from .calling_off import call_off
from .errands import carry_out_all
from .history import record_event
from .load import OrderRef, find_order, lock_order
from .money import Why
from .production import BEGUN
from .reconcile import reconcile
from .records import Records
from .refusals import OrderClosed, Refusal


@dataclass
class NotCancellable(Refusal):
    """It is too late: goods have left the shop, or are being made."""

    #: "shipped" or "in_production"
    reason: str
    code = "not_cancellable"


@unit_of_work
def cancel(ref: OrderRef, actor: str) -> Standing:
    """The open order, given up; one that already is cancelled stays so. Raises `OrderNotFound`, `OrderClosed`."""
    standing = lock_order(ref)
    order = standing.order
    if order.state == "cancelled":
        return standing
    if order.state != "open":
        raise OrderClosed(order.state)
    call_off(order, Why(actor))
    return standing


def cancel_order(ref: OrderRef, why: Why) -> Standing:
    """The order, cancelled, or on its way there: its state stays until it is known what became of a payment that was begun.

    Safe to call any number of times and at once. What was promised is let go, what was paid given back; whatever gets no
    answer now, the worker asks again. Raises `OrderNotFound`, `OrderClosed` for one that has expired, `NotCancellable`.
    """
    order_id = _begin(ref, why)
    reconcile(order_id, why.actor, give_up=True)
    carry_out_all(order_id, why.actor)
    return find_order(ref)


def may_cancel(order: Order, records: Records) -> bool:
    """Whether a shopper may call a placed order off. What has nothing to travel is there at once."""
    is_ours = order.state == "placed" and not order.cancel_reason and bool(records.shipments)
    return is_ours and not obstacle(records.shipments, records.events)


def obstacle(shipments: Iterable[Shipment], events: Collection[OrderEvent]) -> str:
    """Why a placed order cannot be cancelled any more, as `NotCancellable` says it; empty: it can."""
    if any(each.state != "pending" for each in shipments):
        return "shipped"
    return "in_production" if any(each.type == BEGUN for each in events) else ""


@unit_of_work
def _begin(ref: OrderRef, why: Why) -> int:
    order = lock_order(ref).order
    if order.state == "expired":
        raise OrderClosed(order.state)
    if order.state == "placed":
        _check(order)
    if order.state != "cancelled" and not order.cancel_reason:
        _cancel_or_want_to(order, why)
    return order.id


def _cancel_or_want_to(order: Order, why: Why) -> None:
    """An attempt to pay whose outcome is open is closed first, so that no money comes for an order that is not there."""
    if not read(UNKNOWN_ATTEMPTS, {"order_id": order.id}):
        call_off(order, why)
        return
    order.cancel_reason, order.cancel_actor = why.reason or "other", why.actor
    order.updated_at = clock.now()
    order.version += 1
    record_event(order, "cancel_asked", why.actor)


UNKNOWN_ATTEMPTS = select(Payment.id).where(
    Payment.order_id == bindparam("order_id"), Payment.state.in_(UNSETTLED)
)
LEFT = select(Shipment.id).where(
    Shipment.order_id == bindparam("order_id"), Shipment.state != "pending"
)
MADE = select(OrderEvent.id).where(
    OrderEvent.order_id == bindparam("order_id"), OrderEvent.type == BEGUN
)


def _check(order: Order) -> None:
    if read(LEFT, {"order_id": order.id}):
        raise NotCancellable("shipped")
    if read(MADE, {"order_id": order.id}):
        raise NotCancellable("in_production")
