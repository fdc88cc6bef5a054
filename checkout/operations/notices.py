"""Getting notices to their recipients: claimed by one worker at a time, tried again with growing pauses, given up in the end.

At least once: a worker that dies between sending and writing down that it has sent leaves a claim behind, and whoever finds
it lapsed sends again. Recipients know the second by its id, which is the same.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, or_, select, update

from .. import clock
from ..db import db, end_reading, read, table_of, unit_of_work, write
from ..models import Notice, Order, OutboxMessage, Shop, WebhookSubscription

log = structlog.get_logger()

#: how long a worker may be at a notice before another one takes over
LEASE = timedelta(minutes=2)
#: in one round of the worker, which begins nothing more after so many seconds: whoever does not answer must not keep
#: everything else waiting
MOST_AT_ONCE, ROUND_SECONDS = 200, 20
FIRST_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long it is tried, how long to wait between at most, and by how many percent the pauses may vary."""

    ends: timedelta
    longest_pause: timedelta
    jitter: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice that this worker is at, and the message it is about."""

    id: int
    attempts: int
    began_at: datetime
    subscription_id: int | None
    message_id: int
    type: str
    subject: str
    sequence: int | None
    data: dict[str, Any]
    occurred_at: datetime
    order_id: int
    #: the order's opaque id
    public_id: str
    shop_id: int
    shop_code: str

    @property
    def message_name(self) -> str:
        """Names the message to everyone, and its copies as well: the same however often it is sent."""
        which = self.sequence if self.sequence is not None else f"{self.type}_{self.subject}"
        return f"msg_{self.public_id.removeprefix('co_')}_{which}"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an attempt: what went wrong, whether it was the last one, and how long to wait at least."""

    fault: str
    is_over: bool
    wait: timedelta


class Moot(Exception):
    """There is nothing to tell any more; why. Nobody is told and nobody tries again."""


class Gone(Exception):
    """The recipient is not there any more and never will be."""


class Later(Exception):
    """The recipient wants to be left alone for a while."""

    def __init__(self, fault: str, wait: timedelta) -> None:
        super().__init__(fault)
        self.fault, self.wait = fault, wait


def deliver_all(kind: str, deliver: Callable[[Claim], str], patience: Patience) -> int:
    """Delivers the notices of a kind that are due, as far as one round gets; how many were tried.

    `deliver` has no transaction open, and answers what went wrong, empty if nothing did.
    """
    ends, tried = time.monotonic() + ROUND_SECONDS, 0
    while tried < MOST_AT_ONCE and time.monotonic() < ends:
        claim = next_claim(kind)
        if claim is None:
            break
        attempt(claim, deliver, patience)
        tried += 1
    return tried


def next_claim(kind: str) -> Claim | None:
    """The notice of a kind that has waited longest, claimed for this worker; none is due, or all are claimed."""
    if not read(DUE, {"of_kind": kind, "now": clock.now()}):
        return None
    id_ = _claim(kind)
    return None if id_ is None else Claim(*read(CLAIMED, {"id": id_})[0])


def attempt(claim: Claim, deliver: Callable[[Claim], str], patience: Patience) -> None:
    """One attempt to deliver, and what came of it written down."""
    wait = timedelta(0)
    try:
        fault, over = deliver(claim), False
    except Later as later:
        fault, over, wait = later.fault, False, later.wait
    except (Moot, Gone) as why:
        fault, over = str(why) or type(why).__name__.lower(), True
    except Exception as error:  # one that cannot be delivered must not keep the others waiting
        log.exception("notice_failed", notice=claim.id)
        fault, over = type(error).__name__, False
    end_reading()
    _write_down(claim, Result(fault[:200], is_over=over, wait=wait), patience)


def pause_after(attempts: int, patience: Patience) -> timedelta:
    """How long to wait after so many attempts in vain: twice as long each time, up to the longest, give or take the jitter."""
    doubled = min(FIRST_PAUSE * (1 << min(attempts - 1, 20)), patience.longest_pause)
    return doubled * random.randint(100 - patience.jitter, 100 + patience.jitter) // 100  # noqa: S311 (jitter)


NOTICES = table_of(Notice)
WAITING = NOTICES.alias("waiting")
OPEN = (NOTICES.c.done_at.is_(None), NOTICES.c.given_up_at.is_(None))
NOW = bindparam("now", type_=NOTICES.c.next_at.type)
DUE = (
    select(WAITING.c.id)
    .outerjoin(WebhookSubscription, WebhookSubscription.id == WAITING.c.subscription_id)
    .where(
        WAITING.c.kind == bindparam("of_kind"),
        WAITING.c.done_at.is_(None),
        WAITING.c.given_up_at.is_(None),
        WAITING.c.next_at <= NOW,
        # An address that did not answer just now is not asked again for every message that waits for it.
        or_(WebhookSubscription.rests_until.is_(None), WebhookSubscription.rests_until <= NOW),
    )
    .order_by(WAITING.c.next_at, WAITING.c.id)
    .limit(1)
)
FREE = DUE.with_for_update(of=WAITING, skip_locked=True).scalar_subquery()
CLAIM = (
    update(NOTICES)
    .where(NOTICES.c.id == FREE, *OPEN, NOTICES.c.next_at <= NOW)
    .values(
        next_at=bindparam("lapses", type_=NOTICES.c.next_at.type),
        attempts=NOTICES.c.attempts + 1,
    )
    .returning(NOTICES.c.id)
)
CLAIMED = (
    select(
        Notice.id,
        Notice.attempts,
        Notice.began_at,
        Notice.subscription_id,
        OutboxMessage.id,
        OutboxMessage.type,
        OutboxMessage.subject,
        OutboxMessage.sequence,
        OutboxMessage.data,
        OutboxMessage.occurred_at,
        Order.id,
        Order.public_id,
        Shop.id,
        Shop.code,
    )
    .join(OutboxMessage, OutboxMessage.id == Notice.message_id)
    .join(Order, Order.id == OutboxMessage.order_id)
    .join(Shop, Shop.id == Order.shop_id)
    .where(Notice.id == bindparam("id"))
)


@unit_of_work
def _claim(kind: str) -> int | None:
    now = clock.now()
    asked = {"of_kind": kind, "now": now, "lapses": now + LEASE}
    found: int | None = db.session.execute(CLAIM, asked).scalar()
    return found


def _write_down(claim: Claim, came: Result, patience: Patience) -> None:
    """Unless another worker has taken over meanwhile: then it is that one's to say."""
    now, ends = clock.now(), claim.began_at + patience.ends
    values: dict[str, object] = {"fault": came.fault}
    if not came.fault:
        values["done_at"] = now
    elif came.is_over or now >= ends:
        values["given_up_at"] = now
        log.warning("notice_given_up", notice=claim.id, attempts=claim.attempts, fault=came.fault)
    else:
        usual = min(now + pause_after(claim.attempts, patience), ends)
        values["next_at"] = max(usual, now + came.wait)  # if that is after the end, once more then
    mine = (NOTICES.c.id == claim.id, NOTICES.c.attempts == claim.attempts)
    write(update(NOTICES).where(*mine, *OPEN).values(**values))
