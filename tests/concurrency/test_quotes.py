"""One quote, accepted by many at once: it becomes one checkout, and everybody else is told which."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from checkout.db import db
from checkout.operations import (
    Acceptor,
    QuoteClosed,
    QuoteLineWanted,
    QuoteWish,
    accept_quote,
    make_quote,
    withdraw_quote,
)
from tests.concurrency.faults import refused_statements
from tests.concurrency.guards import cut_out
from tests.concurrency.rivals import at_once, come_in_before, meet_before
from tests.concurrency.witnesses import broken_rules, rows

#: the quote was read, and who accepts is known
UNTAKEN = "checkout.operations.accepting:_take"
CROWD = 50


def test_fifty_who_accept_at_once_make_one_checkout(app: Flask) -> None:
    failures = refused_statements(app)
    quote = _quote(app)
    answers = at_once([lambda: _accept(app, quote)] * CROWD)

    assert Counter(map(_outcome, answers)) == {"checkout": 1, "accepted": CROWD - 1}
    [(checkout,)] = rows(app, "SELECT public_id FROM orders")
    told = {each.checkout if isinstance(each, QuoteClosed) else each for each in answers}
    assert told == {checkout}
    assert failures == []


@pytest.mark.parametrize("acceptors", [2, 5])
def test_all_have_read_it_as_open(
    app: Flask, monkeypatch: pytest.MonkeyPatch, acceptors: int
) -> None:
    quote = _quote(app)
    meet_before(monkeypatch, UNTAKEN, acceptors)
    answers = at_once([lambda: _accept(app, quote)] * acceptors)
    assert Counter(map(_outcome, answers)) == {"checkout": 1, "accepted": acceptors - 1}
    assert len(rows(app, "SELECT id FROM orders")) == 1


def test_with_the_condition_off_the_database_still_refuses(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _trust_the_status_that_was_read(unlocked_app)
    quote = _quote(unlocked_app)
    meet_before(monkeypatch, UNTAKEN, 3, patience=10)
    answers = at_once([lambda: _accept(unlocked_app, quote)] * 3)
    assert Counter(map(_outcome, answers)) == {"checkout": 1, IntegrityError.__name__: 2}
    assert len(rows(unlocked_app, "SELECT id FROM orders")) == 1


def test_with_the_index_gone_too_everybody_gets_a_checkout(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _trust_the_status_that_was_read(unlocked_app)
    with unlocked_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("DROP INDEX uq_orders_one_per_quote"))
    quote = _quote(unlocked_app)
    meet_before(monkeypatch, UNTAKEN, 3, patience=10)
    answers = at_once([lambda: _accept(unlocked_app, quote)] * 3)
    assert Counter(map(_outcome, answers)) == {"checkout": 3}
    assert len(rows(unlocked_app, "SELECT id FROM orders")) == 3


def test_accepted_or_withdrawn_but_never_both(app: Flask) -> None:
    for _ in range(5):
        quote = _quote(app)
        answers = at_once([lambda: _accept(app, quote), lambda: _withdraw(app, quote)] * 2)  # noqa: B023 (runs at once)
        [(status,)] = rows(app, "SELECT status FROM quotes WHERE public_id = :id", id=quote)
        outcomes = Counter(map(_outcome, answers))
        if status == "accepted":
            assert outcomes == {"checkout": 1, "accepted": 3}
        else:
            assert outcomes == {"withdrawn": 4}


def test_one_withdrawn_while_it_is_accepted_makes_no_checkout(
    app: Flask, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    quote = _quote(app)

    def withdraw() -> None:
        with suppress(QuoteClosed):
            _withdraw(app, quote)

    rival = come_in_before(monkeypatch, UNTAKEN, withdraw)
    [answer] = at_once([lambda: _accept(app, quote)])
    rival.join()
    # SQLite has one writer at a time: there the rival waits, and comes too late
    assert _outcome(answer) == ("withdrawn" if engine == "postgresql" else "checkout")


def test_an_acceptance_that_fails_leaves_the_quote_open(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    quote = _quote(app)
    with monkeypatch.context() as broken:
        broken.setattr("checkout.operations.accepting.quote", _break)
        [answer] = at_once([lambda: _accept(app, quote)])
    assert isinstance(answer, RuntimeError)
    mine = "SELECT status FROM quotes WHERE public_id = :id"
    assert rows(app, mine, id=quote) == [("open",)]
    assert _outcome(_accept(app, quote)) == "checkout"


def test_the_doctor_sees_a_quote_that_became_nothing(unlocked_app: Flask) -> None:
    _quote(unlocked_app)
    with unlocked_app.app_context(), db.engine.begin() as connection:
        connection.execute(text("UPDATE quotes SET status = 'accepted', closed_at = created_at"))
    assert broken_rules(unlocked_app) == {
        "A quote has a checkout when it was accepted, and only then."
    }


def _quote(app: Flask) -> str:
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    lines = (QuoteLineWanted("mug-stoneware", 2, 1900),)
    wish = QuoteWish(lines=lines, valid_until=tomorrow, email="ada@example.com")
    with app.app_context():
        return make_quote("demo", wish).quote.public_id


def _accept(app: Flask, quote: str) -> str:
    with app.app_context():
        return accept_quote("demo", quote, "tests", Acceptor()).order.public_id


def _withdraw(app: Flask, quote: str) -> str:
    with app.app_context():
        return withdraw_quote("demo", quote).quote.status


def _outcome(answer: str | Exception) -> str:
    if isinstance(answer, QuoteClosed):
        return answer.reason
    if isinstance(answer, Exception):
        return type(answer).__name__
    return "checkout" if answer.startswith("co_") else answer


def _break(*_: object) -> None:
    raise RuntimeError("the process dies here")


def _trust_the_status_that_was_read(app: Flask) -> None:
    """The usual mistake: what was read a moment ago is not asked for again when it is changed."""
    condition = r"AND (quotes\.status = \S+) AND quotes\.valid_from"
    cut_out(app, condition, r"AND (\1 OR 1 = 1) AND quotes.valid_from")
