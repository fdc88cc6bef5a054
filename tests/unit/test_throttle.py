"""Token buckets: so many at once, then one at a time, on either database."""

from datetime import timedelta

import pytest
from flask import Flask

from checkout import throttle
from checkout.throttle import Limit, bucket, take
from tests.conftest import Clock

LIMIT = Limit(capacity=3, every=timedelta(seconds=20))
KEY = bucket("guess", "demo", "ada@example.com")

pytestmark = pytest.mark.usefixtures("clock")


def test_so_many_at_once_and_not_one_more(shop_app: Flask) -> None:
    with shop_app.app_context():
        assert [take(KEY, LIMIT) for _ in range(5)] == [0, 0, 0, 20, 20]


def test_it_says_after_how_many_seconds_there_is_one_again(shop_app: Flask, clock: Clock) -> None:
    with shop_app.app_context():
        for _ in range(3):
            take(KEY, LIMIT)
        clock.forward(seconds=7)
        assert take(KEY, LIMIT) == 13
        clock.forward(seconds=13)
        assert [take(KEY, LIMIT), take(KEY, LIMIT)] == [0, 20]


def test_a_bucket_never_holds_more_than_it_can(shop_app: Flask, clock: Clock) -> None:
    with shop_app.app_context():
        take(KEY, LIMIT)
        clock.forward(days=3)
        assert [bool(take(KEY, LIMIT)) for _ in range(4)] == [False, False, False, True]


def test_what_is_refused_costs_nothing(app: Flask, clock: Clock) -> None:
    with app.app_context():
        for _ in range(50):
            take(KEY, LIMIT)
        clock.forward(seconds=20)
        assert take(KEY, LIMIT) == 0


def test_buckets_do_not_know_each_other(app: Flask) -> None:
    with app.app_context():
        assert [take(bucket("guess", str(each)), LIMIT) for each in range(10)] == [0] * 10


def test_one_that_is_forgotten_is_full(app: Flask) -> None:
    with app.app_context():
        for _ in range(3):
            take(KEY, LIMIT)
        throttle.forget(KEY)
        assert take(KEY, LIMIT) == 0


def test_full_ones_are_not_kept(app: Flask, clock: Clock) -> None:
    with app.app_context():
        take(KEY, LIMIT)
        assert throttle.purge() == 0
        clock.forward(seconds=20)
        assert throttle.purge() == 1


@pytest.mark.parametrize("about", [("ab", "c"), ("a", "bc"), ("abc",)])
def test_a_key_tells_nothing_and_mixes_nothing_up(about: tuple[str, ...]) -> None:
    others = {("ab", "c"), ("a", "bc"), ("abc",)} - {about}
    assert bucket("guess", *about) not in {bucket("guess", *other) for other in others}
    assert "ada" not in KEY
