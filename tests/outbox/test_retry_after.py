"""A partner's server that is busy says until when, and is left alone until then; but nobody waits for longer than a day."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from flask import Flask

from checkout.operations import webhook_sending
from checkout.outgoing import Answer
from tests.api.client import Program, document
from tests.concurrency.witnesses import rows
from tests.conftest import Clock
from tests.outbox.conftest import Round
from tests.outbox.receiver import Receiver

NOW = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TOLD = {
    "3600": HOUR,
    " 0 ": timedelta(0),
    "999999999999999999999": DAY,
    format_datetime(NOW + HOUR, usegmt=True): HOUR,
    format_datetime(NOW - HOUR, usegmt=True): timedelta(0),
    "Wed, 10 Jun 2099 09:00:00 GMT": DAY,
    "": None,
    "-1": None,
    "1.5": None,
    "soon": None,
    "٣٦٠٠": None,
    "Wed, 99 Jun 2026 99:00:00 GMT": None,
}


@pytest.mark.parametrize("told", TOLD)
def test_how_long_to_wait(told: str) -> None:
    assert Answer(503, told).wait(NOW) == Answer(429, told).wait(NOW) == TOLD[told]
    assert Answer(500, told).wait(NOW) is None


@pytest.fixture
def busy(api: Program, receiver: Receiver, work: Round, clock: Clock) -> Receiver:
    """It was told of an order and answered that it wants to be left alone for two hours."""
    assert clock.instant == NOW
    receiver.answer, receiver.retry_after = 429, "7200"
    document(api.asks("POST", "/webhooks", {"url": receiver.url}), 201)
    api.buys()
    work()
    receiver.answer = 204
    return receiver


def test_who_is_busy_is_left_alone_as_long_as_they_say(
    api: Program, busy: Receiver, work: Round, clock: Clock
) -> None:
    clock.forward(minutes=100)
    api.buys()  # nor is anything else sent there meanwhile
    assert work()["webhooks"] == 0
    clock.forward(minutes=21)
    assert work()["webhooks"] == 2
    assert len({headers["webhook-id"] for headers, _ in busy.heard}) == 2


def test_if_nobody_listened_they_would_be_asked_after_a_minute(
    busy: Receiver, work: Round, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Answer, "wait", lambda *_: None)
    busy.answer = 429
    clock.forward(minutes=121)
    assert work()["webhooks"] == 1
    clock.forward(minutes=2)
    assert work()["webhooks"] == 1


def test_who_is_busy_past_the_end_is_asked_once_more(
    app: Flask, busy: Receiver, work: Round, clock: Clock
) -> None:
    busy.answer, busy.retry_after = 503, str(10 * 86_400)
    for _ in range(2):
        clock.forward(days=1, hours=3)
        work()
    assert rows(app, "SELECT given_up_at FROM notices WHERE kind = 'webhook'") == [(None,)]
    clock.forward(days=1)
    work()
    assert len(busy.heard) == 4
    [(given_up,)] = rows(app, "SELECT given_up_at FROM notices WHERE kind = 'webhook'")
    assert given_up is not None
    assert clock.instant - NOW > webhook_sending.PATIENCE.ends
