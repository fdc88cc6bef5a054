"""How an order is paid by bank transfer, as its page, its letters and the API tell it."""

from dataclasses import dataclass
from datetime import date, timedelta

from .bank_transfer import Account, account_from
from .clock import zone_named
from .models import Order, Payment, PaymentMethod


@dataclass(frozen=True, slots=True)
class Transfer:
    """Where to, how much (minor units), under what purpose, and by which day at the latest."""

    account: Account
    amount: int
    currency: str
    purpose: str
    until: date | None


def transfer_for(
    order: Order, payment: Payment | None, method: PaymentMethod | None, time_zone: str
) -> Transfer | None:
    """What a shopper still has to transfer for a placed order; none where nothing is awaited."""
    awaited = payment is not None and payment.state == "pending" and order.state == "placed"
    if not awaited or payment is None or method is None or not method.transfer:
        return None
    account = account_from(method.transfer)
    return Transfer(
        account,
        payment.amount - payment.captured,
        payment.currency,
        order.number or "",
        _until(order, account, time_zone),
    )


def _until(order: Order, account: Account, time_zone: str) -> date | None:
    if account.days is None or order.placed_at is None:
        return None
    return order.placed_at.astimezone(zone_named(time_zone)).date() + timedelta(days=account.days)
