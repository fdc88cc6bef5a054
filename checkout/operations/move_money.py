"""Taking money that was promised for an order, and giving back what was taken: as much as there is, in parts or all of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..db import unit_of_work
from ..models import Payment
from ..models.payment import UNSETTLED
from .errands import carry_out
from .load import OrderRef, lock_order
from .money import NothingToMove, Why, ask_capture, ask_refund, asked_before, payments_of
from .refusals import OrderClosed, Refusal


class PaymentInProgress(Refusal):
    """Somebody is paying the order at this moment; how it ends decides what can be taken."""

    code = "payment_in_progress"


@dataclass(frozen=True, slots=True)
class Amount:
    """So many minor units, or everything there is."""

    value: int | None = None

    def of(self, there: int) -> int:
        """As minor units of what is there. Raises `NothingToMove`."""
        wanted = there if self.value is None else self.value
        if not 0 < wanted <= there:
            raise NothingToMove
        return wanted


EVERYTHING = Amount()


def refund_order(ref: OrderRef, amount: Amount, why: Why) -> frozenset[int]:
    """Gives money back of what was taken for a placed or cancelled order, by the way on which it came.

    Never more than that, also when it is called twice at once. An answer that is lost is asked for again by the worker.
    Returns the ids of the requests that were made, those of an earlier call for the same request of a program. Raises `OrderNotFound`, `OrderClosed`, `NothingToMove`.
    """
    return _carried_out(_ask_refund(ref, amount, why), why)


def capture_order(ref: OrderRef, amount: Amount, why: Why) -> frozenset[int]:
    """Takes money that was promised for a placed order, or writes down that it came, as to an invoice.

    Raises `OrderNotFound`, `OrderClosed`, `NothingToMove`, `PaymentInProgress`.
    """
    return _carried_out(_ask_capture(ref, amount, why), why)


def _carried_out(asked: frozenset[int], why: Why) -> frozenset[int]:
    for request_id in sorted(asked):
        carry_out(request_id, why.actor)
    return asked


@unit_of_work
def _ask_refund(ref: OrderRef, amount: Amount, why: Why) -> frozenset[int]:
    order = lock_order(ref).order
    if before := asked_before(order, why):
        return before
    if order.placed_at is None:
        raise OrderClosed(order.state)
    payments = payments_of(order)
    left = amount.of(sum(each.captured - each.refund_asked for each in payments))
    asked = set[int]()
    for payment in payments:
        part = min(left, payment.captured - payment.refund_asked)
        if part:
            asked.add(ask_refund(order, payment, part, why))
            left -= part
    return frozenset(asked)


@unit_of_work
def _ask_capture(ref: OrderRef, amount: Amount, why: Why) -> frozenset[int]:
    order = lock_order(ref).order
    if before := asked_before(order, why):
        return before
    if order.state != "placed":
        raise OrderClosed(order.state)
    payments = payments_of(order)
    if any(each.state in UNSETTLED for each in payments):
        raise PaymentInProgress
    payment = promised(payments)
    if payment is None:
        raise NothingToMove
    part = amount.of(payment.amount - payment.capture_asked)
    return frozenset({ask_capture(order, payment, part, why)})


def promised(payments: Sequence[Payment]) -> Payment | None:
    """The attempt of which money can still be taken or may still come; there is one at most."""
    waiting = ("authorized", "pending")
    return next((each for each in reversed(payments) if each.state in waiting), None)
