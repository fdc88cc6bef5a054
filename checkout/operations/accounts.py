"""Reading the credit that orders may use: nothing for a guest's order without gift cards, else one statement."""

from collections.abc import Collection

from sqlalchemy import bindparam, or_, select

from ..db import read
from ..models import CreditAccount, Order
from ..models.credit import GIFT_CARD
from ..snapshots import Snapshots
from ..wallet import EMPTY, Wallet


def wallet_of(order: Order) -> Wallet:
    """What the buyer of `order` may use for it, as it is now."""
    return wallets_of([order])[order.public_id]


def wallets_of(orders: Collection[Order]) -> dict[str, Wallet]:
    """The wallets of orders by the orders' public ids. One statement at most, however many orders."""
    cards = {public_id for order in orders for public_id in order.gift_cards}
    customers = {order.customer_id for order in orders} - {None}
    if not cards and not customers:
        return {order.public_id: EMPTY for order in orders}
    rows = read(THEIRS, {"cards": list(cards), "customers": list(customers)})
    accounts = [ACCOUNTS.made_from(row) for row in rows]
    return {order.public_id: _wallet(order, accounts) for order in orders}


ACCOUNTS = Snapshots(CreditAccount)
THEIRS = select(*ACCOUNTS.columns).where(
    or_(
        CreditAccount.public_id.in_(bindparam("cards", expanding=True)),
        CreditAccount.customer_id.in_(bindparam("customers", expanding=True)),
    )
)


def _wallet(order: Order, accounts: list[CreditAccount]) -> Wallet:
    """Of another shop or currency nothing counts, whatever the order's row says."""
    ours = {
        each.public_id: each
        for each in accounts
        if (each.shop_id, each.currency) == (order.shop_id, order.currency)
    }
    cards = (ours.get(public_id) for public_id in order.gift_cards)
    theirs = (each for each in ours.values() if each.customer_id is not None)
    return Wallet(
        (
            *(each for each in cards if each is not None and each.kind == GIFT_CARD),
            *(each for each in theirs if each.customer_id == order.customer_id),
        )
    )
