"""Asking for money to be moved that an order stands on: taken, given back, or let go.

In three phases, as placing is: a request with a key of its own is written down in one unit together with the reason for it, the gateway
is asked with no unit open, and its answer settled in another unit. Running totals on the payment move by conditional SQL
whose row count is checked, so that two who ask at once never get more than there is. Who asks again, asks with the same key.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, Update, bindparam, insert, select, update

from .. import clock, ids
from ..db import db, table_of
from ..models import MoneyRequest, Order, Payment
from ..models.payment import CAPTURE, OPEN_REQUESTS, REFUND, VOID
from ..payments import gateway_of
from .history import record_event
from .records import ASKED
from .refusals import Refusal


class NothingToMove(Refusal):
    """There is not so much to take or to give back, or somebody else was quicker."""

    code = "nothing_to_move"


@dataclass(frozen=True, slots=True)
class Why:
    """Who wants money to be moved and why: a code of `payment.REASONS`, and the shop's own words."""

    actor: str
    reason: str = ""
    note: str = ""
    #: which request of a program it is, by `idempotency.New.request`
    request: str | None = None


def ask_capture(order: Order, payment: Payment, amount: int, why: Why) -> int:
    """Asks for so many minor units of what was promised; the request's id. Raises `NothingToMove`.

    These functions are called inside a unit of work that holds the order's lock.
    """
    _claim(CLAIM_CAPTURE, payment, amount)
    return _record(order, payment, CAPTURE, amount, why)


def ask_refund(order: Order, payment: Payment, amount: int, why: Why) -> int:
    """Asks for so many minor units to be given back of what was taken; the request's id. Raises `NothingToMove`."""
    _claim(CLAIM_REFUND, payment, amount)
    return _record(order, payment, REFUND, amount, why)


def ask_release(order: Order, payment: Payment, why: Why) -> None:
    """Asks that all that was promised and not taken be let go."""
    _record(order, payment, VOID, payment.amount - payment.captured, why)


def ask_everything_back(order: Order, why: Why) -> None:
    """Of everything that was promised for the order, the rest is let go; of what was taken, the rest is given back."""
    for payment in payments_of(order):
        if payment.state in {"pending", "authorized"} and not _is_being_let_go(payment):
            ask_release(order, payment, why)
        if left := payment.captured - payment.refund_asked:
            ask_refund(order, payment, left, why)


def record_done(payment: Payment, kind: str, amount: int, actor: str) -> str:
    """Writes down a request that nobody made here and that is done all the same; its public id."""
    row = _row(payment, kind, amount, Why(actor)) | {"state": "done"}
    db.session.execute(insert(REQUESTS), row)
    return str(row["public_id"])


def stand_on_what_was_taken(payment: Payment) -> None:
    """Moves it on where all of it was taken, or the gateway has let the rest go."""
    if payment.captured == payment.amount or (
        payment.state == "authorized" and not gateway_of(payment.gateway).captures_in_parts
    ):
        payment.state = "captured"


def payments_of(order: Order) -> Sequence[Payment]:
    """The attempts to pay an order as they are in the database now, oldest first."""
    db.session.flush()
    found: Sequence[Payment] = db.session.scalars(PAYMENTS, {"order_id": order.id}).all()
    return found


def open_requests(order_id: int) -> list[int]:
    """The ids of the requests of an order whose answer is still to come."""
    return list(db.session.scalars(OPEN_OF_ORDER, {"order_id": order_id}))


def asked_before(order: Order, why: Why) -> frozenset[int]:
    """The ids of the requests to move money that were made for the very same request of a program."""
    if why.request is None:
        return frozenset()
    named = {"order_id": order.id, "request": why.request}
    return frozenset(db.session.scalars(ASKED_BEFORE, named))


REQUESTS, ATTEMPTS = table_of(MoneyRequest), table_of(Payment)
PAYMENTS = (
    select(Payment)
    .where(Payment.order_id == bindparam("order_id"))
    .order_by(Payment.id)
    .execution_options(populate_existing=True)
)
IS_OPEN = MoneyRequest.state.in_(OPEN_REQUESTS)
OPEN_OF_ORDER = (
    select(MoneyRequest.id)
    .join(Payment, Payment.id == MoneyRequest.payment_id)
    .where(Payment.order_id == bindparam("order_id"), IS_OPEN)
    .order_by(MoneyRequest.id)
)
ASKED_BEFORE = (
    select(MoneyRequest.id)
    .join(Payment, Payment.id == MoneyRequest.payment_id)
    .where(Payment.order_id == bindparam("order_id"), MoneyRequest.request == bindparam("request"))
)
OPEN_RELEASES = select(MoneyRequest.id).where(
    MoneyRequest.payment_id == bindparam("of_payment"), MoneyRequest.kind == VOID, IS_OPEN
)
THIS, MUCH = ATTEMPTS.c.id == bindparam("this"), bindparam("much", type_=ATTEMPTS.c.amount.type)
CLAIM_CAPTURE = (
    update(ATTEMPTS)
    .where(
        THIS,
        ATTEMPTS.c.state.in_(("pending", "authorized")),
        ATTEMPTS.c.amount - ATTEMPTS.c.capture_asked >= MUCH,
    )
    .values(capture_asked=ATTEMPTS.c.capture_asked + MUCH)
)
CLAIM_REFUND = (
    update(ATTEMPTS)
    .where(THIS, ATTEMPTS.c.captured - ATTEMPTS.c.refund_asked >= MUCH)
    .values(refund_asked=ATTEMPTS.c.refund_asked + MUCH)
)
RECORD = insert(REQUESTS).returning(REQUESTS.c.id)


def _claim(statement: Update, payment: Payment, amount: int) -> None:
    db.session.flush()
    claimed = db.session.execute(statement, {"this": payment.id, "much": amount})
    if amount <= 0 or cast(CursorResult[Any], claimed).rowcount != 1:
        raise NothingToMove
    db.session.refresh(payment)


def _is_being_let_go(payment: Payment) -> bool:
    return db.session.scalar(OPEN_RELEASES, {"of_payment": payment.id}) is not None


def _record(order: Order, payment: Payment, kind: str, amount: int, why: Why) -> int:
    record_event(order, ASKED[kind], why.actor)
    row = _row(payment, kind, amount, why)
    return int(db.session.execute(RECORD, row).scalar_one())


def _row(payment: Payment, kind: str, amount: int, why: Why) -> dict[str, Any]:
    now = clock.now()
    return {
        "public_id": ids.new_public_id("mr"),
        "payment_id": payment.id,
        "kind": kind,
        "amount": amount,
        "state": "created",
        "idempotency_key": ids.new_public_id(kind),
        "reason": why.reason,
        "note": why.note,
        "request": why.request,
        "actor": why.actor,
        "created_at": now,
        "asked_at": now,
        "updated_at": now,
    }
