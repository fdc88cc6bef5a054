"""What an attempt to pay does to an order that is placed already: by then it stands, whatever becomes of the attempt."""

from sqlalchemy import bindparam, insert, select, update

from .. import clock
from ..db import db, table_of
from ..models import Order, Payment, PaymentEvent
from ..models.payment import GOOD
from .history import record_event
from .outbox import PAYMENT_PROBLEM, announce


def paid_beside(order: Order, payment: Payment, actor: str) -> None:
    """Tells the order's history. What is paid now is waited for nowhere else, as on an invoice, any more."""
    order.updated_at = clock.now()
    order.version += 1
    record_event(order, f"payment_{payment.state}", actor)
    if payment.state in GOOD:
        order.payment_method = payment.method
        _wait_no_longer(payment)
    elif payment.state == "declined":
        announce(order, PAYMENT_PROBLEM, str(payment.id))


ATTEMPTS = table_of(Payment)
OTHERS = (
    ATTEMPTS.c.order_id == bindparam("of_order"),
    ATTEMPTS.c.id != bindparam("this"),
    ATTEMPTS.c.state == "pending",
)
WAITING = select(ATTEMPTS.c.id).where(*OTHERS)
CLOSE = update(ATTEMPTS).where(*OTHERS).values(state="voided")
RECORD_EVENT = insert(table_of(PaymentEvent))


def _wait_no_longer(payment: Payment) -> None:
    asked = {"of_order": payment.order_id, "this": payment.id}
    events = [
        {
            "payment_id": id_,
            "kind": "voided",
            "amount": 0,
            "reference": payment.idempotency_key,
            "occurred_at": clock.now(),
        }
        for id_ in db.session.scalars(WAITING, asked)
    ]
    if events:
        db.session.execute(CLOSE, asked)
        db.session.execute(RECORD_EVENT, events)
