"""Finding out who wants to know of a message: one notice for each. A transaction that calls nobody, so that it happens or not."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from .. import clock
from ..db import db, read, table_of, unit_of_work
from ..models import Callback, Notice, Order, OutboxMessage, Shop, WebhookSubscription
from .outbox import (
    CANCELLED,
    EVENTS,
    LINK_WANTED,
    PAYMENT_PROBLEM,
    PLACED,
    REFUNDED,
    SHIPPED,
    WITHDRAWN,
)

EVERYTHING = "*"
#: what a shopper is written to about, and how long to wait with it: who tries another card needs no letter
MAILED = {
    PLACED: timedelta(0),
    CANCELLED: timedelta(0),
    SHIPPED: timedelta(0),
    REFUNDED: timedelta(0),
    WITHDRAWN: timedelta(0),
    LINK_WANTED: timedelta(0),
    PAYMENT_PROBLEM: timedelta(minutes=15),
}
MOST_AT_ONCE = 200


def address_messages() -> int:
    """Addresses what was written down since the last time; how many messages that were."""
    return _address() if read(ANY) else 0


@unit_of_work
def _address() -> int:
    """Several workers take different messages. Five statements, however many there are."""
    messages = db.session.execute(TAKEN).all()
    if not messages:
        return 0
    notices = list(_notices(messages))
    if notices:
        db.session.execute(insert(NOTICES), notices)
    ids = [each.id for each in messages]
    db.session.execute(ADDRESSED, {"ids": ids, "now": clock.now()})
    return len(messages)


def wants(events: Sequence[str], type_: str) -> bool:
    """Whether a subscription of these events is told of a message of this type."""
    return type_ in EVENTS and (type_ in events or EVERYTHING in events)


MESSAGES, NOTICES = table_of(OutboxMessage), table_of(Notice)
ANY = select(MESSAGES.c.id).where(MESSAGES.c.addressed_at.is_(None)).limit(1)
TAKEN = (
    select(MESSAGES, Order.email, Shop.sends_mails)
    .join(Order, Order.id == MESSAGES.c.order_id)
    .join(Shop, Shop.id == MESSAGES.c.shop_id)
    .where(MESSAGES.c.addressed_at.is_(None))
    .order_by(MESSAGES.c.id)
    .limit(MOST_AT_ONCE)
    .with_for_update(of=OutboxMessage, skip_locked=True)
)
SUBSCRIBED = select(
    WebhookSubscription.id, WebhookSubscription.shop_id, WebhookSubscription.events
).where(
    WebhookSubscription.shop_id.in_(bindparam("shop_ids", expanding=True)),
    WebhookSubscription.disabled_at.is_(None),
)
CALLED = select(Callback.order_id).where(
    Callback.order_id.in_(bindparam("order_ids", expanding=True))
)
ADDRESSED = (
    update(MESSAGES)
    .where(MESSAGES.c.id.in_(bindparam("ids", expanding=True)))
    .values(addressed_at=bindparam("now", type_=MESSAGES.c.addressed_at.type))
)


def _notices(messages: Sequence[Any]) -> Iterator[dict[str, Any]]:
    """The rows to write; a message that nobody wants to know of has none."""
    subscriptions = _subscriptions({each.shop_id for each in messages})
    placed = [each.order_id for each in messages if each.type == PLACED]
    called = {row.order_id for row in read(CALLED, {"order_ids": placed})} if placed else set()
    for each in messages:
        for id_, events in subscriptions[each.shop_id]:
            if wants(events, each.type):
                yield _notice(each, "webhook", each.occurred_at, id_)
        if each.type in MAILED and each.sends_mails and (each.email or each.data.get("to")):
            yield _notice(each, "mail", each.occurred_at + MAILED[each.type])
        if each.type == PLACED and each.order_id in called:
            yield _notice(each, "callback", each.occurred_at)


def _subscriptions(shop_ids: set[int]) -> defaultdict[int, list[tuple[int, list[str]]]]:
    found: defaultdict[int, list[tuple[int, list[str]]]] = defaultdict(list)
    for row in read(SUBSCRIBED, {"shop_ids": list(shop_ids)}):
        found[row.shop_id].append((row.id, row.events))
    return found


def _notice(
    message: Any, kind: str, next_at: datetime, subscription_id: int | None = None
) -> dict[str, Any]:
    return {
        "message_id": message.id,
        "kind": kind,
        "subscription_id": subscription_id,
        "began_at": message.occurred_at,
        "next_at": next_at,
    }
