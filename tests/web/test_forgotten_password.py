"""A forgotten password: a link comes by mail, works for an hour and once, and nobody learns who has an account."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from checkout import links
from checkout.config import SmtpSettings
from checkout.operations import new_password, sweep
from checkout.operations.sign_in import sign_out_everywhere
from tests.concurrency.witnesses import rows, write
from tests.conftest import Clock
from tests.outbox.mail_server import mail_server
from tests.web.accounts import PASSWORD, signs_in, signs_up
from tests.web.browsing import ADA, Browser

OTHER = "another horse, another battery"
VARYING = re.compile(r'name="csrf_token" value="[^"]*"')


@pytest.fixture
def ada(app: Flask, visitor: Browser) -> Browser:
    """Somebody with an account, whose letters about the order are sent."""
    signs_up(visitor)
    _letters(app)
    return visitor


def test_who_forgot_it_chooses_another_one_and_is_signed_in(app: Flask, ada: Browser) -> None:
    browser = asks(app, ADA["email"].upper())
    assert browser.page.shows("password-link-sent")
    page = browser.opens(link(app))
    assert ADA["email"] in page.text
    page = browser.sends("new_password", new_password=OTHER)
    assert page.path == "/account"
    assert page.shows("sign-out")
    assert not ada.opens("/account").shows("sign-out")  # every other browser is signed out
    assert signs_in(Browser(app), password=PASSWORD).page.status == 422
    assert signs_in(Browser(app), password=OTHER).page.path == "/account"


def test_the_sign_in_leads_there_if_the_shop_writes_letters(app: Flask, visitor: Browser) -> None:
    page = visitor.opens("/account/sign-in")
    assert page.all(data_testid="forgotten-link")[0]["href"] == "/account/password/forgotten"
    write(app, "UPDATE shops SET sends_mails = false")
    assert not Browser(app).opens("/account/sign-in").shows("forgotten-link")


def test_the_link_works_once(app: Flask, ada: Browser) -> None:
    asks(app, ADA["email"])
    url = link(app)
    first, second = Browser(app), Browser(app)
    second.opens(url)
    first.opens(url)
    first.sends("new_password", new_password=OTHER)
    assert second.sends("new_password", new_password="yet another password").status == 410  # noqa: S106
    page = Browser(app).opens(url)
    assert page.status == 410
    assert "This link is over" in page.text
    assert page.shows("send-password-link")
    assert signs_in(Browser(app), password=OTHER).page.path == "/account"
    assert ada.page.status == 200


def test_it_is_over_after_an_hour_and_when_the_password_was_changed(
    app: Flask, ada: Browser, clock: Clock
) -> None:
    asks(app, ADA["email"])
    url = link(app)
    clock.forward(minutes=59)
    assert ada.opens(url).status == 200
    clock.forward(minutes=2)
    assert ada.opens(url).status == 410
    asks(app, ADA["email"])
    url = link(app)
    _signs_out_everywhere(app)
    assert ada.opens(url).status == 410
    assert ada.opens(url[:-3] + "abc").status == 410


def test_if_the_stamp_were_not_compared_an_old_link_would_open_the_account(
    app: Flask, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (links, new_password):
        monkeypatch.setattr(module, "digest_of", lambda _: "")
    asks(app, ADA["email"])
    url = link(app)
    _signs_out_everywhere(app)
    assert ada.opens(url).status == 200


@pytest.mark.parametrize("new", ["short", ADA["email"], "4242 4242 4242 4242"])
def test_one_that_cannot_be_taken_is_said_beside_the_field(
    app: Flask, ada: Browser, new: str
) -> None:
    asks(app, ADA["email"])
    ada.opens(link(app))
    page = ada.sends("new_password", new_password=new)
    assert page.status == 422
    assert page.all("input", id="new_password", aria_invalid="true")
    assert new not in page.text or new == ADA["email"]
    assert signs_in(Browser(app)).page.path == "/account"


@pytest.mark.usefixtures("ada")
def test_every_input_gets_the_same_answer_by_the_same_work(
    app: Flask, statements: list[str]
) -> None:
    seen = []
    for email in (ADA["email"], "eve@example.com"):
        statements.clear()
        browser = asks(app, email)
        seen.append((browser.page.status, VARYING.sub("", browser.page.text), list(statements)))
    assert seen[0] == seen[1]
    assert not any("FROM customers" in each for each in seen[0][2])
    assert len(_letters(app)) == 1
    assert rows(app, "SELECT count(*) FROM password_requests") == [(0,)]


def test_a_mailbox_gets_few_letters(app: Flask) -> None:
    answers = [asks(app, "ada@example.com").page.status for _ in range(6)]
    assert answers == [200] * 5 + [429]


@pytest.mark.parametrize("email", ["", "ada", "4242424242424242@example.com"])
def test_what_is_no_address_is_said_beside_the_field(app: Flask, email: str) -> None:
    page = asks(app, email).page
    assert page.status == 422
    assert page.all("input", id="email", aria_invalid="true", value=email)


@pytest.mark.usefixtures("ada")
def test_a_mail_server_that_is_away_is_asked_again_and_after_an_hour_no_more(
    app: Flask, clock: Clock
) -> None:
    _posts_to(app, 1)
    asks(app, ADA["email"])
    _round(app)
    assert rows(app, "SELECT count(*) FROM password_requests") == [(1,)]
    with mail_server() as server:
        _posts_to(app, server.port)
        _round(app)
        assert server.taken == []  # not before half a minute has passed
        clock.forward(seconds=31)
        _round(app)
        assert len(server.taken) == 1
    assert rows(app, "SELECT count(*) FROM password_requests") == [(0,)]
    _posts_to(app, 1)
    asks(app, ADA["email"])
    clock.forward(minutes=61)
    _round(app)
    assert rows(app, "SELECT count(*) FROM password_requests") == [(0,)]


def test_the_letter_is_in_the_language_of_the_page(app: Flask, ada: Browser) -> None:
    assert ada.page.status == 200
    browser = Browser(app, language="de")
    browser.opens("/account/password/forgotten")
    browser.sends("email", email=ADA["email"])
    [letter] = _letters(app)
    assert letter["Subject"] == "Ein neues Passwort bei Feldspat"
    assert "innerhalb einer Stunde" in str(letter)


def asks(app: Flask, email: str) -> Browser:
    browser = Browser(app)
    browser.opens("/account/password/forgotten")
    browser.sends("email", email=email)
    return browser


def link(app: Flask) -> str:
    """Where the one letter leads that is under way."""
    [letter] = _letters(app)
    body = letter.get_body(("plain",))
    assert body is not None
    found = re.search(r"https?://[^/\s]+(/account/password/choose/\S+)", body.get_content())
    assert found
    return found[1]


def _letters(app: Flask) -> list[Any]:
    """What the worker sends in one round."""
    folder = Path(app.instance_path) / "outbox"
    before = set(folder.glob("*.eml"))
    _round(app)
    new = sorted(set(folder.glob("*.eml")) - before)
    return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in new]


def _posts_to(app: Flask, port: int) -> None:
    smtp = SmtpSettings(host="127.0.0.1", port=port, tls="none", user="", password="", seconds=5)
    app.extensions["settings"] = replace(app.extensions["settings"], smtp=smtp)


def _signs_out_everywhere(app: Flask) -> None:
    [(id_,)] = rows(app, "SELECT id FROM customers WHERE password_hash IS NOT NULL")
    with app.app_context():
        sign_out_everywhere(id_)


def _round(app: Flask) -> None:
    with app.app_context():
        sweep()


@pytest.fixture(autouse=True)
def _public(app: Flask) -> Iterator[None]:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, public_url="https://shop.example")
    yield
    app.extensions["settings"] = settings
