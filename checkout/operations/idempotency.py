"""Answering a repeated request with the first one's answer: claim a key, carry the request out, finish.

A claim is one atomic insert in a unit of work of its own, so of any number of requests with one key exactly one
runs. It is leased: whoever does not finish in time, because the process died, may be taken over from, and a count
of those who held it keeps the one before from finishing after all. It knows nothing of HTTP beyond the answer it keeps.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock
from ..db import db, in_open_unit, unit_of_work
from ..models import IdempotencyRecord

#: After so long the process that claimed a key and never finished is taken for dead.
LEASE = timedelta(seconds=60)
#: So long an answer is kept at least.
KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class New:
    """The key is the caller's: carry the request out, then `finish`, `abandon` or `release`."""

    record_id: int
    #: 1 for who came first; more for who resumes what somebody else did not finish
    attempt: int
    #: stands for the request, whoever carries it out; tells nothing about the key
    request: str
    #: when it was claimed first
    since: datetime

    @property
    def is_resumed(self) -> bool:
        """Whether somebody began before, and may have come to any point."""
        return self.attempt > 1


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


class TakenOver(Exception):
    """Somebody else carries the request out by now; what the caller did must not count."""


@unit_of_work
def claim(scope: str, key: str, fingerprint: str) -> Claim:
    """Tries to claim `key` within `scope` (who and where) for the request with that fingerprint."""
    now = clock.now()
    won = _insert(scope, key, fingerprint, now)
    if won is not None:
        return New(won, 1, _name_of(scope, key), now)
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
    return _take_over(record, now) or InFlight()


@in_open_unit
def finish(claimed: New, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Keeps the answer for whoever asks again, with what the open unit wrote if there is one. Raises `TakenOver`."""
    kept = db.session.execute(
        update(IdempotencyRecord)
        .where(*_still(claimed))
        .values(status=status, headers=dict(headers), body=body)
    )
    if cast(CursorResult[Any], kept).rowcount != 1:
        raise TakenOver


@unit_of_work
def abandon(claimed: New) -> None:
    """Gives the key back: nothing was carried out."""
    db.session.execute(delete(IdempotencyRecord).where(*_still(claimed)))


@unit_of_work
def release(claimed: New) -> None:
    """Lets the next one take over at once: something may have been carried out, and is to be resumed."""
    free = update(IdempotencyRecord).where(*_still(claimed)).values(leased_until=clock.now())
    db.session.execute(free)


@unit_of_work
def purge(now: datetime) -> int:
    """Removes what nobody has held for more than 24 hours before `now`; returns how much."""
    expired = delete(IdempotencyRecord).where(IdempotencyRecord.leased_until < now - KEPT_FOR)
    return cast(CursorResult[Any], db.session.execute(expired)).rowcount


def _name_of(scope: str, key: str) -> str:
    return hashlib.sha256(f"{scope}\0{key}".encode()).hexdigest()[:40]


def _insert(scope: str, key: str, fingerprint: str, now: datetime) -> int | None:
    """The id of the new record, or None when the key is taken. One statement decides."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if on_sqlite else postgresql.insert
    return db.session.scalar(
        insert(IdempotencyRecord)
        .values(
            scope=scope,
            key=key,
            fingerprint=fingerprint,
            claimed_at=now,
            attempt=1,
            leased_until=now + LEASE,
        )
        .on_conflict_do_nothing()
        .returning(IdempotencyRecord.id)
    )


def _take_over(record: IdempotencyRecord, now: datetime) -> New | None:
    """The claim of one who did not finish, if its time is up and nobody else has taken it over meanwhile."""
    heir = New(record.id, record.attempt + 1, _name_of(record.scope, record.key), record.claimed_at)
    taken = db.session.execute(
        update(IdempotencyRecord)
        .where(
            IdempotencyRecord.id == record.id,
            IdempotencyRecord.status.is_(None),
            IdempotencyRecord.attempt == record.attempt,
            IdempotencyRecord.leased_until <= now,
        )
        .values(attempt=heir.attempt, leased_until=now + LEASE)
    )
    return heir if cast(CursorResult[Any], taken).rowcount else None


def _still(claimed: New) -> tuple[Any, ...]:
    return (
        IdempotencyRecord.id == claimed.record_id,
        IdempotencyRecord.attempt == claimed.attempt,
        IdempotencyRecord.status.is_(None),
    )
