"""Running a unit of work again when the database says that another one was in its way."""

import random
import sqlite3
import time
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

R = TypeVar("R")

ATTEMPTS = 8
#: serialization_failure, deadlock_detected, lock_not_available
RETRIED_SQLSTATES = {"40001", "40P01", "55P03"}
#: SQLITE_BUSY and SQLITE_LOCKED, primary result codes
RETRIED_SQLITE_CODES = {5, 6}


def persistently(attempt: Callable[[], R]) -> R:
    """What `attempt` returns, tried again a bounded number of times with growing pauses. Raises what cannot be helped so."""
    for number in range(ATTEMPTS):
        try:
            return attempt()
        except (DBAPIError, sqlite3.OperationalError) as error:
            if number == ATTEMPTS - 1 or not _is_worth_retrying(error):
                raise
            time.sleep(random.uniform(0.5, 1.5) * 0.01 * 2**number)  # noqa: S311 (jitter)
    raise AssertionError("unreachable")


def _is_worth_retrying(error: Exception) -> bool:
    # What BEGIN raises comes straight from the driver, everything else wrapped.
    cause = error.orig if isinstance(error, DBAPIError) else error
    if getattr(cause, "sqlstate", None) in RETRIED_SQLSTATES:
        return True
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF in RETRIED_SQLITE_CODES
