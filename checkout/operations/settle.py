"""Settling: the one way in which an outcome at a gateway changes an order.

Placing, the return page, the worker and the API all come here. The order's row is locked; what is already settled
stays as it is, so it does not matter who comes first, twice, or at once.
"""

from dataclasses import dataclass

import structlog
from sqlalchemy import bindparam, select

from .. import clock, stock
from ..db import db, unit_of_work
from ..models import Order, Payment, PaymentEvent
from ..models.payment import GOOD, TRANSITIONS
from ..payments import Action, Declined, Ok, Outcome
from .freeze import record_event, thaw

log = structlog.get_logger()

KINDS: dict[type[Outcome], str] = {Ok: "accepted", Declined: "declined", Action: "action_required"}


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an order and its latest attempt stand now."""

    order_id: int
    order_state: str
    payment_state: str
    action_url: str
    decline_reason: str


@unit_of_work
def settle(payment_id: int, outcome: Outcome, actor: str) -> Settlement:
    """Applies what the gateway said about an attempt, once, and moves the order along."""
    order, payment = _locked(payment_id)
    kind, amount = _event_of(outcome, payment)
    state = TRANSITIONS.get((payment.state, kind))
    if state is not None:
        _record(payment, state, kind, amount, outcome)
        _move(order, payment, actor)
    return _settlement(order, payment)


def latest_settlement(order: Order) -> Settlement:
    """How `order` and its latest attempt stand, without asking anyone."""
    newest = select(Payment).where(Payment.order_id == order.id).order_by(Payment.id.desc())
    return _settlement(order, db.session.scalars(newest.limit(1)).one())


def complete(order: Order, actor: str) -> None:
    """The order stands: its stock is sold. Inside a unit of work that holds the order's lock."""
    stock.sell(order.id)
    order.move("settle")
    order.placed_at = order.updated_at = clock.now()
    order.version += 1
    record_event(order, "placed", actor)


OF_PAYMENT = select(Payment.order_id).where(Payment.id == bindparam("payment_id"))
LOCK_ORDER_OF = select(Order).where(Order.id == OF_PAYMENT.scalar_subquery()).with_for_update()
PAYMENT = select(Payment).where(Payment.id == bindparam("payment_id"))


def _locked(payment_id: int) -> tuple[Order, Payment]:
    this = {"payment_id": payment_id}
    order = db.session.scalars(LOCK_ORDER_OF, this).one()
    return order, db.session.scalars(PAYMENT, this).one()


def _event_of(outcome: Outcome, payment: Payment) -> tuple[str, int]:
    match outcome:
        case Ok() if not _is_of(outcome, payment):
            # What was paid is not what was asked: no order stands on it, and a person must look.
            log.error("payment_mismatch", payment=payment.id)
            return "lost", 0
        case Ok(captured=captured) if captured:
            return "captured", captured
        case Ok(authorized=authorized) if authorized:
            return "authorized", authorized
        case _:
            return KINDS.get(type(outcome), "lost"), 0


def _is_of(ok: Ok, payment: Payment) -> bool:
    told = {ok.authorized, ok.captured} - {0}
    return not told or (told == {payment.amount} and ok.currency == payment.currency)


def _record(payment: Payment, state: str, kind: str, amount: int, outcome: Outcome) -> None:
    now = clock.now()
    payment.state, payment.updated_at = state, now
    payment.action_url = outcome.url if isinstance(outcome, Action) else None
    payment.decline_reason = outcome.reason if isinstance(outcome, Declined) else None
    if isinstance(outcome, Ok | Action):
        payment.reference = outcome.reference
    event = PaymentEvent(
        payment_id=payment.id,
        kind=kind,
        amount=amount,
        reference=payment.reference or "",
        occurred_at=now,
    )
    db.session.add(event)


def _move(order: Order, payment: Payment, actor: str) -> None:
    if order.state != "placing":
        return
    if payment.state in GOOD:
        complete(order, actor)
    elif payment.state == "declined":
        order.move("decline")
        thaw(order)
        order.updated_at = clock.now()
        order.version += 1
        record_event(order, "payment_declined", actor)
    else:
        record_event(order, f"payment_{payment.state}", actor)


def _settlement(order: Order, payment: Payment) -> Settlement:
    return Settlement(
        order.id, order.state, payment.state, payment.action_url or "", payment.decline_reason or ""
    )
