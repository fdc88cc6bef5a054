"""Held stock: taken when placing starts, kept through a decline, never in its owner's way, expiring by the database's clock."""

import pytest
from flask import Flask

from checkout.operations import LineWanted, add_line, cancel, find_order, set_quantity, sweep
from checkout.requirements import requirements
from tests.concurrency.witnesses import stock_of, write
from tests.conftest import Clock
from tests.doors import OperationsDoor
from tests.factories import GRACE, berlin, stock_up, vienna
from tests.shopper import Shopper

AGO = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%f000', 'now', '-1 seconds')",
    "postgresql": "clock_timestamp() - interval '1 second'",
}


def test_a_hold_survives_a_decline_and_the_same_shopper_gets_the_unit(app: Flask) -> None:
    ada, grace = _two_after_the_last_lamp(app)
    assert ada.pays_by_card("tok_declined").places_order().outcome == "PaymentDeclined"
    assert grace.pays_by_invoice().places_order().outcome == "Unmet"
    assert ada.pays_by_card("tok_visa").places_order().outcome == "Placed"


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


def test_a_hold_expires_by_the_clock_of_the_database(app: Flask, clock: Clock) -> None:
    ada, grace = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    clock.forward(hours=5)  # this process's clock has no say
    _sweep(app)
    assert stock_of(app, "lamp-desk") == (1, 1)
    _let_holds_expire(app)
    _sweep(app)
    assert stock_of(app, "lamp-desk") == (1, 0)
    assert grace.pays_by_invoice().places_order().outcome == "Placed"
    assert ada.pays_by_card("tok_visa").places_order().outcome == "Unmet"


def test_the_hold_of_an_order_being_placed_does_not_expire_under_its_payment(app: Flask) -> None:
    ada, grace = _two_after_the_last_lamp(app)
    assert ada.pays_by_card("tok_timeout").places_order().outcome == "OutcomeUnknown"
    _let_holds_expire(app)
    assert grace.pays_by_invoice().places_order().outcome == "Unmet"
    _sweep(app)
    door = ada.door
    assert isinstance(door, OperationsDoor)
    assert door.receipt().state == "placed"
    assert stock_of(app, "lamp-desk") == (0, 0)


def test_a_retry_prolongs_the_hold(app: Flask) -> None:
    ada, _ = _two_after_the_last_lamp(app)
    ada.pays_by_card("tok_declined").places_order()
    _let_holds_expire(app)
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


def _two_after_the_last_lamp(app: Flask) -> tuple[Shopper, Shopper]:
    ada = Shopper(OperationsDoor(app)).adds("lamp-desk").ships_to(berlin).by("standard")
    grace = Shopper(OperationsDoor(app), GRACE).adds("lamp-desk").ships_to(vienna).by("standard")
    with app.app_context():
        stock_up("lamp-desk", 1)
    return ada, grace


def _let_holds_expire(app: Flask) -> None:
    dialect = app.config["SQLALCHEMY_DATABASE_URI"].partition(":")[0].partition("+")[0]
    assert write(app, f"UPDATE stock_holds SET expires_at = {AGO[dialect]}")


def _sweep(app: Flask) -> None:
    with app.app_context():
        sweep()
