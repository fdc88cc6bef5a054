"""One link and one request, several who act on them: one password is chosen, one letter is sent."""

from dataclasses import replace

import pytest
from flask import Flask

from checkout import clock
from checkout.links import read_password_link, sign_password
from checkout.models import Customer
from checkout.operations import CustomerChanges, SignedIn, add_customer
from checkout.operations.new_password import (
    LinkIsOver,
    answer_password_requests,
    ask_for_password,
    choose_password,
)
from checkout.passwords import matches
from tests.concurrency.guards import cut_out
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import rows
from tests.outbox.mail_server import mail_server

ADA = "ada@example.com"
WORDS = ("first battery staple", "second battery staple")
SAME_STAMP = r"AND (customers\.stamp IS )"
NOT_CLAIMED = r"AND (password_requests\.next_at <= )"
ANYHOW = r"OR 1 = 0 AND \1"


@pytest.fixture
def customer(app: Flask) -> Customer:
    with app.app_context():
        return add_customer("demo", "en", CustomerChanges(email=ADA)).customer


def test_two_who_have_the_link_choose_one_password(
    app: Flask, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = _both_choose(app, customer, monkeypatch)
    assert {type(each) for each in chosen} == {LinkIsOver, SignedIn}


def test_without_the_condition_both_are_told_that_theirs_is_the_password(
    app: Flask, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_out(app, SAME_STAMP, ANYHOW)
    chosen = _both_choose(app, customer, monkeypatch)
    assert [type(each) for each in chosen] == [SignedIn, SignedIn]
    [(stored,)] = rows(app, "SELECT password_hash FROM customers WHERE email = 'ada@example.com'")
    assert [matches(each, stored) for each in WORDS].count(True) == 1


@pytest.mark.usefixtures("customer")
def test_two_workers_send_one_letter(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _both_answer(app, monkeypatch) == 1
    assert rows(app, "SELECT count(*) FROM password_requests") == [(0,)]


@pytest.mark.usefixtures("customer")
def test_without_the_condition_both_send_it(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_out(app, NOT_CLAIMED, ANYHOW)
    assert _both_answer(app, monkeypatch) == 2


def _both_choose(app: Flask, customer: Customer, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    with app.app_context():
        signed = sign_password("demo", customer.public_id, customer.stamp or "", clock.now())
        link = read_password_link(signed)
    assert link is not None
    meet_before(monkeypatch, "checkout.operations.new_password:hashed", 2, patience=5)

    def chooses(words: str) -> object:
        with app.app_context():
            return choose_password(*link, words, "somewhere")

    return at_once([lambda: chooses(WORDS[0]), lambda: chooses(WORDS[1])])


def _both_answer(app: Flask, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many letters two workers posted, who saw the request at the same moment."""
    with app.app_context():
        ask_for_password("demo", ADA, "en", "somewhere")
    meet_before(monkeypatch, "checkout.operations.new_password:_answer", 2, patience=5)
    settings = app.extensions["settings"]

    def works() -> int:
        with app.app_context():
            return answer_password_requests()

    with mail_server() as server:
        smtp = replace(settings.smtp, host="127.0.0.1", port=server.port, tls="none")
        app.extensions["settings"] = replace(settings, smtp=smtp)
        at_once([works, works])
        return len(server.taken)
