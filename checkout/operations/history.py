"""Writing down what happened to an order and to its payments. Rows that are only ever added, and need no mapper."""

from .. import clock
from ..models import Order, OrderEvent, Payment, PaymentEvent
from ..statements import inserting, run


def record_event(order: Order, type_: str, actor: str) -> None:
    """Adds to the order's history, with the state it is in by now."""
    event = {
        "order_id": order.id,
        "type": type_,
        "state": order.state,
        "actor": actor,
        "occurred_at": clock.now(),
    }
    run(RECORD, event)


def record_payment_event(payment: Payment, kind: str, amount: int, reference: str) -> None:
    """Adds to the payment's history. `amount`: minor units that were moved; `reference`: what names the movement."""
    event = {
        "payment_id": payment.id,
        "kind": kind,
        "amount": amount,
        "reference": reference,
        "occurred_at": clock.now(),
    }
    run(RECORD_OF_PAYMENT, event)


RECORD = inserting(OrderEvent, "order_id", "type", "state", "actor", "occurred_at")
RECORD_OF_PAYMENT = inserting(
    PaymentEvent, "payment_id", "kind", "amount", "reference", "occurred_at"
)
