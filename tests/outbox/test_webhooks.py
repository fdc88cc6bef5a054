"""Webhooks out: signed as Standard Webhooks has it, told at least once, in vain for three days, never after a 410."""

import json
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from standardwebhooks import Webhook, WebhookVerificationError

from checkout import clock as shop_clock
from checkout import outgoing
from checkout.db import db, end_reading, unit_of_work
from checkout.logs import masked
from checkout.models import Notice, Order, WebhookSubscription
from checkout.operations import notices
from checkout.operations.addressing import address_messages
from checkout.operations.notices import pause_after
from checkout.operations.outbox import CANCELLED, SHIPPED, announce
from checkout.operations.webhook_sending import PATIENCE, send_webhooks
from tests.api.client import Program, codes_at, document, problem
from tests.conftest import Clock
from tests.databases import ENGINES
from tests.outbox.conftest import Round
from tests.outbox.receiver import Receiver


def _subscribe(api: Program, receiver: Receiver, **fields: Any) -> Any:
    return document(api.asks("POST", "/webhooks", {"url": receiver.url, **fields}), 201)


@unit_of_work
def _happens(order_id: int, type_: str, subject: str = "") -> None:
    order = db.session.scalars(select(Order).where(Order.id == order_id).with_for_update()).one()
    announce(order, type_, subject)


def _notice(app: Flask) -> Notice:
    with app.app_context():
        found = db.session.scalars(select(Notice).where(Notice.kind == "webhook")).one()
        end_reading()
        return found


def _bodies(receiver: Receiver) -> list[Any]:
    return [json.loads(body) for _, body in receiver.heard]


def test_a_subscriber_is_sent_the_order_signed(
    app: Flask, api: Program, receiver: Receiver, work: Round
) -> None:
    subscribed = _subscribe(api, receiver)
    order = api.buys()
    with app.app_context():
        _happens(order["order_id"], SHIPPED, "1")

    assert work()["webhooks"] == 2
    assert work()["webhooks"] == 0

    (headers, body), (later, _) = receiver.heard
    told = Webhook(subscribed["secret"]).verify(body, headers)
    assert set(told) == {"type", "timestamp", "sequence", "subject", "data"}
    assert (told["type"], told["sequence"], told["subject"]) == ("order.placed", 1, None)
    assert told["data"] | {"page": ""} == api.reads(f"/orders/{order['id']}") | {"page": ""}
    assert (_bodies(receiver)[1]["sequence"], _bodies(receiver)[1]["subject"]) == (2, "1")
    assert headers["webhook-id"] != later["webhook-id"]
    assert headers["content-type"] == "application/json"
    with pytest.raises(WebhookVerificationError):
        Webhook(subscribed["secret"]).verify(body.replace(b"placed", b"passed"), headers)


def test_only_what_was_subscribed_is_told(
    app: Flask, api: Program, stranger: Program, receiver: Receiver, work: Round
) -> None:
    _subscribe(api, receiver, events=["order.cancelled"])
    _subscribe(stranger, receiver)
    order = api.buys()
    with app.app_context():
        _happens(order["order_id"], CANCELLED)

    work()

    assert [each["type"] for each in _bodies(receiver)] == ["order.cancelled"]


def test_for_a_day_after_a_new_secret_both_sign(
    api: Program, receiver: Receiver, work: Round, clock: Clock
) -> None:
    clock.instant = shop_clock.system_clock()  # the verifier has a clock of its own
    first = _subscribe(api, receiver)
    second = document(api.asks("POST", f"/webhooks/{first['id']}/secret"), 200)
    api.buys()
    work()
    clock.forward(hours=25)
    api.buys()
    work()

    (headers, body), (later, later_body) = receiver.heard
    assert first["secret"] != second["secret"]
    for each in (first, second):
        Webhook(each["secret"]).verify(body, headers)
    assert [len(each["webhook-signature"].split()) for each in (headers, later)] == [2, 1]
    later["webhook-timestamp"] = headers["webhook-timestamp"]  # signed with the later one: refused
    with pytest.raises(WebhookVerificationError):
        Webhook(first["secret"]).verify(later_body, later)


