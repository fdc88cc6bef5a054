"""What must hold of the outbox, for the doctor."""

from datetime import timedelta

from sqlalchemy import Select, and_, exists, func, not_, or_, select

from . import clock
from .models import Notice, Order, OutboxMessage, WebhookSubscription

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


OUTBOX_RULES = {
    "Every placed order was announced.": _placed_in_silence,
    "What was announced as placed was placed.": _said_of_what_never_was,
    "Messages about an order are numbered without a gap.": _has_gaps,
    "A worker looks at the outbox at least once a day.": _lies_there,
    "Whoever is to be told is told, or tried, within a day of when it is due.": _told_too_late,
}
