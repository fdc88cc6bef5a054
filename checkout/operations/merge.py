"""One customer, one cart: what they left in others comes into the one they go on with."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from .. import clock
from ..db import db, unit_of_work
from ..models import Order, OrderLine
from ..models.order import MAX_LINES
from ..standing import Standing
from .calling_off import call_off
from .changes import LineWanted
from .edit import as_wanted, what, with_lines
from .load import OrderRef, lock_cart
from .money import Why

ACTOR = "shopper"


@unit_of_work
def merge_carts(ref: OrderRef, customer_id: int) -> tuple[Standing, int]:
    """The customer's open cart with the lines of their other carts, and how many lines that are.

    Where the same thing is in several, this cart's quantity counts: it is the latest word. What is no longer sold,
    or sold out, stays behind. The other carts are cancelled, so nothing comes back that was removed here. Only
    carts begun on the pages are others: a checkout that a program began is the program's, and a quote stays as quoted.
    Raises `OrderNotFound`.
    """
    carts = db.session.scalars(CARTS, {"customer_id": customer_id, "now": clock.now()}).all()
    standing = lock_cart(ref)
    others = [each for each in carts if each.id != standing.order.id]
    if len(others) in {0, len(carts)}:
        return standing, 0
    had = len(standing.order.lines)
    standing = _with_more(standing, _missing_lines(standing, others))
    for each in others:
        call_off(each, Why(ACTOR))
    return standing, len(standing.order.lines) - had


#: Locked in the order of their ids, like every set of orders.
CARTS = (
    select(Order)
    .where(Order.customer_id == bindparam("customer_id"), Order.state == "open")
    .where(Order.source == "web", Order.quote_id.is_(None), Order.expires_at > bindparam("now"))
    .order_by(Order.id)
    .with_for_update()
)


def _with_more(standing: Standing, wanted: list[LineWanted]) -> Standing:
    """With these lines behind its own, as far as there is room for them and anything left."""
    own = _as_they_are(standing.order.lines)
    if not wanted[: MAX_LINES - len(own)]:
        return standing
    standing = with_lines(standing, (*own, *wanted)[:MAX_LINES])
    new = standing.order.lines[len(own) :]
    there = [each for each in new if standing.left_for(each) != 0]
    return standing if len(there) == len(new) else with_lines(standing, own + _as_they_are(there))


def _as_they_are(lines: Sequence[OrderLine]) -> list[LineWanted]:
    return [as_wanted(line, line.quantity) for line in lines]


def _missing_lines(standing: Standing, others: Sequence[Order]) -> list[LineWanted]:
    """What is in the other carts and not in this one, the newest cart first."""
    known = {what(each) for each in _as_they_are(standing.order.lines)}
    missing = []
    for order in sorted(others, key=lambda each: each.updated_at, reverse=True):
        for line in _as_they_are(order.lines):
            if line.sku in standing.catalog.variant_by_sku and what(line) not in known:
                known.add(what(line))
                missing.append(line)
    return missing
