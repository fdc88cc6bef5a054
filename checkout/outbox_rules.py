"""What must hold of the outbox, for the doctor."""

from collections.abc import Iterator
from datetime import timedelta

from cryptography.fernet import InvalidToken
from sqlalchemy import Select, and_, exists, func, not_, or_, select

from . import clock
from .db import db
from .models import Notice, Order, OutboxMessage, ParkedNotification, WebhookSubscription
from .operations.addressing import EVERYTHING
from .operations.outbox import EVENTS
from .operations.webhooks import secrets_of
from .outgoing import Refused, target_of
from .webhook_signatures import is_secret

#: longer than a worker is ever away
LATE = timedelta(days=1)


def _placed_in_silence() -> Select[int]:
    said = exists().where(OutboxMessage.order_id == Order.id, OutboxMessage.type == "order.placed")
    return select(Order.id).where(Order.state == "placed", not_(said))


def _said_of_what_never_was() -> Select[int]:
    return (
        select(OutboxMessage.id)
        .join(Order, Order.id == OutboxMessage.order_id)
        .where(OutboxMessage.type == "order.placed", Order.placed_at.is_(None))
    )


def _has_gaps() -> Select[int]:
    """Orders whose messages are not numbered 1, 2, 3 … to the last."""
    return (
        select(OutboxMessage.order_id)
        .group_by(OutboxMessage.order_id)
        .having(
            func.coalesce(func.max(OutboxMessage.sequence), 0) != func.count(OutboxMessage.sequence)
        )
    )


def _lies_there() -> Select[int]:
    """Nobody has looked at it for a day: no worker runs."""
    late = clock.now() - LATE
    return select(OutboxMessage.id).where(
        OutboxMessage.addressed_at.is_(None), OutboxMessage.occurred_at < late
    )


def _told_too_late() -> Select[int]:
    """Somebody is to be told, and nobody has tried since it was due a day ago."""
    webhook = WebhookSubscription
    rests = and_(webhook.rests_until.is_not(None), webhook.rests_until > clock.now())
    return (
        select(Notice.id)
        .outerjoin(webhook, webhook.id == Notice.subscription_id)
        .where(
            Notice.done_at.is_(None),
            Notice.given_up_at.is_(None),
            Notice.next_at < clock.now() - LATE,
            or_(Notice.subscription_id.is_(None), not_(func.coalesce(rests, False))),
        )
    )


def _unusable_webhooks() -> Iterator[int]:
    """Those whose address, events or secret was changed by hand, or whose secret another SECRET_KEY sealed."""
    for webhook in db.session.scalars(select(WebhookSubscription)):
        try:
            secrets = secrets_of(webhook, clock.now())
            target_of(webhook.url)
        except (InvalidToken, Refused):
            yield webhook.id
            continue
        if not all(map(is_secret, secrets)) or not {EVERYTHING, *EVENTS}.issuperset(webhook.events):
            yield webhook.id


def outbox_remarks() -> Iterator[str]:
    """What somebody should look after: it is given up, and forgotten in the end."""
    given_up = (
        select(Notice.kind, func.count())
        .join(OutboxMessage, OutboxMessage.id == Notice.message_id)
        .where(Notice.given_up_at.is_not(None), OutboxMessage.forgotten_at.is_(None))
        .group_by(Notice.kind)
        .order_by(Notice.kind)
    )
    for kind, number in db.session.execute(given_up):
        yield f"Given up: {number} of kind {kind}.{AGAIN.get(kind, '')}"
    if parked := db.session.scalar(select(func.count()).select_from(ParkedNotification)):
        yield f"Parked notifications of gateways: {parked}. See `notifications list`."


AGAIN = {
    "mail": " `mail retry` sends letters again.",
    "webhook": " `webhook replay` sends them again.",
}
OUTBOX_RULES = {
    "Every placed order was announced.": _placed_in_silence,
    "What was announced as placed was placed.": _said_of_what_never_was,
    "Messages about an order are numbered without a gap.": _has_gaps,
    "A worker looks at the outbox at least once a day.": _lies_there,
    "Whoever is to be told is told, or tried, within a day of when it is due.": _told_too_late,
}
OUTBOX_CHECKS = {"Every webhook can be called and signed for.": _unusable_webhooks}
