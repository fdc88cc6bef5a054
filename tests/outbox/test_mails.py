"""Letters: one for what happened, whole, in the buyer's language, and at last there whatever the server does."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from checkout.db import db, end_reading, unit_of_work, write
from checkout.models import Notice, Order, Shop
from checkout.operations.outbox import (
    CANCELLED,
    LINK_WANTED,
    PAYMENT_PROBLEM,
    PLACED,
    REFUNDED,
    SHIPPED,
    WITHDRAWN,
    announce,
)
from checkout.postbox import Letter, Undeliverable, message_of
from tests.api.client import COMPLETE, INVOICE, Program, card, document
from tests.conftest import Clock
from tests.databases import ENGINES
from tests.outbox.conftest import Round
from tests.outbox.mail_server import MailServer, mail_server

HAPPENED: dict[str, Any] = {
    CANCELLED: {"reason": "other"},
    SHIPPED: {
        "shipment": 1,
        "carrier": "DHL",
        "tracking_number": "00340434",
        "tracking_url": "https://dhl.example/00340434",
    },
    REFUNDED: {"amount": 1250, "currency": "EUR", "reason": "damaged"},
    LINK_WANTED: {"locale": "de"},
    WITHDRAWN: {
        "to": "other@example.com",
        "name": "Ada Lovelace",
        "locale": "en",
        "declared_at": "2026-06-10T08:00:00+00:00",
        "lines": [{"sku": "mug-stoneware", "name": "Stoneware mug", "quantity": 2}],
    },
}


WORDS = {
    CANCELLED: "is cancelled, and nothing will be sent",
    SHIPPED: "https://dhl.example/00340434",
    REFUNDED: "€12.50",
    LINK_WANTED: "Jemand hat mit der Bestellnummer",
    WITHDRAWN: "June 10, 2026, 10:00 (Europe/Berlin)",
}


@pytest.fixture(autouse=True)
def _public(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.extensions["settings"] = replace(settings, public_url="https://shop.example")


@pytest.fixture
def server(app: Flask) -> Iterator[MailServer]:
    """The shop's mail server."""
    with mail_server() as found:
        settings = app.extensions["settings"]
        smtp = replace(settings.smtp, host="127.0.0.1", port=found.port, tls="none", seconds=1)
        app.extensions["settings"] = replace(settings, smtp=smtp)
        yield found


def _letters(app: Flask) -> list[EmailMessage]:
    folder = Path(app.instance_path) / "outbox"
    files = sorted(folder.glob("*"), key=os.path.getmtime)
    return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]


def _parts(letter: EmailMessage) -> tuple[str, str]:
    text, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert isinstance(text, EmailMessage)
    assert isinstance(html, EmailMessage)
    return text.get_content(), html.get_content()


@unit_of_work
def _happens(order_id: int, type_: str, data: Any, subject: str = "") -> None:
    order = db.session.scalars(select(Order).where(Order.id == order_id).with_for_update()).one()
    announce(order, type_, subject, data)


def _notice(app: Flask) -> Notice:
    with app.app_context():
        found = db.session.scalars(select(Notice).where(Notice.kind == "mail")).one()
        end_reading()
        return found


def test_who_orders_gets_one_letter_with_everything(app: Flask, api: Program, work: Round) -> None:
    order = api.buys(locale="de")

    assert (work()["mails"], work()["mails"]) == (1, 0)

    (letter,) = _letters(app)
    text, html = _parts(letter)
    assert (letter["To"], letter["Subject"]) == (
        "ada@example.com",
        f"Ihre Bestellung {order['number']} bei Feldspat",
    )
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "de"
    for part in (text, html.replace("&nbsp;", "\N{NO-BREAK SPACE}")):
        for words in ("Guten Tag Ada Lovelace", "Torstraße 12", "52,90", "Rechnung", "Widerruf"):
            assert words in part, words
        assert "https://shop.example/orders/open/" in part
    assert "<style" not in html
    assert 'style="' in html
    assert "src=" not in html


def test_the_link_in_a_letter_shows_the_order_to_whoever_has_it(
    app: Flask, api: Program, work: Round
) -> None:
    api.buys()
    work()
    text, _ = _parts(_letters(app)[0])
    path = re.search(r"https://shop\.example(/orders/open/\S+)", text)
    assert path
    browser = app.test_client()

    led = browser.get(path[1])
    assert led.status_code == 303
    assert "ada@example.com" in browser.get(led.location).text
    assert "ada@example.com" not in app.test_client().get(led.location).text
    forged = browser.get(f"{path[1][:-2]}xx")
    assert (forged.status_code, forged.location) == (303, "/find-order")


def test_whatever_happens_is_one_letter(app: Flask, api: Program, work: Round) -> None:
    order = api.buys()
    work()
    for number, (type_, words) in enumerate(WORDS.items(), 1):
        with app.app_context():
            for _ in range(2):
                _happens(order["order_id"], type_, HAPPENED[type_], "1")
        work()

        letters = _letters(app)
        assert len(letters) == number + 1
        letter = max(letters[1:], key=lambda each: words in _parts(each)[0])
        text, html = _parts(letter)
        assert order["number"] in letter["Subject"]
        for part in (text, html):
            assert order["number"] in part
            assert words in part
        assert letter["To"] == ("other@example.com" if type_ == WITHDRAWN else "ada@example.com")
        # who is not the buyer is told of the withdrawal, and gets no link that shows the order in full
        assert ("/orders/open/" in text + html) == (type_ != WITHDRAWN)


