"""Webhooks and letters in the hands of a person at the command line, and what the doctor says of the outbox."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text

from checkout.db import db
from checkout.doctor import remarks, violations
from tests.api.client import Program
from tests.conftest import Clock
from tests.outbox.conftest import Round
from tests.outbox.receiver import Receiver

Command = Callable[..., str]


@pytest.fixture
def command(app: Flask) -> Command:
    """Runs a command for the demo shop; what it prints."""

    def run(group: str, name: str, *arguments: str) -> str:
        return app.test_cli_runner().invoke(args=[group, name, "--shop", "demo", *arguments]).output

    return run


def test_webhooks_by_command(receiver: Receiver, api: Program, command: Command) -> None:
    added = command("webhook", "add", "--event", "order.placed", receiver.url).splitlines()
    id_ = added[0].removeprefix("Webhook ").rstrip(":")
    assert added[-1].startswith("whsec_")
    assert command("webhook", "list") == f"{id_} {receiver.url} order.placed active\n"
    assert api.reads(f"/webhooks/{id_}")["events"] == ["order.placed"]

    rotated = command("webhook", "rotate", id_).strip()
    assert rotated.startswith("whsec_")
    assert rotated != added[-1]
    assert command("webhook", "pause", id_) == f"{id_} is paused.\n"
    assert command("webhook", "resume", id_) == f"{id_} is active.\n"
    assert command("webhook", "remove", id_) == f"{id_} is gone.\n"
    assert command("webhook", "list") == ""
    assert "no such webhook" in command("webhook", "replay", id_)
    assert "cannot be called" in command("webhook", "add", "ftp://partner.example")


def test_letters_by_command(app: Flask, api: Program, command: Command, work: Round) -> None:
    assert command("mail", "off") == "demo writes to nobody.\n"
    api.buys()
    assert work()["mails"] == 0
    assert command("mail", "on") == "demo writes again.\n"
    order = api.buys()
    with app.app_context(), db.engine.begin() as by_hand:
        by_hand.execute(text("UPDATE orders SET email = '' WHERE id = :id"), order_of(order))
    assert work()["mails"] == 0
    with app.app_context(), db.engine.begin() as by_hand:
        by_hand.execute(text("UPDATE orders SET email = 'a@b' WHERE id = :id"), order_of(order))
        by_hand.execute(text(GIVEN_UP))
    assert command("mail", "retry", "--order", "XXXX-XXXX") == "0 letters are due.\n"
    assert command("mail", "retry", "--order", order["number"]) == "1 letters are due.\n"
    assert work()["mails"] == 1


GIVEN_UP = (
    "INSERT INTO notices (message_id, kind, began_at, next_at, given_up_at) "
    "SELECT max(id), 'mail', max(occurred_at), max(occurred_at), max(occurred_at) FROM outbox_messages"
)


def order_of(order: dict[str, int]) -> dict[str, int]:
    return {"id": order["order_id"]}


FIRST = "id = (SELECT min(id) FROM webhook_subscriptions)"
LAST = "id = (SELECT max(id) FROM webhook_subscriptions)"
DAMAGE = {
    "UPDATE outbox_messages SET sequence = 2": "Messages about an order are numbered",
    "DELETE FROM notices": "",
    "DELETE FROM outbox_messages": "Every placed order was announced.",
    f"UPDATE webhook_subscriptions SET url = 'x' WHERE {FIRST}": "Every webhook can be called",
    f"UPDATE webhook_subscriptions SET events = '[\"x\"]' WHERE {LAST}": "Every webhook can be called",
    f"UPDATE webhook_subscriptions SET secret = 'x' WHERE NOT {FIRST} AND NOT {LAST}": "Every webhook can be called",
}


def test_the_doctor_names_what_is_wrong(app: Flask, api: Program, clock: Clock) -> None:
    api.buys()
    for _ in range(3):
        api.asks("POST", "/webhooks", {"url": "https://partner.example/"})
    with app.app_context():
        assert list(violations()) == []
        clock.forward(days=2)
        assert [each.rule for each in violations()] == [
            "A worker looks at the outbox at least once a day."
        ]
        for by_hand, rule in DAMAGE.items():
            before = len(list(violations()))
            with db.engine.begin() as connection:
                connection.execute(text(by_hand))
            rules = [each.rule for each in violations()]
            assert not rule or any(each.startswith(rule) for each in rules), by_hand
            assert not rule.startswith("Every webhook") or len(rules) > before, by_hand


def test_the_doctor_says_where_letters_go_in_production(app: Flask) -> None:
    with app.app_context():
        assert list(remarks()) == []
        app.extensions["settings"] = replace(app.extensions["settings"], production=True)

        told = " ".join(remarks())

    assert "SMTP_HOST" in told
    assert "PUBLIC_URL" in told
