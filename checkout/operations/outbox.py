"""Saying what happened to an order, in the unit of work in which it happens. Whoever wants to know is told later, by the worker.

What was rolled back was never said, and what was committed will be told, whatever dies in between.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, null, select

from .. import clock
from ..db import table_of
from ..models import Order, OutboxMessage
from ..prepared import Prepared
from ..statements import run

PLACED = "order.placed"
PAID = "order.paid"
CANCELLED = "order.cancelled"
SHIPPED = "order.shipped"
REFUNDED = "order.refunded"
WITHDRAWN = "order.withdrawn"
PAYMENT_PROBLEM = "order.payment_problem"
#: what partners may subscribe to
EVENTS = (PLACED, PAID, CANCELLED, SHIPPED, REFUNDED, WITHDRAWN, PAYMENT_PROBLEM)
#: only for the shopper: a link to the order was asked for
LINK_WANTED = "order.link_wanted"


def announce(
    order: Order,
    type_: str,
    subject: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Writes down that something happened, once for an order, a type and a subject. One statement.

    Within the unit of work that makes the change and holds the order's lock. `subject` tells apart what happens
    to an order several times: the id of a shipment, refund or payment. `data` is JSON, never a secret.
    """
    happened = {
        "shop_id": order.shop_id,
        "order_id": order.id,
        "type": type_,
        "subject": subject,
        "data": dict(data or {}),
        "occurred_at": clock.now(),
    }
    run(ANNOUNCE if type_ in EVENTS else ANNOUNCE_PRIVATELY, happened)


MESSAGES = table_of(OutboxMessage)
SAID_BEFORE = exists().where(
    MESSAGES.c.order_id == bindparam("order_id"),
    MESSAGES.c.type == bindparam("type"),
    MESSAGES.c.subject == bindparam("subject"),
)
NEXT = (
    select(func.coalesce(func.max(MESSAGES.c.sequence), 0) + 1)
    .where(MESSAGES.c.order_id == bindparam("order_id"))
    .scalar_subquery()
)
COLUMNS = ("shop_id", "order_id", "type", "subject", "data", "occurred_at")
VALUES = [bindparam(name, type_=MESSAGES.c[name].type) for name in COLUMNS]


def _unless_said(sequence: Any) -> Prepared:
    said = select(*VALUES, sequence).where(~SAID_BEFORE)
    columns = [*COLUMNS, "sequence"]
    return Prepared(insert(MESSAGES).from_select(columns, said, include_defaults=False))


ANNOUNCE = _unless_said(NEXT)
ANNOUNCE_PRIVATELY = _unless_said(null())