def test_a_failed_payment_is_written_about_when_nobody_tried_again(
    app: Flask, api: Program, work: Round, clock: Clock
) -> None:
    for pays_otherwise in (True, False):
        checkout = api.opens(**COMPLETE)
        assert api.completes(checkout, card("tok_declined")).status_code == 402
        if pays_otherwise:
            document(api.completes(api.reads(f"/checkouts/{checkout['id']}"), INVOICE), 200)
        work()
    before = len(_letters(app))
    clock.forward(minutes=16)
    work()

    letters = _letters(app)
    assert (before, len(letters)) == (1, 2)  # the first order's confirmation, the second's problem
    assert letters[-1]["Subject"].endswith("failed")
    assert PAYMENT_PROBLEM not in letters[-1]["Subject"]


def test_long_names_forty_lines_and_nothing_to_pay(app: Flask, api: Program, work: Round) -> None:
    name = "Dr. " + "Wolfeschlegelsteinhausenbergerdorff " * 4 + "<b>&"
    order = api.opens(
        **{
            **COMPLETE,
            "lines": [
                {"sku": "mug-stoneware", "options": {"No": f"<i>{each}</i>"}} for each in range(40)
            ],
            "shipping_address": {**COMPLETE["shipping_address"], "name": name.strip()},  # type: ignore[dict-item]
            "gift_cards": [
                {"code": document(api.asks("POST", "/gift-cards", {"amount": 10**7}), 201)["code"]}
            ],
        }
    )
    assert order["total"] == 0
    document(api.completes(order), 200)
    work()

    text, html = _parts(_letters(app)[0])
    assert "Wolfeschlegelsteinhausenbergerdorff" in text
    assert "&lt;b&gt;&amp;" in html
    assert "<b>" not in html
    assert "<i>" not in html
    assert all(f"No: <i>{each}</i>" in text for each in range(40))
    assert "€0.00" in text


@pytest.mark.parametrize(
    "address",
    ["ada@example.com\r\nBcc: eve@example.com", "ada@example.com, eve@example.com", "ada", ""],
)
def test_what_is_no_address_is_never_written_to(address: str, clock: Clock) -> None:
    letter = Letter(
        *("name", address, "shop@example.com", "Shop\r\nX-Evil: 1", "Subject\r\nX-Evil: 1"),
        *("text", "<p>html</p>", "en", clock.instant),
    )
    with pytest.raises(Undeliverable):
        message_of(letter)
    sent = message_of(replace(letter, to="ada@example.com"))
    assert sent["X-Evil"] is None
    assert sent["Subject"] == "Subject X-Evil: 1"


def test_by_smtp_it_comes_from_the_shop(
    app: Flask, api: Program, work: Round, server: MailServer
) -> None:
    api.buys()
    assert work()["mails"] == 1

    (letter,) = server.taken
    assert server.envelopes == [("help@feldspat.example", ["ada@example.com"])]
    assert letter["From"] == "Feldspat <help@feldspat.example>"
    assert re.fullmatch(r"<msg_[0-9a-f]{20}_1@feldspat\.example>", letter["Message-ID"])
    assert _letters(app) == []


@pytest.mark.parametrize(
    "trouble",
    [
        {"to_recipient": "450 Greylisted"},
        {"to_letter": "451 Try again"},
        {"dies_within": True},
        {"delay": 1.3},
        {"dies_after_taking": True},
    ],
    ids=lambda trouble: next(iter(trouble)),
)
def test_a_server_in_trouble_is_asked_again(  # noqa: PLR0917 (fixtures)
    app: Flask,
    api: Program,
    work: Round,
    server: MailServer,
    clock: Clock,
    trouble: dict[str, Any],
) -> None:
    usual = replace(server)
    api.buys()
    for name, value in trouble.items():
        setattr(server, name, value)
    assert (work()["mails"], work()["mails"]) == (1, 0)
    assert _notice(app).done_at is None
    for name in trouble:
        setattr(server, name, getattr(usual, name))
    clock.forward(minutes=1)

    assert (work()["mails"], work()["mails"]) == (1, 0)

    assert _notice(app).done_at is not None
    assert "ada@" not in _notice(app).fault
    # a server that dies between taking and saying so gets it twice, under one id
    took_twice = "dies_after_taking" in trouble or "delay" in trouble
    assert len(server.taken) in ({1, 2} if took_twice else {1})
    assert len({each["Message-ID"] for each in server.taken}) == 1


@pytest.mark.parametrize(
    "trouble", [{"to_recipient": "550 No such mailbox"}, {"to_letter": "554 Refused"}], ids=str
)
def test_a_mailbox_that_is_not_there_is_given_up(
    app: Flask, api: Program, work: Round, server: MailServer, trouble: dict[str, str]
) -> None:
    for name, value in trouble.items():
        setattr(server, name, value)
    api.buys()
    assert work()["mails"] == 1

    notice = _notice(app)
    assert notice.given_up_at is not None
    assert notice.fault == f"status {next(iter(trouble.values()))[:3]}"


def test_a_server_that_is_away_is_tried_for_three_days(
    app: Flask, api: Program, work: Round, clock: Clock
) -> None:
    settings = app.extensions["settings"]
    nobody = replace(settings.smtp, host="127.0.0.1", port=1)
    app.extensions["settings"] = replace(settings, smtp=nobody)
    api.buys()
    began = clock.instant
    work()
    while (notice := _notice(app)).given_up_at is None:
        clock.instant = notice.next_at
        work()
    assert clock.instant - began == timedelta(days=3)
    assert notice.attempts < 60


@pytest.mark.parametrize("engine", ENGINES)
def test_a_shop_that_does_not_write_writes_to_nobody(app: Flask, api: Program, work: Round) -> None:
    with app.app_context():
        write(update(Shop).where(Shop.code == "demo").values(sends_mails=False))
    api.buys()

    assert work()["mails"] == 0
    assert _letters(app) == []
    assert PLACED == "order.placed"
