"""Money that was taken or promised after all, though its gateway had said that it never would: written down, and given back or let go once.

No gateway that keeps its word does this. The order stays as it is: it may have been changed, paid otherwise or cancelled meanwhile.
"""

import structlog

from .. import clock
from ..models import Order, Payment
from ..models.payment import FIRST_LOOK, OVER
from ..payments import Ok
from .history import record_payment_event
from .money import Why, ask_release
from .moved_elsewhere import rest_goes_back, write_down

log = structlog.get_logger()


def came_too_late(payment: Payment, kind: str) -> bool:
    """Whether money was taken or promised by an attempt that was over, and nobody has seen it yet."""
    if payment.state not in OVER or payment.captured:
        return False
    # What was promised, let go and then told late was seen when it was promised.
    is_new_promise = kind == "authorized" and not payment.sum_of("authorized")
    return kind == "captured" or is_new_promise


def give_back(order: Order, payment: Payment, kind: str, told: Ok, actor: str) -> None:
    """Asks for all of it back that was not given back yet, or that it be let go. Inside a unit of work that holds the order's lock."""
    log.error("paid_after_all", payment=payment.id, state=payment.state, kind=kind)
    now = clock.now()
    if kind == "captured":
        payment.captured = payment.capture_asked = payment.amount
    payment.reference, payment.updated_at, payment.look_at = told.reference, now, now + FIRST_LOOK
    record_payment_event(payment, kind, payment.amount, told.reference)
    if kind == "captured":
        write_down(order, payment, told, actor)
        rest_goes_back(order, payment, actor)
    else:
        ask_release(order, payment, Why(actor, "duplicate"))
