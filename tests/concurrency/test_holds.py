"""Held stock: taken when placing starts, kept through a decline, never in its owner's way, expiring by the database's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from checkout import stock
from checkout.db import unit_of_work
from checkout.operations import LineWanted, add_line, cancel, find_order, set_quantity, sweep
from checkout.payments import Attempt, Outcome
from checkout.requirements import requirements
from tests.concurrency.guards import (
    count_each_line_alone,
    drop_the_checks_on_stock,
    let_go_of_the_goods_on_a_decline,
    let_holds_expire_by_the_clock_of_the_process,
    take_the_own_hold_for_somebody_elses,
)
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import let_holds_expire, stock_of
from tests.conftest import Clock
from tests.doors import OperationsDoor
from tests.factories import GRACE, berlin, stock_up, vienna
from tests.shopper import Shopper


def test_a_hold_survives_a_decline_and_the_same_shopper_gets_the_unit(app: Flask) -> None:
    ada, grace = _two_after_the_last_lamp(app)
    assert ada.pays_by_card("tok_declined").places_order().outcome == "PaymentDeclined"
    assert grace.pays_by_invoice().places_order().outcome == "Unmet"
    assert ada.pays_by_card("tok_visa").places_order().outcome == "Placed"


def test_were_a_decline_to_let_go_of_the_goods_the_next_shopper_would_have_them(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_go_of_the_goods_on_a_decline(monkeypatch)
    ada, grace = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    assert grace.pays_by_invoice().places_order().outcome == "Placed"
    assert ada.pays_by_card("tok_visa").places_order().outcome == "Unmet"


def test_were_the_own_hold_somebody_elses_a_shopper_would_stand_in_her_own_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_the_own_hold_for_somebody_elses(monkeypatch)
    ada, _ = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    assert ada.pays_by_card("tok_visa").places_order().outcome == "Unmet"


def test_the_own_hold_does_not_block_taking_a_line_out_and_in_again(app: Flask) -> None:
    ada, _ = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    door = ada.door
    assert isinstance(door, OperationsDoor)
    with app.app_context():
        line = find_order(door.ref).order.lines[0]
        set_quantity(door.ref, line.id, 0)
        again = add_line(door.ref, LineWanted("lamp-desk", 1), "en")
        assert requirements(again) == ()
    assert ada.pays_by_card("tok_visa").places_order().outcome == "Placed"


def test_what_is_taken_out_after_a_decline_goes_back_to_the_shelf(app: Flask) -> None:
    ada, grace = _two_after_the_last_lamp(app)
    ada.adds("mug-stoneware").pays_by_card("tok_declined").places_order()
    door = ada.door
    assert isinstance(door, OperationsDoor)
    with app.app_context():
        set_quantity(door.ref, find_order(door.ref).order.lines[0].id, 0)
    assert ada.pays_by_card("tok_visa").places_order().lines == (("mug-stoneware", 1),)
    assert grace.pays_by_invoice().places_order().outcome == "Placed"


def test_one_sku_on_several_lines_is_counted_together(app: Flask) -> None:
    door = OperationsDoor(app)
    Shopper(door).adds("lamp-desk", 2).ships_to(berlin).by("standard")
    with app.app_context():
        engraved = LineWanted("lamp-desk", 2, (("engraving", "Ada"),))
        assert len(add_line(door.ref, engraved, "en").order.lines) == 2
        stock_up("lamp-desk", 3)
    assert door.place("invoice", "").outcome == "Unmet"
    with app.app_context():
        stock_up("lamp-desk", 4)
    assert door.place("invoice", "").outcome == "Placed"
    assert stock_of(app, "lamp-desk") == (0, 0)


def test_were_each_line_counted_alone_more_would_be_sold_than_there_is(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_each_line_alone(monkeypatch)
    door = OperationsDoor(app)
    Shopper(door).adds("lamp-desk", 2).ships_to(berlin).by("standard")
    with app.app_context():
        add_line(door.ref, LineWanted("lamp-desk", 2, (("engraving", "Ada"),)), "en")
        stock_up("lamp-desk", 3)
    bought = door.place("invoice", "")
    assert bought.outcome == "Placed"
    assert sum(units for _, units in bought.lines) == 4
    assert stock_of(app, "lamp-desk") == (1, 0)  # four were sold, two were taken from the shelf


def test_a_hold_expires_by_the_clock_of_the_database(clock: Clock, app: Flask) -> None:
    ada, grace = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    clock.forward(hours=5)  # this process's clock has no say
    _sweep(app)
    assert stock_of(app, "lamp-desk") == (1, 1)
    let_holds_expire(app)
    _sweep(app)
    assert stock_of(app, "lamp-desk") == (1, 0)
    assert grace.pays_by_invoice().places_order().outcome == "Placed"
    assert ada.pays_by_card("tok_visa").places_order().outcome == "Unmet"


def test_by_the_clock_of_a_process_that_runs_ahead_a_hold_would_be_gone(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, _ = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    clock.instant = datetime.now(UTC) + timedelta(hours=5)
    let_holds_expire_by_the_clock_of_the_process(monkeypatch)
    _sweep(app)
    assert stock_of(app, "lamp-desk") == (1, 0)


def test_the_hold_of_an_order_being_placed_does_not_expire_under_its_payment(app: Flask) -> None:
    ada, grace = _two_after_the_last_lamp(app)
    assert ada.pays_by_card("tok_timeout").places_order().outcome == "OutcomeUnknown"
    let_holds_expire(app)
    assert grace.pays_by_invoice().places_order().outcome == "Unmet"
    _sweep(app)
    door = ada.door
    assert isinstance(door, OperationsDoor)
    assert door.receipt().state == "placed"
    assert stock_of(app, "lamp-desk") == (0, 0)


def test_a_retry_prolongs_the_hold(app: Flask) -> None:
    ada, _ = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    let_holds_expire(app)
    ada.places_order()
    _sweep(app)
    assert stock_of(app, "lamp-desk") == (1, 1)


@pytest.mark.parametrize("times", [1, 2])
def test_giving_an_order_up_gives_its_stock_back_once(app: Flask, times: int) -> None:
    ada, _ = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    door = ada.door
    assert isinstance(door, OperationsDoor)
    for _round in range(times):
        with app.app_context():
            cancel(door.ref, "shopper")
    assert stock_of(app, "lamp-desk") == (1, 0)


def test_giving_an_order_up_twice_at_once_gives_its_stock_back_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, _ = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    door = ada.door
    assert isinstance(door, OperationsDoor)
    meet_before(monkeypatch, "checkout.stock:_give_back", 4)

    def give_up() -> None:
        with app.app_context():
            cancel(door.ref, "shopper")

    at_once([give_up] * 4)
    assert stock_of(app, "lamp-desk") == (1, 0)
    assert door.receipt().state == "cancelled"


@pytest.mark.parametrize("engine", ["postgresql"])
def test_without_locks_and_checks_giving_up_twice_at_once_would_give_back_twice(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop_the_checks_on_stock(unlocked_app)
    ada, _ = _two_after_the_last_lamp(unlocked_app)
    ada.pays_by_card("tok_declined").places_order()
    door = ada.door
    assert isinstance(door, OperationsDoor)
    meet_before(monkeypatch, "checkout.stock:_give_back", 2, patience=10)
    # the first stays until the second waits for the row that it has changed
    meet_before(monkeypatch, "checkout.stock:changed", 2, patience=1)
    with unlocked_app.app_context():
        order_id = find_order(door.ref).order.id

    def give_back() -> None:
        """As a cancellation would that has not changed the order's row first, which locks it, too."""
        with unlocked_app.app_context():
            unit_of_work(stock.release)(order_id)

    at_once([give_back] * 2)
    assert stock_of(unlocked_app, "lamp-desk") == (1, -1)


