"""Many guesses at the same moment: as many get through as there are tokens."""

from datetime import timedelta

from flask import Flask

from checkout.throttle import Limit, bucket, take
from tests.concurrency.guards import cut_out
from tests.concurrency.rivals import at_once

LIMIT = Limit(capacity=5, every=timedelta(minutes=5))
KEY = bucket("guess", "demo")
GUESSERS = 16


def test_no_more_than_the_bucket_holds(app: Flask) -> None:
    assert _taken_by(app, GUESSERS) == LIMIT.capacity


def test_with_the_condition_off_everybody_gets_through(app: Flask) -> None:
    cut_out(app, r"WHERE throttle_buckets\.full_at <=", "WHERE 0 <=")
    assert _taken_by(app, GUESSERS) == GUESSERS


def _taken_by(app: Flask, guessers: int) -> int:
    def guess() -> int:
        with app.app_context():
            return take(KEY, LIMIT)

    return at_once([guess] * guessers).count(0)
