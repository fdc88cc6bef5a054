"""Forgetting what was told long ago: what a message says beyond the order's own row, letters that only brought a link, and what gateways told.

That something happened stays, so that an order's messages keep their numbers, nothing is said twice, and webhooks can be replayed.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    or_,
    select,
    update,
)

from .. import clock
from ..config import settings
from ..db import db, read, table_of, unit_of_work, write
from ..models import GatewayNotification, Notice, OutboxMessage

#: what was given up is kept so many times as long, for somebody to send it again
GIVEN_UP = 3
#: in one round of the worker
MOST_AT_ONCE = 500


def forget_messages() -> int:
    """Forgets what messages say that everybody has been told of long ago; how many there were."""
    due = _due(clock.now())
    return _forget(due) if read(OLD, due) else 0


def forget_notifications() -> int:
    """Drops what gateways told so long ago that none of them tells it again; how many there were."""
    before = clock.now() - timedelta(days=settings().outbox_days)
    return write(
        delete(NOTIFICATIONS).where(
            NOTIFICATIONS.c.id.in_(OLDEST), NOTIFICATIONS.c.taken_at < before
        )
    )


MESSAGES, NOTICES = table_of(OutboxMessage), table_of(Notice)
NOTIFICATIONS = table_of(GatewayNotification)
BEFORE = bindparam("before", type_=MESSAGES.c.occurred_at.type)
GIVEN_UP_BEFORE = bindparam("given_up_before", type_=MESSAGES.c.occurred_at.type)
IDS: BindParameter[Any] = bindparam("ids", expanding=True)


def _is_kept_by(*of: ColumnElement[bool]) -> ColumnElement[bool]:
    """Somebody is still to be told, was told a moment ago, or could not be told."""
    is_kept = or_(
        and_(NOTICES.c.done_at.is_(None), NOTICES.c.given_up_at.is_(None)),
        NOTICES.c.done_at >= BEFORE,
        NOTICES.c.given_up_at >= GIVEN_UP_BEFORE,
    )
    return exists().where(NOTICES.c.message_id == MESSAGES.c.id, is_kept, *of)


OLD = (
    select(MESSAGES.c.id)
    .where(
        MESSAGES.c.forgotten_at.is_(None),
        MESSAGES.c.occurred_at < BEFORE,
        MESSAGES.c.addressed_at.is_not(None),
        # each has an index of its own
        ~_is_kept_by(NOTICES.c.subscription_id.is_(None)),
        ~_is_kept_by(NOTICES.c.subscription_id.is_not(None)),
    )
    .order_by(MESSAGES.c.occurred_at)
    .limit(MOST_AT_ONCE)
)
TAKEN = OLD.with_for_update(of=MESSAGES, skip_locked=True)
FORGET = (
    update(MESSAGES)
    .where(MESSAGES.c.id.in_(IDS))
    .values(data={}, forgotten_at=bindparam("now", type_=MESSAGES.c.occurred_at.type))
)
FORGET_FAULTS = update(NOTICES).where(NOTICES.c.message_id.in_(IDS)).values(fault="")
#: what has no number was nobody's business but the shopper's
PRIVATE = select(MESSAGES.c.id).where(MESSAGES.c.id.in_(IDS), MESSAGES.c.sequence.is_(None))
DROP_NOTICES = delete(NOTICES).where(NOTICES.c.message_id.in_(PRIVATE))
DROP = delete(MESSAGES).where(MESSAGES.c.id.in_(PRIVATE))
#: they are numbered as they come, so that nobody looks at those that are new
OLDEST = select(NOTIFICATIONS.c.id).order_by(NOTIFICATIONS.c.id).limit(MOST_AT_ONCE)


def _due(now: datetime) -> dict[str, Any]:
    kept = timedelta(days=settings().outbox_days)
    return {"before": now - kept, "given_up_before": now - GIVEN_UP * kept}


@unit_of_work
def _forget(due: dict[str, Any]) -> int:
    """Several workers take different messages."""
    ids = list(db.session.scalars(TAKEN, due))
    if ids:
        for statement in (DROP_NOTICES, DROP, FORGET_FAULTS):
            db.session.execute(statement, {"ids": ids})
        db.session.execute(FORGET, {"ids": ids, "now": clock.now()})
    return len(ids)
