"""Saying that an order is paid: once, when the money for all of it was taken, whatever way it came."""

from ..models import Order, Payment
from .money import payments_of
from .outbox import PAID, announce


def tell_if_paid(order: Order, payment: Payment) -> None:
    """Announces a placed order for which everything is taken now that `payment` took more. Inside a unit of work that holds its lock.

    What was only promised pays for nothing yet, nor does what came too late and goes back.
    """
    if order.state == "placed" and not order.cancel_reason and _is_paid(order, payment):
        announce(order, PAID)


def _is_paid(order: Order, payment: Payment) -> bool:
    if payment.counts and payment.captured >= order.total:
        return True
    return sum(each.captured for each in payments_of(order) if each.counts) >= order.total