def test_what_was_not_taken_is_sent_again_under_its_id(
    api: Program,
    receiver: Receiver,
    work: Round,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outgoing, "WHOLE_SECONDS", 0.3)
    _subscribe(api, receiver)
    for answer in (500, 404, 301, 307, 429, "drop", "hang"):
        receiver.heard.clear()
        api.buys()
        receiver.answer = answer
        assert (work()["webhooks"], work()["webhooks"]) == (1, 0), answer
        receiver.answer = 200
        clock.forward(minutes=2)
        assert (work()["webhooks"], work()["webhooks"]) == (1, 0), answer

        (first, _), (second, _) = receiver.heard
        assert first["webhook-id"] == second["webhook-id"]
        assert api.reads("/webhooks")["items"][0]["failures"] == 0


def test_it_is_tried_for_three_days(
    app: Flask, api: Program, receiver: Receiver, work: Round, clock: Clock
) -> None:
    receiver.answer = 503
    _subscribe(api, receiver)
    api.buys()
    began = clock.instant
    work()
    while (notice := _notice(app)).given_up_at is None:
        clock.instant = max(clock.instant + timedelta(minutes=10), notice.next_at)
        work()
        assert len(receiver.heard) < 60

    assert clock.instant - began == timedelta(days=3)
    assert 15 <= len(receiver.heard) == notice.attempts
    assert notice.fault == "status 503"


