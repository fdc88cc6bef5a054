"""Limits on how often something may be tried: token buckets in the shop's own database, so that all processes count together.

A bucket of `capacity` tokens loses one with every try and gets one back `every` so often. Only the instant at which
it will be full again is stored, so taking a token is one conditional statement whose row count is the answer, and a
bucket nobody uses need not be stored at all.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from . import clock
from .db import db, read, table_of, write
from .models import ThrottleBucket

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
BUCKETS = table_of(ThrottleBucket)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries at once, and one more each time `every` has passed."""

    capacity: int
    every: timedelta


def bucket(purpose: str, *about: str) -> str:
    """The key of a bucket. What it is about may be personal or secret, so only its hash is stored."""
    told = "\0".join(about).encode()
    return f"{purpose}:{hashlib.sha256(told).hexdigest()[:40]}"


def take(key: str, limit: Limit) -> int:
    """Takes a token. Returns 0, or after how many seconds there will be one: then nothing was taken.

    One statement, and another one where the answer is no. Not within a unit of work: a try counts, whatever comes of it.
    """
    now, every = _milliseconds(clock.now()), limit.every // MILLISECOND
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    used_from = case((BUCKETS.c.full_at > now, BUCKETS.c.full_at), else_=now)
    taken = write(
        insert(BUCKETS)
        .values(key=key, full_at=now + every)
        .on_conflict_do_update(
            index_elements=[BUCKETS.c.key],
            set_={"full_at": used_from + every},
            where=BUCKETS.c.full_at <= now + (limit.capacity - 1) * every,
        )
        .execution_options(preserve_rowcount=True)
    )
    return 0 if taken else _wait(key, limit, now)


def give_back(key: str, limit: Limit) -> None:
    """Puts the token back that was taken: the try was not one of those that are limited."""
    every = limit.every // MILLISECOND
    # The row may be gone: a bucket without one is full.
    write(update(BUCKETS).where(BUCKETS.c.key == key).values(full_at=BUCKETS.c.full_at - every))


def forget(key: str) -> None:
    """Fills the bucket."""
    write(delete(BUCKETS).where(BUCKETS.c.key == key))


def purge() -> int:
    """Removes the buckets that are full; returns how many."""
    return write(delete(BUCKETS).where(BUCKETS.c.full_at <= _milliseconds(clock.now())))


def _wait(key: str, limit: Limit, now: int) -> int:
    rows = read(select(BUCKETS.c.full_at).where(BUCKETS.c.key == key))
    every = limit.every // MILLISECOND
    full_at = rows[0].full_at if rows else now
    return max(1, -((now + (limit.capacity - 1) * every - full_at) // 1000))


def _milliseconds(instant: datetime) -> int:
    return (instant - EPOCH) // MILLISECOND
