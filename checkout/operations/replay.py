"""Telling subscribers again what they were told, or should have been."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, and_, insert, select, update

from .. import clock
from ..db import db, unit_of_work
from ..models import Notice, Order, OutboxMessage, WebhookSubscription
from .addressing import wants
from .outbox import EVENTS
from .webhooks import find_webhook

MOST_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages: of one order, since an instant; those that were taken as well, or only what was given up."""

    number: str | None = None
    since: datetime | None = None
    taken_as_well: bool = False


def replay(shop_code: str, public_id: str, wanted: Wanted) -> int:
    """Makes messages due again for a subscription, under their old ids; how many. Raises `WebhookNotFound`.

    Where an order or an instant is named, what happened before it was subscribed counts as well.
    """
    return _replay(find_webhook(shop_code, public_id).id, wanted)


@unit_of_work
def _replay(subscription_id: int, wanted: Wanted) -> int:
    webhook = db.session.scalars(
        select(WebhookSubscription).where(WebhookSubscription.id == subscription_id)
    ).one()
    reaches_back = wanted.number is not None or wanted.since is not None
    now, again, anew = clock.now(), list[int](), list[int]()
    for message, notice in db.session.execute(_messages(webhook, wanted)):
        if not wants(webhook.events, message.type):
            continue
        if notice is None and reaches_back:
            anew.append(message.id)
        elif notice is None:
            continue
        elif notice.given_up_at or (notice.done_at and wanted.taken_as_well):
            again.append(notice.id)
    due = {"began_at": now, "next_at": now, "done_at": None, "given_up_at": None, "fault": ""}
    if again:
        db.session.execute(update(Notice).where(Notice.id.in_(again)).values(**due))
    if anew:
        row = {"kind": "webhook", "subscription_id": webhook.id, "began_at": now, "next_at": now}
        db.session.execute(insert(Notice), [{"message_id": id_, **row} for id_ in anew])
    return len(again) + len(anew)


def _messages(webhook: WebhookSubscription, wanted: Wanted) -> Select[OutboxMessage, Notice]:
    theirs = and_(Notice.message_id == OutboxMessage.id, Notice.subscription_id == webhook.id)
    found = (
        select(OutboxMessage, Notice)
        .outerjoin(Notice, theirs)
        .join(Order, Order.id == OutboxMessage.order_id)
        .where(
            OutboxMessage.shop_id == webhook.shop_id,
            OutboxMessage.type.in_(EVENTS),
            # what is not addressed yet will be told anyway
            OutboxMessage.addressed_at.is_not(None),
        )
        .order_by(OutboxMessage.id)
        .limit(MOST_AT_ONCE)
    )
    if wanted.number is not None:
        found = found.where(Order.number == wanted.number)
    if wanted.since is not None:
        found = found.where(OutboxMessage.occurred_at >= wanted.since)
    return found