def test_of_a_hundred_units_those_that_were_not_paid_come_back(app: Flask) -> None:
    shoppers = [
        Shopper(OperationsDoor(app)).adds("lamp-desk", 10).ships_to(berlin).by("standard")
        for _ in range(10)
    ]
    with app.app_context():
        stock_up("lamp-desk", 100)
    for shopper in shoppers[:6]:
        shopper.pays_by_card().places_order()
    for shopper in shoppers[6:8]:  # who never answers the bank's question
        assert shopper.pays_by_card("tok_3ds").places_order().outcome == "ActionNeeded"
    for shopper in shoppers[8:]:  # who leaves after a decline
        shopper.pays_by_card("tok_declined").places_order()
    assert stock_of(app, "lamp-desk") == (40, 40)
    let_holds_expire(app)
    _sweep(app)
    _sweep(app)  # the first gives the unanswered up, with their hold still to go
    assert stock_of(app, "lamp-desk") == (40, 0)


def test_goods_come_back_from_a_provider_that_cannot_be_reached(app: Flask) -> None:
    ada, grace = _two_after_the_last_lamp(app)
    gateway = app.extensions["gateways"]["test"]

    class Unreachable:
        has_page = True
        asks_nobody = False

        def create(self, _: Attempt) -> Outcome:
            raise ConnectionError

    app.extensions["gateways"]["test"] = Unreachable()
    assert ada.pays_by_card().places_order().outcome == "OutcomeUnknown"
    app.extensions["gateways"]["test"] = gateway
    _sweep(app)  # it never heard of the payment, which so is none
    let_holds_expire(app)
    _sweep(app)
    assert grace.pays_by_invoice().places_order().outcome == "Placed"


def _two_after_the_last_lamp(app: Flask) -> tuple[Shopper, Shopper]:
    ada = Shopper(OperationsDoor(app)).adds("lamp-desk").ships_to(berlin).by("standard")
    grace = Shopper(OperationsDoor(app), GRACE).adds("lamp-desk").ships_to(vienna).by("standard")
    with app.app_context():
        stock_up("lamp-desk", 1)
    return ada, grace


def _sweep(app: Flask) -> None:
    with app.app_context():
        sweep()
