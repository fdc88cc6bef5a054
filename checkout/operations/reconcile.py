"""Finding out what became of a payment nobody has heard of, and giving up one the shopper walked away from."""

from sqlalchemy import select

from ..db import db, end_reading
from ..models import Order, Payment
from ..models.payment import UNSETTLED
from ..payments import Action, Declined, NotFound, Outcome
from .pay import Debt, fetch, void
from .settle import Settlement, settle


def reconcile(order_id: int, actor: str, *, give_up: bool = False) -> Settlement | None:
    """Asks the gateway about the order's unsettled attempt and settles it. None: there was nothing to ask.

    `give_up` closes an attempt that still waits for the shopper; one that took money meanwhile still counts.
    An attempt the gateway has never heard of is closed there before it counts as declined, so that a
    request that is merely late cannot take money afterwards.
    """
    debt = _unsettled(order_id)
    if debt is None:
        return None
    outcome = fetch(debt)
    if isinstance(outcome, NotFound) or (give_up and isinstance(outcome, Action)):
        outcome = _closed(void(debt))
    return settle(debt.payment_id, outcome, actor)


def _unsettled(order_id: int) -> Debt | None:
    found = db.session.execute(
        select(Payment, Order)
        .join(Order, Order.id == Payment.order_id)
        .where(Order.id == order_id, Payment.state.in_(UNSETTLED))
    ).first()
    debt = None if found is None else Debt.of(*found)
    end_reading()
    return debt


def _closed(outcome: Outcome) -> Outcome:
    return Declined("abandoned") if isinstance(outcome, NotFound) else outcome