def test_pauses_grow_and_vary() -> None:
    pauses = [{pause_after(attempts, PATIENCE) for _ in range(50)} for attempts in (1, 5, 40)]

    assert all(len(each) > 5 for each in pauses)
    for found, seconds in zip(pauses, (30, 480, 21600), strict=True):
        assert min(found) >= timedelta(seconds=seconds * 8 // 10)
        assert max(found) <= timedelta(seconds=seconds * 12 // 10)


def test_who_is_gone_is_never_asked_again(
    api: Program, receiver: Receiver, work: Round, clock: Clock
) -> None:
    webhook = _subscribe(api, receiver)
    api.buys()
    api.buys()
    receiver.answer = 410

    work()
    api.buys()
    clock.forward(days=1)
    work()

    assert len(receiver.heard) == 1
    found = api.reads(f"/webhooks/{webhook['id']}")
    assert (found["is_active"], found["disabled_why"]) == (False, "gone")
    awake = document(api.asks("PATCH", f"/webhooks/{webhook['id']}", {"is_active": True}), 200)
    assert (awake["is_active"], awake["disabled_why"]) == (True, None)


def test_an_address_that_does_not_answer_keeps_nobody_waiting(
    api: Program, receiver: Receiver, work: Round, clock: Clock
) -> None:
    """Many messages wait for it, but it is asked once in a while only."""
    receiver.answer = "drop"
    _subscribe(api, receiver)
    for _ in range(3):
        api.buys()

    assert (work()["webhooks"], work()["webhooks"]) == (1, 0)
    clock.forward(seconds=31)
    receiver.answer = 200
    assert work()["webhooks"] >= 2


def test_a_paused_one_is_not_told_until_it_is_replayed(
    app: Flask, api: Program, receiver: Receiver, work: Round
) -> None:
    webhook = _subscribe(api, receiver)
    first = api.buys()
    with app.app_context():
        address_messages()
    document(api.asks("PATCH", f"/webhooks/{webhook['id']}", {"is_active": False}), 200)
    second = api.buys()
    work()
    assert receiver.heard == []

    cli = app.test_cli_runner()
    assert (
        "active" in cli.invoke(args=["webhook", "resume", "--shop", "demo", webhook["id"]]).output
    )
    replay = ["webhook", "replay", "--shop", "demo", webhook["id"]]
    for arguments, count in (
        ([], 1),
        (["--order", second["number"]], 1),
        ([], 0),
        (["--all", "--since", "2020-01-01T00:00:00"], 2),
    ):
        done = cli.invoke(args=[*replay, *arguments], catch_exceptions=False)
        assert done.output == f"{count} messages are due.\n"
        work()

    told = [each["data"]["id"] for each in _bodies(receiver)]
    assert told == [first["id"], second["id"], first["id"], second["id"]]
    assert len({headers["webhook-id"] for headers, _ in receiver.heard}) == 2


def test_an_address_inside_or_unsafe_is_refused(api: Program) -> None:
    for url in (
        *("http://partner.example/", "https://partner.example:22/", "https://127.0.0.1/"),
        *("https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest", "ftp://x/", "nonsense"),
        "https://user:secret@partner.example/",
    ):
        refused = problem(api.asks("POST", "/webhooks", {"url": url}), 422, "invalid")
        assert codes_at(refused) == {"#/url": "url_not_callable"}, url


def test_a_name_that_leads_home_is_never_called(
    app: Flask, api: Program, receiver: Receiver, work: Round
) -> None:
    _subscribe(api, receiver)
    api.buys()
    app.extensions["settings"] = replace(app.extensions["settings"], private_callbacks=False)

    work()

    assert receiver.heard == []
    assert _notice(app).fault.startswith("Refused")


def test_faults_are_told_and_there_is_a_limit(api: Program) -> None:
    url = "https://partner.example/hooks"
    for body, faults in (
        ({}, {"#/url": "required"}),
        ({"url": url, "events": ["order.eaten"]}, {"#/events/0": "unknown_value"}),
        ({"url": url, "events": []}, {"#/events": "too_many"}),
    ):
        told = codes_at(problem(api.asks("POST", "/webhooks", body), 422, "invalid"))
        assert set(faults) & {pointer[: len(each)] for pointer in told for each in faults}, told
    for _ in range(20):
        document(api.asks("POST", "/webhooks", {"url": url}), 201)
    refused = problem(api.asks("POST", "/webhooks", {"url": url}), 422, "invalid")
    assert codes_at(refused) == {"#": "too_many_webhooks"}


def test_the_secret_is_shown_once(api: Program) -> None:
    webhook = document(api.asks("POST", "/webhooks", {"url": "https://partner.example/"}), 201)

    told = str((api.reads("/webhooks"), api.reads(f"/webhooks/{webhook['id']}")))
    assert "whsec_" not in told
    removed = document(api.asks("DELETE", f"/webhooks/{webhook['id']}"), 200)
    assert "secret" not in removed
    assert api.reads("/webhooks") == {"items": []}


def _workers_at_once(app: Flask, count: int) -> None:
    def work() -> None:
        with app.app_context():
            address_messages()
            send_webhooks()

    threads = [threading.Thread(target=work) for _ in range(count)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(30)


@pytest.mark.parametrize("engine", ENGINES)
def test_several_workers_tell_each_message_once(
    app: Flask, api: Program, receiver: Receiver
) -> None:
    _subscribe(api, receiver)
    for _ in range(6):
        api.buys()

    _workers_at_once(app, 4)
    _workers_at_once(app, 1)

    told = sorted(headers["webhook-id"] for headers, _ in receiver.heard)
    assert len(told) == len(set(told)) == 6


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_dead_worker_had_claimed_comes_back(
    app: Flask, api: Program, receiver: Receiver, work: Round, clock: Clock
) -> None:
    _subscribe(api, receiver)
    api.buys()
    with app.app_context():
        address_messages()
        dead = notices.next_claim("webhook")
        assert dead is not None
    assert work()["webhooks"] == 0
    clock.forward(minutes=3)

    assert work()["webhooks"] == 1
    done = _notice(app).done_at
    with app.app_context():  # and what the dead one says after all does not count any more
        late = notices.Result("too late", is_over=False, wait=timedelta(0))
        notices._write_down(dead, late, PATIENCE)  # noqa: SLF001
    assert (_notice(app).done_at, _notice(app).fault) == (done, "")


def test_the_secret_never_reaches_the_logs() -> None:
    assert masked("it is whsec_AAEC+/w=, secretly") == "it is [key], secretly"


def test_removing_takes_what_waits_along(
    app: Flask, api: Program, receiver: Receiver, work: Round
) -> None:
    webhook = _subscribe(api, receiver)
    api.buys()
    with app.app_context():
        address_messages()
    document(api.asks("DELETE", f"/webhooks/{webhook['id']}"), 200)

    assert work()["webhooks"] == 0
    with app.app_context():
        assert db.session.query(WebhookSubscription).count() == 0
        end_reading()
