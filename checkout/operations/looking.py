"""Asking gateways how payments stand that are settled: whether somebody moved their money there, and the notification was lost.

Each is asked about after a day, and then again whenever it is twice as old as the last time: eight times in half a year.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Select, bindparam, select, update

from .. import clock
from ..db import db, end_reading, table_of, write
from ..models import Order, Payment
from ..payments import Declined, Ok
from .pay import Debt, fetch
from .settle import settle

log = structlog.get_logger()

#: after that nobody looks any more
LAST = timedelta(days=180)
#: in one round of the worker
MOST = 500


def to_be_looked_at() -> Select[int]:
    """The ids of payments that are due, those that have waited longest first."""
    now = clock.now()
    return select(Payment.id).where(Payment.look_at <= now).order_by(Payment.look_at).limit(MOST)


def look(payment_id: int, actor: str) -> None:
    """Asks the gateway and settles what it says; without an answer it is asked the next time."""
    payment, order = db.session.execute(FOUND, {"id": payment_id}).one()
    debt, begun = Debt.of(payment, order), payment.created_at
    end_reading()
    this = update(PAYMENTS).where(PAYMENTS.c.id == payment_id)
    write(this.values(look_at=_next_after(begun)))
    outcome = fetch(debt)
    if not isinstance(outcome, Ok | Declined):
        return
    settlement = settle(payment_id, outcome, actor)
    if isinstance(outcome, Declined) and settlement.payment_state == "authorized":
        log.warning("promise_gone", gateway=debt.gateway, payment=payment_id)


PAYMENTS = table_of(Payment)
FOUND = (
    select(Payment, Order)
    .join(Order, Order.id == Payment.order_id)
    .where(Payment.id == bindparam("id"))
)


def _next_after(begun: datetime) -> datetime | None:
    now = clock.now()
    return now + max(now - begun, timedelta(days=1)) if now - begun < LAST else None
