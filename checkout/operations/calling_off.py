"""Cancelling an order inside a unit of work that holds its lock: everything it took is given back, and its money asked back."""

from .. import clock, credit, stock, uses, windows
from ..db import db
from ..models import Order
from .history import record_event
from .money import Why, ask_everything_back
from .outbox import CANCELLED, announce


def call_off(order: Order, why: Why) -> None:
    """Cancels an open or a placed order. Each thing is given back once: the rows that say it has it go, and the state changes.

    Locks are taken in the order in which placing takes them. What is asked of gateways is carried out afterwards.
    """
    was_placed = order.state == "placed"
    order.move("cancel")
    order.cancel_reason, order.cancel_actor = why.reason, why.actor
    order.updated_at = clock.now()
    order.version += 1
    db.session.flush()
    stock.put_back(order.id) if was_placed else stock.release(order.id)
    if windows.are_chosen(order):
        windows.release(order.id)
    record_event(order, "cancelled", why.actor)
    if was_placed:
        _undo_placing(order, why)


def _undo_placing(order: Order, why: Why) -> None:
    order.customer_key = None
    if order.quoted.get("promotion"):
        uses.release(order.id)
    if order.gift_cards or order.use_store_credit:
        credit.give_back(order.id, why.actor)
    ask_everything_back(order, why)
    announce(order, CANCELLED, data={"reason": why.reason})
