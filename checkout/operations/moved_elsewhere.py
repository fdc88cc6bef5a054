"""Money that somebody took or gave back at the gateway's own desk: seen in the sums it tells, and written down once.

The running totals of an attempt count everything that we took or gave back and all that we have asked for. What a gateway tells
beyond them was moved by others, and becomes a request that is done already: history, letters and webhooks are those of our own.
A sum that is older than what we know is beyond nothing and changes nothing.
"""

import structlog

from .. import clock
from ..models import Order, Payment
from ..models.payment import CAPTURE, REFUND
from ..payments import Ok
from .history import record_event, record_payment_event
from .money import (
    Why,
    ask_everything_back,
    ask_refund,
    record_done,
    stand_on_what_was_taken,
)
from .outbox import REFUNDED, announce
from .paid_in_full import tell_if_paid

log = structlog.get_logger()


def write_down(order: Order, payment: Payment, told: Ok, actor: str) -> None:
    """Brings an attempt that the order stands on, or of which money was taken, to the sums of `told`, which fit it.

    Inside a unit of work that holds the order's lock. Never gives back more than is known to be taken.
    """
    if payment.state != "authorized" and not payment.captured:
        return
    if (taken := told.captured - payment.capture_asked) > 0:
        _taken(order, payment, taken, actor)
    if (given := min(told.refunded, payment.captured) - payment.refund_asked) > 0:
        _given_back(order, payment, given, actor)
    if taken > 0 or given > 0:
        rest_goes_back(order, payment, actor)


def rest_goes_back(order: Order, payment: Payment, actor: str) -> None:
    """Asks for what is left of money that no order stands on."""
    left = payment.captured - payment.refund_asked
    if order.state == "cancelled":
        ask_everything_back(order, Why(actor, order.cancel_reason or "other"))
    elif left and not payment.counts:
        ask_refund(order, payment, left, Why(actor, "duplicate"))


def _taken(order: Order, payment: Payment, amount: int, actor: str) -> None:
    payment.capture_asked += amount
    payment.captured += amount
    if payment.state == "authorized":
        stand_on_what_was_taken(payment)
    _record(order, payment, CAPTURE, amount, actor)
    record_event(order, "payment_captured", actor)
    tell_if_paid(order, payment)


def _given_back(order: Order, payment: Payment, amount: int, actor: str) -> None:
    payment.refund_asked += amount
    name = _record(order, payment, REFUND, amount, actor)
    record_event(order, "refunded", actor)
    what = {"amount": amount, "currency": payment.currency, "reason": ""}
    announce(order, REFUNDED, name, what)


def _record(order: Order, payment: Payment, kind: str, amount: int, actor: str) -> str:
    """The event, the request, and the new version of the order; the request's public id."""
    now = clock.now()
    log.warning("moved_elsewhere", payment=payment.id, kind=kind)
    order.version += 1
    order.updated_at = payment.updated_at = now
    name = record_done(payment, kind, amount, actor)
    record_payment_event(payment, "captured" if kind == CAPTURE else "refunded", amount, name)
    return name
