"""Every webhook is lost and nobody looks at the page: the worker finds the truth within five minutes of its clock."""

from datetime import timedelta
from importlib import import_module

import pytest
from flask import Flask

from checkout.config import settings
from checkout.operations import sweep
from checkout.payments import Attempt, Outcome
from tests.concurrency.witnesses import charges, rows
from tests.conftest import Clock
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.process import InProcess
from tests.shopper import Shopper

FIVE_MINUTES = timedelta(minutes=5)
#: what happens at the gateway -> the token, the switch that hides it, and how the order stands once it is known
TRUTHS = {
    "paid": ("tok_visa", "drop_answers", "placed"),
    "declined": ("tok_declined", "drop_answers", "open"),
    "never arrived": ("tok_visa", "drop_requests", "open"),
}
FOR_EVER = 1_000_000


@pytest.mark.parametrize("truth", TRUTHS)
def test_the_worker_finds_the_truth(clock: Clock, app: Flask, truth: str) -> None:
    token, switch, state = TRUTHS[truth]
    door, gateway = _ready(app), InProcess.of(app)
    gateway.switch(**{switch: FOR_EVER})
    assert door.confirm(door.total_shown(), "card", token).outcome == "OutcomeUnknown"
    for _ in range(3):  # as long as the gateway is away nothing is made up
        _one_round(app, clock)
        assert door.receipt().state == "placing"
    gateway.calm()
    assert _until_settled(app, clock, door) <= FIVE_MINUTES
    assert door.receipt().state == state
    assert len(charges(app)) == (truth == "paid")


@pytest.mark.parametrize("truth", TRUTHS)
def test_the_worker_finds_the_truth_after_a_process_died_without_a_word(
    clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch, truth: str
) -> None:
    token, switch, state = TRUTHS[truth]
    door, gateway = _ready(app), InProcess.of(app)
    gateway.switch(**{switch: 1})
    honest = gateway.gateway.create

    def dies(attempt: Attempt) -> Outcome:
        honest(attempt)
        raise KeyboardInterrupt

    monkeypatch.setattr(gateway.gateway, "create", dies)
    with pytest.raises(KeyboardInterrupt):
        door.ask_for(door.total_shown(), "card", token)
    assert rows(app, "SELECT state FROM payments") == [("created",)]
    assert _until_settled(app, clock, door) <= FIVE_MINUTES
    assert door.receipt().state == state
    assert len(charges(app)) == (truth == "paid")


def test_a_shopper_who_paid_and_never_came_back_has_an_order(clock: Clock, app: Flask) -> None:
    door, gateway = _ready(app), InProcess.of(app)
    door.confirm(door.total_shown(), "card", "")
    [charge] = gateway.charges()
    books = gateway.gateway.honest
    paid = books.ledger.by_id(charge["id"])
    assert paid is not None
    books.pay(paid, "4242424242424242")
    assert _until_settled(app, clock, door) <= FIVE_MINUTES
    assert door.receipt().state == "placed"


def test_a_shopper_who_is_still_paying_is_waited_for(clock: Clock, app: Flask) -> None:
    door = _ready(app)
    door.confirm(door.total_shown(), "card", "")
    _until_settled(app, clock, door)
    assert door.receipt().state == "placing"


def test_without_the_round_over_unanswered_payments_nobody_ever_knows(
    clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, gateway = _ready(app), InProcess.of(app)
    gateway.switch(drop_answers=1)
    door.confirm(door.total_shown(), "card", "tok_visa")
    module = import_module("checkout.operations.sweep")  # the package has a function of this name
    monkeypatch.setattr(module, "reconcile", lambda *_, **__: None)
    assert _until_settled(app, clock, door) > FIVE_MINUTES
    assert len(charges(app)) == 1  # money, and no order


def test_a_gateway_that_lies_about_the_sum_places_nothing_until_it_tells_the_truth(
    clock: Clock, app: Flask
) -> None:
    door, gateway = _ready(app), InProcess.of(app)
    for lie in (-1, 1):
        gateway.switch(lie=lie)
        door.confirm(door.total_shown(), "card", "tok_visa")
        _one_round(app, clock)
        assert door.receipt().state == "placing"
    gateway.calm()
    assert _until_settled(app, clock, door) <= FIVE_MINUTES
    assert door.receipt().state == "placed"


def test_requests_that_arrive_twice_pay_once(app: Flask) -> None:
    door, gateway = _ready(app), InProcess.of(app)
    gateway.switch(twice=True)
    assert door.confirm(door.total_shown(), "card", "tok_visa").outcome == "Placed"
    assert len(charges(app)) == 1


def _ready(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    return door


def _one_round(app: Flask, clock: Clock) -> None:
    with app.app_context():
        clock.forward(seconds=settings().worker_seconds)
        sweep()


def _until_settled(app: Flask, clock: Clock, door: OperationsDoor) -> timedelta:
    """How long the worker takes, by the clock; more than five minutes: it does not get there."""
    begun = clock.instant
    while clock.instant - begun <= FIVE_MINUTES:
        _one_round(app, clock)
        if door.receipt().state != "placing":
            break
    return clock.instant - begun
