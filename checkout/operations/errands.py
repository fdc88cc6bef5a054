"""Carrying out requests to move money: the gateway is asked with no unit of work open, its answer settled in one.

Whoever wrote a request down tries at once; the worker tries again as long as nobody knows what became of it, with the same key.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy import Select, bindparam, select, update

from .. import clock
from ..db import db, end_reading, table_of, unit_of_work, write
from ..models import MoneyRequest, Order, Payment
from ..models.payment import CAPTURE, OPEN_REQUESTS, REFUND, REQUEST_TRANSITIONS, VOID
from ..payments import Declined, Done, Movement, NotFound, Ok, Unknown
from .history import record_event, record_payment_event
from .mismatches import quarantine
from .money import Why, ask_everything_back, open_requests, stand_on_what_was_taken
from .outbox import REFUNDED, announce
from .paid_in_full import tell_if_paid
from .pay import Debt, capture, fetch, refund, release, void
from .settle import settle

log = structlog.get_logger()

#: so long a process that asked may still be waiting for the answer
IN_FLIGHT = timedelta(seconds=30)
EVENT_KINDS = {Done: "accepted", Declined: "refused", Unknown: "lost"}
#: kind of request -> what the payment's and the order's history call it, done and refused
HISTORY = {
    CAPTURE: ("captured", "payment_captured", "capture_refused"),
    REFUND: ("refunded", "refunded", "refund_refused"),
    VOID: ("voided", "payment_released", "release_refused"),
}


@dataclass(frozen=True, slots=True)
class Errand:
    """A request as the gateway needs to know it."""

    kind: str
    amount: int
    key: str
    reason: str
    payment_state: str
    debt: Debt


def carry_out_all(order_id: int, actor: str) -> None:
    """Tries everything that is asked for about an order's money. What gets no answer now, the worker asks again."""
    for request_id in _open(order_id):
        carry_out(request_id, actor)


def carry_out(request_id: int, actor: str) -> None:
    """Asks the gateway, unless the answer is known by now, and settles what it says."""
    errand = _errand(request_id)
    if errand is None:
        return
    asked = update(REQUESTS).where(REQUESTS.c.id == request_id)
    write(asked.values(asked_at=clock.now()))
    _settle(request_id, _ask(errand, actor), actor)


def unanswered() -> Select[int]:
    """The ids of requests that nobody is waiting for any more."""
    return select(MoneyRequest.id).where(
        MoneyRequest.state.in_(OPEN_REQUESTS), MoneyRequest.asked_at < clock.now() - IN_FLIGHT
    )


REQUESTS = table_of(MoneyRequest)
#: From the order on: in this sequence the rows are locked, as everybody locks them.
FOUND = (
    select(MoneyRequest, Payment, Order)
    .select_from(Order)
    .join(Payment, Payment.order_id == Order.id)
    .join(MoneyRequest, MoneyRequest.payment_id == Payment.id)
    .where(MoneyRequest.id == bindparam("request_id"))
)
LOCKED = FOUND.with_for_update()


def _open(order_id: int) -> list[int]:
    found = open_requests(order_id)
    end_reading()
    return found


def _errand(request_id: int) -> Errand | None:
    request, payment, order = db.session.execute(FOUND, {"request_id": request_id}).one()
    end_reading()
    if request.state not in OPEN_REQUESTS:
        return None
    debt, key = Debt.of(payment, order), request.idempotency_key
    return Errand(request.kind, request.amount, key, request.reason, payment.state, debt)


def _ask(errand: Errand, actor: str) -> Movement:
    if errand.kind == CAPTURE:
        return capture(errand.debt, errand.amount, errand.key)
    if errand.kind == REFUND:
        return refund(errand.debt, errand.amount, errand.key, errand.reason)
    if errand.payment_state == "pending":
        return _call_in(errand, actor)
    answer = release(errand.debt, errand.key)
    # One that says there is nothing may have let it go by itself: then that is what was wanted.
    if isinstance(answer, Declined) and isinstance(fetch(errand.debt), Declined | NotFound):
        return Done(errand.key, errand.amount)
    return answer


def _call_in(errand: Errand, actor: str) -> Movement:
    """Money that was to come by itself is waited for no more. What came after all is settled, and so given back."""
    outcome = void(errand.debt)
    if isinstance(outcome, Declined | NotFound):
        return Done(errand.key, errand.amount)
    if isinstance(outcome, Ok) and (outcome.captured or outcome.authorized):
        settle(errand.debt.payment_id, outcome, actor)
        return Declined("not_possible")
    return Unknown()


@unit_of_work
def _settle(request_id: int, answer: Movement, actor: str) -> None:
    """Applies what the gateway said about a request, once."""
    request, payment, order = db.session.execute(LOCKED, {"request_id": request_id}).one()
    if isinstance(answer, Done) and not 0 <= answer.amount <= request.amount:
        # It says more than was asked for: a person must look, and nothing is taken for granted.
        log.error("movement_mismatch", request=request.id, asked=request.amount, told=answer.amount)
        quarantine(payment, "amount")
        payment.look_at = clock.now()
        answer = Unknown()
    state = REQUEST_TRANSITIONS.get((request.state, EVENT_KINDS[type(answer)]))
    if state is None:
        return
    now = clock.now()
    request.state, request.updated_at = state, now
    if isinstance(answer, Unknown):
        return
    payment.updated_at = order.updated_at = now
    order.version += 1
    if isinstance(answer, Done):
        _done(request, payment, order, answer, actor)
    else:
        _refused(request, payment, order, answer, actor)


def _done(request: MoneyRequest, payment: Payment, order: Order, answer: Done, actor: str) -> None:
    """Done as far as the gateway says: what it did not move can be asked for again."""
    request.reference = answer.reference
    not_moved, request.amount = request.amount - answer.amount, answer.amount or request.amount
    kind, told, _ = HISTORY[request.kind]
    taken = answer.amount
    if request.kind == CAPTURE:
        # Whoever settled the payment meanwhile may have written this down already.
        taken = min(answer.amount, payment.amount - payment.captured)
        payment.captured += taken
        payment.capture_asked = max(payment.captured, payment.capture_asked - not_moved)
        stand_on_what_was_taken(payment)
    elif request.kind == REFUND:
        payment.refund_asked -= not_moved
    else:
        payment.state = _let_go(payment)
    record_payment_event(payment, kind, taken, request.public_id)
    record_event(order, told, actor)
    if request.kind == REFUND:
        what = {"amount": answer.amount, "currency": payment.currency, "reason": request.reason}
        announce(order, REFUNDED, request.public_id, what)
    if request.kind == CAPTURE and order.state == "cancelled":
        ask_everything_back(order, Why(request.actor, order.cancel_reason))
    elif request.kind == CAPTURE:
        tell_if_paid(order, payment)


def _let_go(payment: Payment) -> str:
    if payment.state in {"captured", "declined"}:
        return payment.state
    return "captured" if payment.state == "authorized" and payment.captured else "voided"


def _refused(
    request: MoneyRequest, payment: Payment, order: Order, answer: Declined, actor: str
) -> None:
    request.refusal = answer.reason
    # Somebody may have moved the money at the gateway's own desk.
    payment.look_at = clock.now()
    if request.kind == CAPTURE:
        payment.capture_asked -= request.amount
    elif request.kind == REFUND:
        payment.refund_asked -= request.amount
    log.error("movement_refused", request=request.id, kind=request.kind, reason=answer.reason)
    record_event(order, HISTORY[request.kind][2], actor)
