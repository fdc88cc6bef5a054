"""Goods at several places, goods that are not there yet, and bundles: held and sold to the unit, on both databases."""

import pytest
from flask import Flask

from checkout.operations import LineWanted, Unmet, add_line
from tests import shelves
from tests.concurrency.guards import count_each_line_alone
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import broken_rules, rows, stock_of
from tests.doors import OperationsDoor
from tests.factories import berlin, stock_up
from tests.shopper import Shopper

NORTH = "north"
#: a bundle of the demo shop: a teapot and two mugs
SET, POT, MUG = "tea-set", "teapot-stoneware", "mug-stoneware"


def test_goods_leave_the_shelf_they_were_held_on(app: Flask) -> None:
    _lamps(app, main=2, north=5)
    buyer = _ready(app, "lamp-desk", 3)
    assert buyer.pays_by_card("tok_3ds").places_order().state == "placing"
    assert _at(app, "lamp-desk") == {"main": (2, 0), "north": (5, 3)}
    other = _ready(app, "lamp-desk", 2)
    assert other.pays_by_invoice().places_order().outcome == "Placed"
    assert _at(app, "lamp-desk") == {"main": (0, 0), "north": (5, 3)}


def test_an_order_that_no_place_can_fill_alone_draws_on_several(app: Flask) -> None:
    _lamps(app, main=2, north=2)
    assert _ready(app, "lamp-desk", 3).places_order().outcome == "Placed"
    assert _at(app, "lamp-desk") == {"main": (0, 0), "north": (1, 0)}


def test_the_last_units_of_all_places_are_sold_once(app: Flask) -> None:
    _lamps(app, main=3, north=4)
    buyers = [_ready(app, "lamp-desk", 1) for _ in range(12)]
    outcomes = _all_place(buyers)
    assert sorted(outcomes) == ["Placed"] * 7 + ["Unmet"] * 5
    assert _at(app, "lamp-desk") == {"main": (0, 0), "north": (0, 0)}


