"""What must be true of payments; the doctor asks. Each rule gives the ids of the orders that break it."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from .models import MoneyRequest, Order, Payment, PaymentEvent, StockHold
from .models.payment import CAPTURE, GOOD, OPEN_REQUESTS, OVER, REFUND, VOID

MADE_FINAL = ("placing", "placed")


def _sum_of(kind: str) -> ColumnElement[int]:
    return (
        select(func.coalesce(func.sum(PaymentEvent.amount), 0))
        .where(PaymentEvent.payment_id == Payment.id, PaymentEvent.kind == kind)
        .correlate(Payment)
        .scalar_subquery()
    )


def _asked(kind: str) -> ColumnElement[int]:
    """What is asked for and has no answer yet."""
    return (
        select(func.coalesce(func.sum(MoneyRequest.amount), 0))
        .where(
            MoneyRequest.payment_id == Payment.id,
            MoneyRequest.kind == kind,
            MoneyRequest.state.in_(OPEN_REQUESTS),
        )
        .correlate(Payment)
        .scalar_subquery()
    )


def _counts(payment: type[Payment]) -> ColumnElement[bool]:
    """As `Payment.counts`."""
    return or_(payment.state.not_in(OVER), payment.captured < payment.amount)


def _captured_too_much() -> Select[int]:
    return (
        select(Payment.order_id)
        .join(Order, Order.id == Payment.order_id)
        .join(PaymentEvent, PaymentEvent.payment_id == Payment.id)
        .where(PaymentEvent.kind == "captured", _counts(Payment))
        .group_by(Payment.order_id, Order.total)
        .having(func.sum(PaymentEvent.amount) > Order.total)
    )


def _refunded_too_much() -> Select[int]:
    return select(Payment.order_id).where(_sum_of("refunded") > _sum_of("captured"))


def _out_of_balance() -> Select[int]:
    """What is asked for may have been told by the gateway itself before its answer came: then it is no more to come."""
    taken, given = _sum_of("captured"), _sum_of("refunded")
    to_take = taken + _asked(CAPTURE)
    at_most = case((to_take > Payment.amount, Payment.amount), else_=to_take)
    return select(Payment.order_id).where(
        or_(
            Payment.captured != taken,
            not_(Payment.capture_asked.between(taken, at_most)),
            Payment.refund_asked != given + _asked(REFUND),
        )
    )


def _paid_but_not_placed() -> Select[int]:
    """Money without an order, where it is not on its way back."""
    being_let_go = exists().where(
        MoneyRequest.payment_id == Payment.id,
        MoneyRequest.kind == VOID,
        MoneyRequest.state.in_(OPEN_REQUESTS),
    )
    given_back = and_(Payment.captured > 0, Payment.captured == Payment.refund_asked)
    all_back = or_(and_(Payment.state == "captured", given_back), being_let_go)
    return (
        select(Order.id)
        .join(Payment, Payment.order_id == Order.id)
        .where(Order.state != "placed")
        .where(
            or_(
                and_(Payment.state.in_(GOOD), not_(all_back)),
                Payment.captured != Payment.refund_asked,
            )
        )
    )


def _placed_but_not_paid() -> Select[int]:
    good = exists().where(Payment.order_id == Order.id, Payment.state.in_(GOOD))
    return select(Order.id).where(Order.state == "placed", Order.total > 0, not_(good))


def _asked_for_another_amount() -> Select[int]:
    """An attempt is for the whole order, or for what earlier ones left to pay."""
    earlier = aliased(Payment)
    paid = (
        select(func.coalesce(func.sum(earlier.captured), 0))
        .where(earlier.order_id == Payment.order_id, earlier.id < Payment.id)
        .where(_counts(earlier))
        .correlate(Payment)
        .scalar_subquery()
    )
    return (
        select(Payment.order_id)
        .join(Order, Order.id == Payment.order_id)
        .where(
            Order.state.in_(MADE_FINAL),
            Payment.state != "declined",
            or_(Payment.amount != Order.total - paid, Payment.currency != Order.currency),
        )
    )


def _placing_without_attempt() -> Select[int]:
    attempt = exists().where(Payment.order_id == Order.id, Payment.state != "declined")
    return select(Order.id).where(Order.state == "placing", not_(attempt))


def _told_otherwise() -> Select[int]:
    return select(Payment.order_id).where(Payment.mismatch != "")


def _sold_to_nobody() -> Select[int]:
    return (
        select(StockHold.order_id)
        .join(Order, Order.id == StockHold.order_id)
        .where(StockHold.expires_at.is_(None), Order.state != "placed")
    )


PAYMENT_RULES: dict[str, Callable[[], Select[int]]] = {
    "No more is captured than the order's total.": _captured_too_much,
    "No more is given back than was captured.": _refunded_too_much,
    "What a payment took and gave back is what its events say, and what is asked for.": _out_of_balance,
    "Money that was promised or taken has a placed order.": _paid_but_not_placed,
    "A placed order with a total has a payment it stands on.": _placed_but_not_paid,
    "The amount asked of the gateway is the order's total.": _asked_for_another_amount,
    "An order being placed has an attempt to pay.": _placing_without_attempt,
    "Goods are sold to placed orders.": _sold_to_nobody,
    "What a gateway tells of a payment is what it was asked for.": _told_otherwise,
}
