"""Counting the uses of what is limited, by conditional SQL whose row count is checked.

An order counts towards a limit from the moment its placing begins; a decline takes it back. Rows are locked in the
order of their keys, after the stock. Call `reserve` and `release` inside a unit of work that holds the order's lock.
"""

from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Insert,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from .catalog import Catalog
from .db import db, read, table_of
from .models import Order, PromotionLimit, PromotionUse
from .offers.limits import COUPON, EVERYBODY, NO_USES, ORDERS, PROMOTION, Limit, Uses
from .offers.promotions import keys_for


class UsedUp(Exception):
    """Someone else was quicker. Nothing was counted; the unit of work must not commit."""


def uses_for(catalog: Catalog, orders: Iterable[Order], known: Uses = NO_USES) -> Uses:
    """What the promotions of these orders, all of one shop, depend on.

    One statement, and none when nothing about them is limited or `known` has all of it.
    """
    keys = frozenset[Any]().union(*(keys_for(order, catalog) for order in orders))
    if keys <= known.asked:
        return known
    asked = {
        "promotions": [id_ for kind, id_, _ in keys if kind == PROMOTION],
        "coupons": [id_ for kind, id_, _ in keys if kind == COUPON],
        "customers": [whose for _, _, whose in keys] + [EVERYBODY],
        "shop_id": catalog.shop.id,
        "buyers": [whose for kind, _, whose in keys if kind == ORDERS],
    }
    return Uses(keys, {tuple(key): count for *key, count in read(COUNTED, asked)})


def reserve(order_id: int, limits: Iterable[Limit]) -> None:
    """Makes the order count towards each of these limits. Raises `UsedUp` when one of them is reached."""
    rows = [
        {
            "subject": kind,
            "subject_id": id_,
            "customer": whose,
            "most": limit.most,
            "order": order_id,
        }
        for limit in sorted(set(limits))
        for kind, id_, whose in (limit.key,)
    ]
    if not rows:
        return
    db.session.execute(ENSURE[db.engine.dialect.name], rows)
    db.session.execute(PROMISE, rows)
    taken = db.session.execute(TAKE, {"order": order_id})
    if cast(CursorResult[Any], taken).rowcount != len(rows):
        raise UsedUp


def release(order_id: int) -> None:
    """Lets the order count towards nothing any more."""
    if db.session.execute(LOCK, {"order": order_id}).all():
        db.session.execute(UNDO, {"order": order_id})
        db.session.execute(FORGET, {"order": order_id})


LIMITS, USES, BUYERS = table_of(PromotionLimit), table_of(PromotionUse), table_of(Order)
OF_ORDER = LIMITS.c.id.in_(select(USES.c.limit_id).where(USES.c.order_id == bindparam("order")))
KEY = (LIMITS.c.subject, LIMITS.c.subject_id, LIMITS.c.customer)


def _counted(subject: str, ids: str) -> Any:
    return select(*KEY, LIMITS.c.used).where(
        LIMITS.c.subject == subject,
        LIMITS.c.subject_id.in_(bindparam(ids, expanding=True)),
        LIMITS.c.customer.in_(bindparam("customers", expanding=True)),
    )


COUNTED = union_all(
    _counted(PROMOTION, "promotions"),
    _counted(COUPON, "coupons"),
    select(literal(ORDERS), BUYERS.c.shop_id, BUYERS.c.customer_key, func.count())
    .where(
        BUYERS.c.shop_id == bindparam("shop_id"),
        BUYERS.c.customer_key.in_(bindparam("buyers", expanding=True)),
    )
    .group_by(BUYERS.c.shop_id, BUYERS.c.customer_key),
)


def _ensure(dialect: Any) -> Insert:
    """Makes the counters that are missing, and tells the others today's limit: one already passed stays at its count."""
    made = dialect.insert(LIMITS).values(
        {name: bindparam(name) for name in ("subject", "subject_id", "customer", "most")}
        | {"used": 0}
    )
    most = case((made.excluded.most < LIMITS.c.used, LIMITS.c.used), else_=made.excluded.most)
    statement: Insert = made.on_conflict_do_update(index_elements=list(KEY), set_={"most": most})
    return statement


ENSURE = {"sqlite": _ensure(sqlite), "postgresql": _ensure(postgresql)}
PROMISE = insert(USES).from_select(
    ["limit_id", "order_id"],
    select(LIMITS.c.id, bindparam("order", type_=USES.c.order_id.type)).where(
        LIMITS.c.subject == bindparam("subject"),
        LIMITS.c.subject_id == bindparam("subject_id"),
        LIMITS.c.customer == bindparam("customer"),
    ),
)
TAKE = (
    update(LIMITS)
    .where(and_(OF_ORDER, LIMITS.c.used < LIMITS.c.most))
    .values(used=LIMITS.c.used + 1)
)
LOCK = select(LIMITS.c.id).where(OF_ORDER).order_by(*KEY).with_for_update(of=LIMITS)
UNDO = update(LIMITS).where(OF_ORDER).values(used=LIMITS.c.used - 1)
FORGET = delete(USES).where(USES.c.order_id == bindparam("order"))
