"""Whose cart it is, and which orders are a customer's. Only signing in says so, never an e-mail address on an order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, exists, or_, select

from .. import ids
from ..db import read, unit_of_work
from ..models import Order, OrderLine
from ..standing import Standing, anew
from .accounts import wallet_of
from .customers import customers_by_id
from .edit import quote
from .load import OrderRef, find_order, lock_order
from .refusals import OrderNotFound


@dataclass(frozen=True, slots=True)
class OrderGlance:
    """A placed order in a list: its total in minor units."""

    id: int
    token: str
    number: str
    state: str
    total: int
    currency: str
    began_at: datetime


def cart_at_sign_in(ref: OrderRef | None, shop_code: str, customer_id: int) -> Standing | None:
    """The cart a browser goes on with: its own if it has one with something in it, else the customer's newest."""
    own = _own_cart(ref, customer_id) if ref is not None else None
    if own is not None and own.order.lines:
        return own
    return newest_cart(shop_code, customer_id) or own


def newest_cart(shop_code: str, customer_id: int) -> Standing | None:
    """The customer's cart that was changed last; none when all are empty."""
    rows = read(NEWEST_CART, {"customer_id": customer_id})
    return find_order(OrderRef(shop_code, token=rows[0].token)) if rows else None


@unit_of_work
def attach_cart(ref: OrderRef, customer_id: int) -> Standing | None:
    """The open cart as the customer's from now on; none when it is somebody else's.

    A guest's cart gets another token: whoever else had the old one, on a browser used before, does not see what
    the customer does with it. An order that is being paid or was placed stays as it is. Raises `OrderNotFound`.
    """
    standing = lock_order(ref)
    order = standing.order
    if order.customer_id not in (None, customer_id):
        return None
    if order.state != "open" or order.customer_id == customer_id:
        return standing
    order.customer_id, order.token = customer_id, ids.new_token()
    facts = customers_by_id([customer_id])[customer_id]
    return quote(anew(standing, customer=facts, wallet=wallet_of(order)))


def orders_of(customer_id: int, limit: int, before: int | None = None) -> Sequence[OrderGlance]:
    """The customer's orders that were placed or are being placed, newest first; those older than the one of id `before`."""
    asked = {"customer_id": customer_id, "before": before or 2**62, "limit": limit}
    return [OrderGlance(*row) for row in read(ORDERS_OF, asked)]


def _own_cart(ref: OrderRef, customer_id: int) -> Standing | None:
    try:
        standing = attach_cart(ref, customer_id)
    except OrderNotFound:
        return None
    return standing if standing and standing.order.state in {"open", "placing"} else None


HAS_LINES = exists().where(OrderLine.order_id == Order.id)
NEWEST_CART = (
    select(Order.token)
    .where(Order.customer_id == bindparam("customer_id"), Order.state == "open", HAS_LINES)
    .order_by(Order.updated_at.desc(), Order.id.desc())
    .limit(1)
)
ORDERS_OF = (
    select(
        Order.id,
        Order.token,
        Order.number,
        Order.state,
        Order.total,
        Order.currency,
        Order.created_at,
    )
    .where(
        and_(Order.customer_id == bindparam("customer_id"), Order.id < bindparam("before")),
        or_(Order.placed_at.is_not(None), Order.state == "placing"),
    )
    .order_by(Order.id.desc())
    .limit(bindparam("limit"))
)
