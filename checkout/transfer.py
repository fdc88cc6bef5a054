"""How an order is paid by bank transfer, as its page, its letters and the API tell it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from .bank_transfer import Account, account_from
from .clock import zone_named
from .models import Order, Payment
from .standing import Standing


@dataclass(frozen=True, slots=True)
class Transfer:
    """Where to, how much (minor units), under what purpose, and by which day at the latest."""

    account: Account
    amount: int
    currency: str
    purpose: str
    until: date | None


def transfer_for(standing: Standing, payments: Iterable[Payment]) -> Transfer | None:
    """What a shopper still has to transfer for a placed order with these attempts; none where nothing is awaited."""
    order, catalog = standing.order, standing.catalog
    payment = next((each for each in payments if each.state == "pending"), None)
    if payment is None or order.state != "placed":
        return None
    method = next((each for each in catalog.payment_methods if each.code == payment.method), None)
    if method is None or not method.transfer:
        return None
    account = account_from(method.transfer)
    return Transfer(
        account,
        payment.amount - payment.captured,
        payment.currency,
        order.number or "",
        _until(order, account, catalog.shop.time_zone),
    )


def _until(order: Order, account: Account, time_zone: str) -> date | None:
    if account.days is None or order.placed_at is None:
        return None
    return order.placed_at.astimezone(zone_named(time_zone)).date() + timedelta(days=account.days)
