"""Money that came after all, though its gateway had said that it never would: written down, and given back once.

No gateway that keeps its word does this. The order stays as it is: it may have been changed, paid otherwise or cancelled meanwhile.
"""

import structlog
from sqlalchemy import insert

from .. import clock
from ..db import db, table_of
from ..models import Order, Payment, PaymentEvent
from ..models.payment import OVER
from .money import Why, ask_refund

log = structlog.get_logger()

RECORD_EVENT = insert(table_of(PaymentEvent))


def came_too_late(payment: Payment, kind: str) -> bool:
    """Whether money was taken by an attempt that was over, and nobody has seen it yet."""
    return kind == "captured" and payment.state in OVER and payment.captured == 0


def give_back(order: Order, payment: Payment, reference: str, actor: str) -> None:
    """Asks for all of it back, inside a unit of work that holds the order's lock."""
    log.error("paid_after_all", payment=payment.id, state=payment.state)
    now = clock.now()
    payment.captured = payment.capture_asked = payment.amount
    payment.reference, payment.updated_at = reference, now
    event = {
        "payment_id": payment.id,
        "kind": "captured",
        "amount": payment.amount,
        "reference": reference,
        "occurred_at": now,
    }
    db.session.execute(RECORD_EVENT, event)
    ask_refund(order, payment, payment.amount, Why(actor, "duplicate"))
