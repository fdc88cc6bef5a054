"""Notifications that could not be applied: kept for somebody to look at, and applied by asking the gateway itself."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from .. import clock
from ..db import db, end_reading, read, table_of, unit_of_work
from ..models import Order, ParkedNotification, Payment
from ..payments import NotFound, Notification, Unknown
from .notifications import ACTOR, add_once
from .pay import Debt, fetch
from .settle import Settlement, settled


class NotParked(Exception):
    """There is no such notification, or its payment is not known here."""


class NoAnswer(Exception):
    """The gateway does not say what became of the payment."""


@unit_of_work
def park(gateway: str, told: Notification, fault: str) -> None:
    """Keeps what could not be applied; told again in vain, it counts how often."""
    now = clock.now()
    row = {"gateway": gateway, "event_id": told.id, "type": told.type, "idempotency_key": told.key}
    more = {"fault": fault, "tries": 1, "parked_at": now, "tried_at": now}
    if not add_once(ParkedNotification, row | more):
        again = update(PARKED).where(PARKED.c.gateway == gateway, PARKED.c.event_id == told.id)
        db.session.execute(again.values(fault=fault, tries=PARKED.c.tries + 1, tried_at=now))


def parked() -> Sequence[Any]:
    """All of them, the oldest first."""
    return read(select(PARKED).order_by(PARKED.c.id))


def replay(parked_id: int) -> Settlement:
    """Asks the gateway how the payment stands and settles it; then it is parked no more. Raises `NotParked`, `NoAnswer`."""
    found = db.session.execute(FOUND, {"id": parked_id}).first()
    debt = None if found is None else Debt.of(*found)
    end_reading()
    if debt is None:
        raise NotParked
    outcome = fetch(debt)
    if isinstance(outcome, Unknown | NotFound):
        raise NoAnswer

    @unit_of_work
    def apply() -> Settlement:
        # The order first, as whoever takes the notification itself does.
        settlement = settled(debt.payment_id, outcome, ACTOR)
        db.session.execute(delete(PARKED).where(PARKED.c.id == parked_id))
        return settlement

    return apply()


PARKED = table_of(ParkedNotification)
FOUND = (
    select(Payment, Order)
    .join(Order, Order.id == Payment.order_id)
    .join(ParkedNotification, ParkedNotification.idempotency_key == Payment.idempotency_key)
    .where(ParkedNotification.id == bindparam("id"))
)
