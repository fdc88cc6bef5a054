"""Return page, webhook, worker: whichever brings the truth, in whatever order, alone or all at once, the result is the same."""

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from itertools import permutations

import pytest
from flask import Flask

from checkout.operations import sweep
from tests.concurrency.rivals import at_once
from tests.concurrency.witnesses import charges, invariants_hold, rows
from tests.doors import OperationsDoor
from tests.gateways.telling import TOTAL, Provider, pays_there, waits_on_the_card_page

Channel = Callable[[Flask, OperationsDoor], object]


def return_page(app: Flask, door: OperationsDoor) -> None:
    """The shopper comes back from the gateway, and looks again."""
    client = app.test_client()
    for _ in range(2):
        assert client.get(f"/orders/{door.token}/return").status_code == 303


def webhook(app: Flask, _door: OperationsDoor) -> None:
    """The gateway tells, twice."""
    provider = Provider(app)
    answers = [provider.tells(provider.last()).status_code for _ in range(2)]
    assert answers == [200, 200]


def worker(app: Flask, _door: OperationsDoor) -> None:
    """A round over everything that is unanswered."""
    with app.app_context():
        sweep()


CHANNELS: tuple[Channel, ...] = (return_page, webhook, worker)
CARDS = {
    "paid": ("4242424242424242", "placed", "captured"),
    "declined": ("4000000000000002", "open", "declined"),
}


def ways() -> Iterator[tuple[Channel, ...]]:
    """Every order of all of them, and each of them alone."""
    yield from permutations(CHANNELS)
    yield from ((each,) for each in CHANNELS)


@pytest.mark.parametrize("truth", CARDS)
def test_every_order_of_the_channels_ends_the_same(app: Flask, truth: str) -> None:
    number, state, paid = CARDS[truth]
    ends = set()
    for way in ways():
        door = waits_on_the_card_page(app)
        pays_there(app, number)
        for channel in way:
            channel(app, door)
        assert door.receipt().state == state
        ends.add(_end(app))
    [(payment, *_)] = ends
    assert payment == paid
    invariants_hold(app)


def test_with_none_of_them_the_order_waits(app: Flask) -> None:
    door = waits_on_the_card_page(app)
    pays_there(app)
    assert door.receipt().state == "placing"


@pytest.mark.parametrize("truth", CARDS)
def test_all_of_them_at_once_count_once(shop_app: Flask, truth: str) -> None:
    number, state, paid = CARDS[truth]
    door = waits_on_the_card_page(shop_app)
    pays_there(shop_app, number)
    tries = [partial(channel, shop_app, door) for channel in CHANNELS * 2]
    assert [each for each in at_once(tries) if isinstance(each, Exception)] == []
    assert door.receipt().state == state
    assert _end(shop_app)[0] == paid
    assert len(charges(shop_app)) == (truth == "paid")
    invariants_hold(shop_app)


def test_without_the_table_of_states_whoever_comes_later_counts_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = waits_on_the_card_page(app)
    pays_there(app)
    webhook(app, door)
    before = _end(app)
    settling = import_module(
        "checkout.operations.settle"
    )  # the package has a function of this name
    again = settling.TRANSITIONS | {("captured", "captured"): "captured"}
    monkeypatch.setattr(settling, "TRANSITIONS", again)
    monkeypatch.setattr("checkout.operations.notifications._write_down", lambda *_: True)
    told = Provider(app).tells(Provider(app).last())
    assert told.status_code == 503 or _end(app) != before


def _end(app: Flask) -> tuple[object, ...]:
    """How the newest attempt and its order ended: state, events of both, and what is to be told of it."""
    of_payment = "payment_id = (SELECT max(id) FROM payments)"
    of_order = "order_id = (SELECT order_id FROM payments ORDER BY id DESC LIMIT 1)"
    [(state,)] = rows(app, "SELECT state FROM payments ORDER BY id DESC LIMIT 1")
    events = rows(app, f"SELECT kind, amount FROM payment_events WHERE {of_payment} ORDER BY id")
    history = rows(app, f"SELECT type FROM order_events WHERE {of_order} ORDER BY id")
    told = rows(app, f"SELECT type FROM outbox_messages WHERE {of_order} ORDER BY id")
    assert sum(amount for kind, amount in events if kind == "captured") in {0, TOTAL}
    return str(state), tuple(events), tuple(history), tuple(told)
