"""Answering a repeated request with the first one's answer: claim a key, carry the request out, finish or abandon.

A claim is one atomic insert in a unit of work of its own, so of any number of requests with one key exactly one
runs. It knows nothing of HTTP beyond the answer it keeps: JSON requests and the confirm button of the review page
use it alike.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock
from ..db import db, unit_of_work
from ..models import IdempotencyRecord

#: After so long the process that claimed a key and never finished is taken for dead.
STALE_AFTER = timedelta(seconds=60)
#: So long an answer is kept at least.
KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class New:
    """The key is the caller's: carry the request out, then `finish` or `abandon`."""

    record_id: int
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class Replay:
    """The request was answered before; this is the answer."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class InFlight:
    """The first request is still running."""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The key belongs to another request."""


Claim = New | Replay | InFlight | Mismatch


@unit_of_work
def claim(scope: str, key: str, fingerprint: str) -> Claim:
    """Tries to claim `key` within `scope` (who and where) for the request with that fingerprint."""
    now = clock.now()
    won = _insert(scope, key, fingerprint, now)
    if won is not None:
        return New(won, now)
    record = db.session.scalars(
        select(IdempotencyRecord).where(
            IdempotencyRecord.scope == scope, IdempotencyRecord.key == key
        )
    ).one_or_none()
    if record is None:  # abandoned a moment ago; the caller may try again
        return InFlight()
    if record.fingerprint != fingerprint:
        return Mismatch()
    if record.status is not None:
        return Replay(record.status, record.headers or {}, record.body or b"")
    return _take_over(record.id, now) or InFlight()


@unit_of_work
def finish(claimed: New, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Keeps the answer for whoever asks again. A claim that was taken over meanwhile is left alone."""
    db.session.execute(
        update(IdempotencyRecord)
        .where(*_still(claimed))
        .values(status=status, headers=dict(headers), body=body)
    )


@unit_of_work
def abandon(claimed: New) -> None:
    """Gives the key back: nothing was carried out, or what was can safely be asked for again."""
    db.session.execute(delete(IdempotencyRecord).where(*_still(claimed)))


@unit_of_work
def purge(now: datetime) -> int:
    """Removes what was claimed more than 24 hours before `now`; returns how much."""
    expired = delete(IdempotencyRecord).where(IdempotencyRecord.claimed_at < now - KEPT_FOR)
    return cast(CursorResult[Any], db.session.execute(expired)).rowcount


def _insert(scope: str, key: str, fingerprint: str, now: datetime) -> int | None:
    """The id of the new record, or None when the key is taken. One statement decides."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if on_sqlite else postgresql.insert
    return db.session.scalar(
        insert(IdempotencyRecord)
        .values(scope=scope, key=key, fingerprint=fingerprint, claimed_at=now)
        .on_conflict_do_nothing()
        .returning(IdempotencyRecord.id)
    )


def _take_over(record_id: int, now: datetime) -> New | None:
    """The claim of a process that died, if nobody else has taken it over meanwhile."""
    taken = db.session.execute(
        update(IdempotencyRecord)
        .where(
            IdempotencyRecord.id == record_id,
            IdempotencyRecord.status.is_(None),
            IdempotencyRecord.claimed_at < now - STALE_AFTER,
        )
        .values(claimed_at=now)
    )
    return New(record_id, now) if cast(CursorResult[Any], taken).rowcount else None


def _still(claimed: New) -> tuple[Any, ...]:
    return (
        IdempotencyRecord.id == claimed.record_id,
        IdempotencyRecord.claimed_at == claimed.claimed_at,
        IdempotencyRecord.status.is_(None),
    )
