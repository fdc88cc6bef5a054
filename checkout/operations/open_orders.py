"""The carts of a shop as a list: what each was last quoted at, without pricing any of them anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from ..db import read
from ..models import Order, Shop


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """A cart in a list: its total in minor units."""

    id: int
    email: str
    currency: str
    total: int
    created_at: datetime
    updated_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenOrders:
    """A page of carts, newest first, and how many there are in all."""

    total: int
    page: Sequence[OpenOrder]


def open_orders(shop_code: str, limit: int, offset: int) -> OpenOrders:
    """So many carts of the shop after skipping `offset`. Two statements."""
    asked = {"shop_code": shop_code}
    total = read(COUNT, asked)[0][0]
    rows = read(PAGE, {**asked, "limit": limit, "offset": offset})
    return OpenOrders(total, [OpenOrder(*row) for row in rows])


IN_SHOP = (Shop.code == bindparam("shop_code"), Order.state == "open")
COUNT = select(func.count(Order.id)).join(Shop, Shop.id == Order.shop_id).where(*IN_SHOP)
PAGE = (
    select(
        Order.id,
        Order.email,
        Order.currency,
        Order.total,
        Order.created_at,
        Order.updated_at,
        Order.expires_at,
    )
    .join(Shop, Shop.id == Order.shop_id)
    .where(*IN_SHOP)
    .order_by(Order.id.desc())
    .limit(bindparam("limit"))
    .offset(bindparam("offset"))
)
