"""Finding orders of a shop: one by any of its names, and pages of them, in a bounded number of statements."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload

from ..callers import Caller
from ..db import db
from ..models import Order, StockHold
from ..operations import OrderNotFound, OrderRef, availability, find_order
from ..operations.accounts import wallets_of
from ..operations.customers import customers_by_id
from ..sourcing import Stock
from ..standing import Standing, anew, standing_of
from ..uses import uses_for
from .checkouts import PUBLIC_ID
from .inputs import OrderQuery

NUMBER = re.compile("[0-9A-Z]{4}-[0-9A-Z]{4}")
INTEGER = re.compile("[1-9][0-9]{0,17}")
#: what a list shows when it is not asked for a state
BEGUN = ("placing", "placed")
#: as ix_orders_shop_id_last_step says it
_last_step = func.coalesce(Order.placed_at, Order.created_at)


def find_any(caller: Caller, name: str) -> Standing:
    """The order called `name`: its opaque id, integer id or number. Raises `OrderNotFound`."""
    public_id = name if PUBLIC_ID.fullmatch(name) else _public_id(caller, name)
    return find_order(OrderRef(caller.shop_code, public_id=public_id))


def page_of(
    caller: Caller, query: OrderQuery, after: tuple[datetime, int] | None
) -> Sequence[Order]:
    """The orders the query asks for with their lines, newest first, one more than the page shows if there is one."""
    states = BEGUN if query.state is None else (query.state,)
    wanted = _of(caller).where(Order.state.in_(states))
    if query.external_id is not None:
        wanted = wanted.where(Order.external_id == query.external_id)
    if query.email is not None:
        wanted = wanted.where(func.lower(Order.email) == query.email.strip().lower())
    if after is not None:
        instant, id_ = after
        # said so that an index can begin where the last page ended
        wanted = wanted.where(_last_step <= instant, or_(_last_step < instant, Order.id < id_))
    newest = wanted.order_by(_last_step.desc(), Order.id.desc()).limit(query.limit + 1)
    return db.session.scalars(newest.options(selectinload(Order.lines))).all()


def standings_of(caller: Caller, orders: Sequence[Order]) -> list[Standing]:
    """Where each of these orders stands. Three statements if any of them is open, one more each for customers and their credit."""
    still_open = [order for order in orders if order.state == "open"]
    left = availability(
        caller.catalog, {line.variant_id for order in still_open for line in order.lines}
    )
    held = _held_by([order.id for order in still_open])
    customers = customers_by_id({each.customer_id for each in orders if each.customer_id})
    wallets = wallets_of(orders)
    uses = uses_for(caller.catalog, still_open)
    standings = (
        standing_of(
            order,
            caller.catalog,
            _available_to(left, held[order.id]),
            customers.get(order.customer_id or 0),
            wallets[order.public_id],
        )
        for order in orders
    )
    return [anew(standing, uses=uses) for standing in standings]


def _of(caller: Caller) -> Select[Order]:
    return select(Order).where(Order.shop_id == caller.catalog.shop.id)


def _public_id(caller: Caller, name: str) -> str:
    if INTEGER.fullmatch(name):
        named = Order.id == int(name)
    elif NUMBER.fullmatch(name):
        named = Order.number == name
    else:
        raise OrderNotFound
    found = db.session.scalar(_of(caller).with_only_columns(Order.public_id).where(named))
    if found is None:
        raise OrderNotFound
    return found


def _held_by(order_ids: list[int]) -> defaultdict[int, dict[tuple[int, int], int]]:
    """By order what it holds of each variant at each location."""
    held: defaultdict[int, dict[tuple[int, int], int]] = defaultdict(dict)
    if order_ids:
        columns = (StockHold.variant_id, StockHold.location_id, StockHold.quantity)
        of_orders = StockHold.order_id.in_(order_ids)
        for row in db.session.execute(select(StockHold.order_id, *columns).where(of_orders)):
            order_id, variant_id, location_id, quantity = row
            held[order_id][variant_id, location_id] = quantity
    return held


def _available_to(left: Stock, held: dict[tuple[int, int], int]) -> Stock:
    """What an order may draw on, which may count on what it holds."""
    if not held:
        return left
    return {
        variant_id: tuple(
            replace(each, free=each.free + held.get((variant_id, each.location_id), 0))
            for each in shelves
        )
        for variant_id, shelves in left.items()
    }