def test_who_finds_the_first_shelf_empty_is_served_from_the_next(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lamps(app, main=1, north=1)
    buyers = [_ready(app, "lamp-desk", 1) for _ in range(3)]
    meet_before(monkeypatch, "checkout.operations.place:freeze", 3)
    assert sorted(_all_place(buyers)) == ["Placed"] * 2 + ["Unmet"]


def test_what_lies_at_a_closed_place_cannot_be_had(app: Flask) -> None:
    _lamps(app, main=1, north=9)
    buyer = _ready(app, "lamp-desk", 2)
    with app.app_context():
        shelves.close_place(NORTH)
    assert buyer.places_order().outcome == "Unmet"


def test_a_hold_moves_when_the_shelf_it_lay_on_is_closed_before_the_second_try(app: Flask) -> None:
    _lamps(app, main=1, north=1)
    buyer = _ready(app, "lamp-desk", 1)
    buyer.pays_by_card("tok_declined").places_order()
    assert _at(app, "lamp-desk") == {"main": (1, 1), "north": (1, 0)}
    with app.app_context():
        shelves.close_place("main")
    assert buyer.pays_by_card().places_order().outcome == "Placed"
    assert _at(app, "lamp-desk") == {"main": (1, 0), "north": (0, 0)}


def test_goods_are_promised_beyond_the_shelf_as_far_as_the_shop_says(app: Flask) -> None:
    with app.app_context():
        shelves.shelf("lamp-desk", 1, beyond=2)
        shelves.restocked_in("lamp-desk", 5)
    first = _ready(app, "lamp-desk", 2)
    assert first.places_order().outcome == "Placed"
    assert _at(app, "lamp-desk") == {"main": (-1, 0)}  # one is owed
    assert _ready(app, "lamp-desk", 2).places_order().outcome == "Unmet"
    assert _ready(app, "lamp-desk", 1).places_order().outcome == "Placed"
    assert _at(app, "lamp-desk") == {"main": (-2, 0)}


def test_buyers_at_once_are_promised_no_more_than_the_limit(app: Flask) -> None:
    with app.app_context():
        shelves.shelf("lamp-desk", 2, beyond=3)
        shelves.restocked_in("lamp-desk", 5)
    outcomes = _all_place([_ready(app, "lamp-desk", 1) for _ in range(9)])
    assert sorted(outcomes) == ["Placed"] * 5 + ["Unmet"] * 4
    assert stock_of(app, "lamp-desk") == (-3, 0)


def test_a_bundle_takes_its_parts_from_the_shelf(app: Flask) -> None:
    with app.app_context():
        stock_up(POT, 5)
        stock_up(MUG, 20)
    assert _ready(app, SET, 3).places_order().outcome == "Placed"
    assert (stock_of(app, POT), stock_of(app, MUG)) == ((2, 0), (14, 0))


def test_a_bundle_and_its_part_in_one_cart_are_counted_together(app: Flask) -> None:
    with app.app_context():
        stock_up(MUG, 5)
    buyer = _ready(app, SET, 2)
    buyer.adds(MUG, 2)
    assert buyer.places_order().outcome == "Unmet"
    with app.app_context():
        stock_up(MUG, 6)
    assert buyer.places_order().outcome == "Placed"
    assert stock_of(app, MUG) == (0, 0)


def test_counted_alone_a_bundle_and_its_part_would_be_sold_from_an_empty_shelf(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    count_each_line_alone(monkeypatch)
    with app.app_context():
        stock_up(MUG, 5)
    buyer = _ready(app, SET, 2)
    buyer.adds(MUG, 2)
    assert buyer.places_order().outcome == "Placed"
    assert stock_of(app, MUG) == (3, 0)  # six were sold


def test_two_bundles_that_share_a_part_are_counted_together(app: Flask) -> None:
    with app.app_context():
        shelves.bundle("tray-oak", {MUG: 4})
        stock_up(MUG, 5)
    buyer = _ready(app, SET, 1)
    buyer.adds("tray-oak", 1)
    assert buyer.places_order().outcome == "Unmet"
    with app.app_context():
        stock_up(MUG, 6)
    assert buyer.places_order().outcome == "Placed"


def test_the_last_pot_goes_to_one_buyer_be_it_alone_or_in_a_set(app: Flask) -> None:
    with app.app_context():
        stock_up(POT, 1)
    outcomes = _all_place([_ready(app, each, 1) for each in (SET, POT) * 4])
    assert sorted(outcomes) == ["Placed"] + ["Unmet"] * 7
    assert stock_of(app, POT) == (0, 0)


def test_a_declined_bundle_keeps_all_its_parts(app: Flask) -> None:
    with app.app_context():
        stock_up(POT, 1)
        stock_up(MUG, 2)
    buyer = _ready(app, SET, 1)
    buyer.pays_by_card("tok_declined").places_order()
    assert (stock_of(app, POT), stock_of(app, MUG)) == ((1, 1), (2, 2))
    assert _ready(app, MUG, 1).places_order().outcome == "Unmet"
    assert buyer.pays_by_card().places_order().outcome == "Placed"


def test_a_bundle_whose_parts_changed_after_a_decline_holds_what_it_is_made_of_now(
    app: Flask,
) -> None:
    with app.app_context():
        stock_up(POT, 1)
        stock_up(MUG, 2)
    buyer = _ready(app, SET, 1)
    buyer.pays_by_card("tok_declined").places_order()
    with app.app_context():
        shelves.bundle(SET, {MUG: 1})
    assert buyer.pays_by_card().places_order().outcome == "Placed"
    assert (stock_of(app, POT), stock_of(app, MUG)) == ((1, 0), (1, 0))


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({}, "A bundle has parts."),
        ({"tray-oak": 1}, "The parts of a bundle are no bundles."),
    ],
    ids=["nothing", "a bundle"],
)
def test_a_bundle_of_nothing_or_of_a_bundle_is_not_sold_and_the_doctor_says_so(
    app: Flask, parts: dict[str, int], told: str
) -> None:
    buyer = _ready(app, SET, 1)
    with app.app_context():
        shelves.bundle("tray-oak", {POT: 1})
        shelves.bundle(SET, parts)
    door = buyer.door
    assert isinstance(door, OperationsDoor)
    answer = door.ask_for(door.total_shown())
    assert isinstance(answer, Unmet)
    assert [each.code for each in answer.requirements] == ["out_of_stock"]
    assert broken_rules(app) == {told}
    with app.app_context():
        shelves.bundle(SET, {POT: 1})


def test_a_line_of_a_bundle_and_one_with_words_on_it_are_counted_together(app: Flask) -> None:
    buyer = _ready(app, SET, 1)
    door = buyer.door
    assert isinstance(door, OperationsDoor)
    with app.app_context():
        add_line(door.ref, LineWanted(SET, 1, (("card", "For Grace"),)), "en")
        stock_up(POT, 1)
    assert buyer.places_order().outcome == "Unmet"


def _lamps(app: Flask, main: int, north: int) -> None:
    with app.app_context():
        shelves.place(NORTH)
        shelves.shelf("lamp-desk", main)
        shelves.shelf("lamp-desk", north, at=NORTH)


def _at(app: Flask, sku: str) -> dict[str, tuple[int, int]]:
    """By place the units on hand and those held."""
    statement = (
        "SELECT stock_locations.code, on_hand, held FROM stock_items "
        "JOIN variants ON variants.id = variant_id "
        "JOIN stock_locations ON stock_locations.id = location_id WHERE sku = :sku"
    )
    return {code: (on_hand, held) for code, on_hand, held in rows(app, statement, sku=sku)}


def _ready(app: Flask, sku: str, quantity: int) -> Shopper:
    return Shopper(OperationsDoor(app)).adds(sku, quantity).ships_to(berlin).by("standard")


def _all_place(buyers: list[Shopper]) -> list[str]:
    answers = at_once([buyer.places_order for buyer in buyers])
    return [
        type(answer).__name__ if isinstance(answer, Exception) else answer.outcome
        for answer in answers
    ]
