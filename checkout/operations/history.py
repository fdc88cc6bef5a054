"""Writing down what happened to an order and to its payments. Rows that are only ever added, and need no mapper."""

from sqlalchemy import bindparam, exists, insert, select

from .. import clock
from ..db import table_of
from ..models import Order, OrderEvent, Payment, PaymentEvent
from ..prepared import Prepared
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
    """Adds to the payment's history. `amount`: minor units that were moved; `reference`: what names the movement.

    An attempt may wait for the shopper, get lost and be found waiting any number of times: that is told once.
    """
    event = {
        "payment_id": payment.id,
        "kind": kind,
        "amount": amount,
        "reference": reference,
        "occurred_at": clock.now(),
    }
    run(RECORD_ONCE if kind in RECURRING else RECORD_OF_PAYMENT, event)


RECORD = inserting(OrderEvent, "order_id", "type", "state", "actor", "occurred_at")
RECURRING = {"lost", "action_required"}
EVENTS = table_of(PaymentEvent)
COLUMNS = ("payment_id", "kind", "amount", "reference", "occurred_at")
TOLD = exists().where(
    *(EVENTS.c[name] == bindparam(name) for name in ("payment_id", "kind", "reference"))
)
RECORD_OF_PAYMENT = inserting(PaymentEvent, *COLUMNS)
RECORD_ONCE = Prepared(
    insert(EVENTS).from_select(
        COLUMNS,
        select(*(bindparam(name, type_=EVENTS.c[name].type) for name in COLUMNS)).where(~TOLD),
    )
)
