"""What a gateway tells may come in any order, twice, days late or never: the order ends as if all of it had come at once and in order."""

import time
from dataclasses import dataclass

from flask import Flask
from hypothesis import given, note, settings
from hypothesis import strategies as any_of

from checkout.db import db
from checkout.operations import sweep
from tests.concurrency.witnesses import broken_rules, rows
from tests.conftest import Clock
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.process import InProcess
from tests.gateways.telling import Provider, key_of, pays_there
from tests.properties import OF_A_WHOLE_SHOP, PROFILE, in_a_whole_shop
from tests.shopper import Shopper

DECLINED, PAID = "4000000000000002", "4242424242424242"
EXAMPLES = OF_A_WHOLE_SHOP[PROFILE] // 4
DAYS = any_of.integers(0, 3)


@dataclass(frozen=True)
class Story:
    """So many declined attempts, how the last one ends, and so many times some of the money goes back at the gateway's desk."""

    declines: int
    card: str
    refunds: int

    @property
    def events(self) -> int:
        """How many things there are to tell."""
        return self.declines + 1 + (self.refunds if self.card == PAID else 0)


stories = any_of.builds(
    Story, any_of.integers(0, 2), any_of.sampled_from([PAID, DECLINED]), any_of.integers(0, 2)
)


def test_in_any_order_twice_days_late_or_never_the_end_is_the_same(
    app: Flask, clock: Clock
) -> None:
    @settings(in_a_whole_shop(), max_examples=EXAMPLES)
    @given(stories, any_of.data())
    def try_out(story: Story, drawn: any_of.DataObject) -> None:
        one = any_of.integers(0, story.events - 1)
        told = drawn.draw(any_of.lists(any_of.tuples(one, DAYS), max_size=2 * story.events))
        note(f"{story}: {told}")
        in_order = [(number, 0) for number in range(story.events)]
        ends = [_ends(app, clock, story, each) for each in (in_order, told)]
        assert ends[0] == ends[1]

    try_out()
    assert broken_rules(app) == set()


def _ends(app: Flask, clock: Clock, story: Story, told: list[tuple[int, int]]) -> list[object]:
    """How an order ends of which these events are told, each so many days after the one before."""
    _happens(app, story)
    provider = Provider(app)
    events = provider.written()[-story.events :]
    for number, days in told:
        clock.forward(days=days)
        ago = int(time.time() - clock.instant.timestamp())
        assert provider.tells(events[number], seconds_ago=ago).status_code == 200
    _work(app)
    return _end(app)


def _happens(app: Flask, story: Story) -> None:
    """At the gateway. Of the attempts that are declined the shop hears from its worker, or nobody could pay again."""
    door = OperationsDoor(app)
    Shopper(door).adds("gift-note").ships_to(berlin)
    for card in [*[DECLINED] * story.declines, story.card]:
        _work(app)
        door.confirm(door.total_shown(), "card")
        pays_there(app, card)
    if story.card == PAID:
        ledger = InProcess.of(app).gateway.honest.ledger
        for number in range(story.refunds):
            ledger.shift(key_of(app), "refund", 10, f"{number} of {key_of(app)}", "")


def _work(app: Flask) -> None:
    with app.app_context():
        sweep()
        db.session.remove()


OF_THE_LAST = "order_id = (SELECT max(order_id) FROM payments)"
LEFT = (
    "SELECT state FROM orders WHERE id = (SELECT max(order_id) FROM payments)",
    f"SELECT state, amount, captured FROM payments WHERE {OF_THE_LAST} ORDER BY id",
    f"SELECT kind, payment_events.amount FROM payment_events JOIN payments ON payments.id = payment_id WHERE {OF_THE_LAST} ORDER BY 1, 2",
    f"SELECT type FROM order_events WHERE {OF_THE_LAST} AND type IN ('placed', 'payment_declined')",
    f"SELECT type, sequence FROM outbox_messages WHERE {OF_THE_LAST} ORDER BY id",
)


def _end(app: Flask) -> list[object]:
    return [rows(app, select) for select in LEFT]
