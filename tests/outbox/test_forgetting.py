"""What messages say is forgotten once everybody was told long ago; that something happened is not."""

from collections.abc import Callable
from importlib import import_module

import pytest
from flask import Flask

from checkout.doctor import remarks
from checkout.operations.mailing import write_again
from checkout.operations.replay import Wanted, replay
from tests.api.client import Program, document
from tests.concurrency.witnesses import invariants_hold, rows, write
from tests.conftest import Clock
from tests.databases import ENGINES
from tests.outbox.conftest import Round
from tests.outbox.receiver import Receiver

forgetting = import_module("checkout.operations.forgetting")

MESSAGES = "SELECT type, sequence, forgotten_at IS NOT NULL FROM outbox_messages ORDER BY id"
SAID = "SELECT count(*) FROM outbox_messages WHERE CAST(data AS TEXT) LIKE '%ada@%'"
FAULTS = "SELECT count(*) FROM notices WHERE fault <> ''"
NOTED = "SELECT event_id FROM gateway_notifications ORDER BY id"
PRIVATE = (
    "INSERT INTO outbox_messages (shop_id, order_id, type, subject, data, occurred_at) "
    "SELECT shop_id, order_id, 'order.link_wanted', 'lk_1', data, occurred_at FROM outbox_messages"
)
PERSONAL = """UPDATE outbox_messages SET data = '{"to": "ada@example.com", "name": "Ada"}'"""
TOLD = (
    "INSERT INTO gateway_notifications (gateway, event_id, type, payment_id, taken_at) "
    "SELECT 'test', :name, 'paid', max(id), :at FROM payments"
)

pytestmark = pytest.mark.parametrize("engine", ENGINES)


@pytest.fixture
def told(app: Flask, api: Program, clock: Clock, work: Round) -> Callable[[], list[object]]:
    """A placed order of which a letter tells, and one that brings its link; what is left of them."""
    api.buys()
    write(app, PERSONAL)
    write(app, PRIVATE)
    assert work()["mails"] == 2
    clock.forward(days=29)
    return lambda: [*rows(app, MESSAGES), *rows(app, SAID)]


def test_when_everybody_was_told_long_ago_nothing_personal_is_left(
    app: Flask, clock: Clock, work: Round, told: Callable[[], list[object]]
) -> None:
    assert work()["old_messages"] == 0
    assert told() == [("order.placed", 1, False), ("order.link_wanted", None, False), (2,)]
    clock.forward(days=2)
    assert work()["old_messages"] == 2
    assert told() == [("order.placed", 1, True), (0,)]
    assert work()["old_messages"] == 0
    invariants_hold(app)


def test_what_was_given_up_stays_three_times_as_long_and_the_doctor_tells_of_it(
    app: Flask, clock: Clock, work: Round, told: Callable[[], list[object]]
) -> None:
    write(app, "UPDATE notices SET done_at = NULL, given_up_at = began_at, fault = 'ada@: no'")
    clock.forward(days=60)
    assert work()["old_messages"] == 0
    with app.app_context():
        assert "mail retry" in " ".join(remarks())
        assert write_again("demo") == 2
    assert work()["mails"] == 2
    write(app, "UPDATE notices SET done_at = NULL, given_up_at = began_at, fault = 'ada@: no'")
    clock.forward(days=91)
    assert work()["old_messages"] == 2
    assert (told()[-1], rows(app, FAULTS)) == ((0,), [(0,)])
    with app.app_context():
        assert list(remarks()) == []
        assert write_again("demo") == 0


def test_without_looking_who_is_still_to_be_told_they_would_get_an_empty_letter(
    app: Flask, clock: Clock, told: Callable[[], list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(app, "UPDATE notices SET done_at = NULL")
    clock.forward(days=60)
    with app.app_context():
        assert forgetting.forget_messages() == 0
        everything = forgetting.select(forgetting.MESSAGES.c.id)
        monkeypatch.setattr(forgetting, "OLD", everything)
        monkeypatch.setattr(forgetting, "TAKEN", everything)
        assert forgetting.forget_messages() == 2
    assert told()[-1] == (0,)


def test_a_webhook_can_be_replayed_after_it(
    app: Flask, api: Program, clock: Clock, work: Round, receiver: Receiver
) -> None:
    subscribed = document(api.asks("POST", "/webhooks", {"url": receiver.url}), 201)
    api.buys()
    work()
    clock.forward(days=31)
    assert work()["old_messages"] == 1
    with app.app_context():
        assert replay("demo", subscribed["id"], Wanted(taken_as_well=True)) == 1
    work()
    first, second = (headers["webhook-id"] for headers, _ in receiver.heard)
    assert first == second


def test_a_round_forgets_only_so_much(
    clock: Clock, work: Round, told: Callable[[], list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.forward(days=2)
    monkeypatch.setattr(forgetting, "TAKEN", forgetting.TAKEN.limit(1))
    assert [work()["old_messages"] for _ in range(3)] == [1, 1, 0]
    assert told() == [("order.placed", 1, True), (0,)]


def test_what_gateways_told_is_dropped(
    app: Flask, api: Program, clock: Clock, work: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    api.buys()
    for name in ("evt_1", "evt_2", "evt_3"):
        write(app, TOLD, name=name, at=clock.instant.replace(tzinfo=None))
    clock.forward(days=29)
    assert work()["old_notifications"] == 0
    write(app, TOLD, name="evt_4", at=clock.instant.replace(tzinfo=None))
    clock.forward(days=2)
    monkeypatch.setattr(forgetting, "OLDEST", forgetting.OLDEST.limit(2))
    assert [work()["old_notifications"] for _ in range(3)] == [2, 1, 0]
    assert rows(app, NOTED) == [("evt_4",)]
