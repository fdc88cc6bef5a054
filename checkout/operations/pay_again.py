"""Paying an order that is placed and not paid yet: an invoice by card after all, or what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..db import unit_of_work
from ..models import Order, Payment, PaymentMethod
from ..models.payment import UNSETTLED
from ..payments import gateway_of
from ..standing import Standing
from ..words import N_
from .freeze import begin_payment
from .history import record_event
from .load import OrderRef, lock_order
from .money import NothingToMove, payments_of
from .pay import Debt, pay
from .placement import ActionNeeded, OutcomeUnknown, PaymentDeclined, Placed, Placement
from .refusals import Fault, Invalid, OrderClosed
from .settle import Settlement, settle, settlement_of


@dataclass(frozen=True, slots=True)
class PayWish:
    """By which method, what stands for the card, and where the shopper returns to, with `{token}` for the order's token."""

    method: str
    actor: str
    return_url: str
    token: str = ""
    #: which request of a program it is, by `idempotency.New.request`
    request: str | None = None


def pay_again(ref: OrderRef, wish: PayWish) -> Placement:
    """Pays what is left to pay of a placed order; it stays placed whatever comes of it.

    Safe to call any number of times and at once: while an attempt is open, everybody is told how it stands.
    Raises `OrderNotFound`, `OrderClosed`, `NothingToMove` where nothing is left to pay, `Invalid` for a method that cannot be used.
    """
    begun = _begin(ref, wish)
    if isinstance(begun, Debt):
        begun = settle(begun.payment_id, pay(begun), wish.actor)
    return _placement_of(begun)


def due_of(order: Order, payments: Sequence[Payment]) -> int:
    """Minor units that are still to be paid of an order, where nobody has promised them."""
    if order.state != "placed" or any(each.state == "authorized" for each in payments):
        return 0
    return order.total - sum(each.captured for each in payments if each.counts)


def ways_to_pay_now(standing: Standing) -> tuple[PaymentMethod, ...]:
    """The ways by which a placed order can be paid at once."""
    return tuple(
        each
        for each in standing.catalog.payment_methods
        if each.gateway in standing.gateways
        if gateway_of(each.gateway).has_page
    )


@unit_of_work
def _begin(ref: OrderRef, wish: PayWish) -> Debt | Settlement:
    standing = lock_order(ref)
    order = standing.order
    payments = payments_of(order)
    if wish.request and (same := [p for p in payments if p.request == wish.request]):
        return settlement_of(order, same[-1])
    if order.state != "placed" or order.cancel_reason:
        raise OrderClosed(order.state)
    being_paid = next((each for each in payments if each.state in UNSETTLED), None)
    if being_paid is not None:
        return settlement_of(order, being_paid)
    due = due_of(order, payments)
    if due <= 0:
        raise NothingToMove
    method = _method(standing, wish.method)
    record_event(order, "payment_begun", wish.actor)
    order.version += 1
    payment = begin_payment(order, method, wish.request, amount=due)
    return Debt.of(
        payment, order, wish.return_url, wish.token, manual_capture=method.manual_capture
    )


def _method(standing: Standing, code: str) -> PaymentMethod:
    method = next((each for each in ways_to_pay_now(standing) if each.code == code), None)
    if method is None:
        words = N_("The order cannot be paid by %(code)s now.")
        params = (("code", code),)
        raise Invalid((Fault(("payment", "method"), "unknown_payment_method", words, params),))
    return method


def _placement_of(settlement: Settlement) -> Placement:
    if settlement.action_url:
        return ActionNeeded(settlement.order_id, settlement.action_url)
    if settlement.payment_state == "declined":
        return PaymentDeclined(settlement.order_id, settlement.decline_reason)
    if settlement.payment_state in UNSETTLED:
        return OutcomeUnknown(settlement.order_id)
    return Placed(settlement.order_id)
