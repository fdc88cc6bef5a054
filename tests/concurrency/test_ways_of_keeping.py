"""One contract for both ways of keeping stock, on both databases: counted, and by unit."""

from collections.abc import Callable
from contextlib import suppress
from itertools import chain
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any, cast

import pytest
from flask import Flask
from sqlalchemy import CursorResult, text

from checkout import stock
from checkout.db import db, end_reading, unit_of_work
from checkout.keeping import units
from checkout.keeping.holds import changed
from checkout.operations import LineWanted, Unmet, add_line, cancel_order, find_order, sweep
from checkout.operations.money import Why
from checkout.operations.stocktaking import change_stock, shelves_of
from checkout.prepared import Prepared
from checkout.sourcing import Source
from tests import shelves
from tests.api.test_statements import statements
from tests.concurrency.faults import refused_statements
from tests.concurrency.guards import cut_out
from tests.concurrency.rivals import at_once, come_in_before, meet_before
from tests.concurrency.witnesses import broken_rules, charges, let_holds_expire, rows, stock_of
from tests.doors import OperationsDoor
from tests.factories import GRACE, berlin, stock_up, vienna
from tests.shopper import Shopper

LAMP, MUG, POT, SET, NORTH = "lamp-desk", "mug-stoneware", "teapot-stoneware", "tea-set", "north"
#: the order is about to be frozen, its stock not yet held
UNHELD = "checkout.operations.place:freeze"
#: its stock is held, its transaction goes on
HOLDING = "checkout.operations.freeze:record_event"

Stock = Callable[..., None]


@pytest.fixture(params=["counted", "by unit"])
def way(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def put(app: Flask, way: str) -> Stock:
    """Puts so many units of a SKU on a shelf of the shop, kept the way that is asked for."""

    def stock_of_that_way(sku: str, units: int, at: str = shelves.MAIN) -> None:
        with app.app_context():
            shelves.shelf(sku, units, at)
            if way == "by unit":
                shelves.kept_by_unit(sku, at)

    return stock_of_that_way


def test_what_is_held_is_nobody_elses_what_is_sold_is_gone_and_a_cancelled_order_gives_it_back(
    app: Flask, put: Stock
) -> None:
    ada, grace = _ada(app, LAMP, 2), _grace(app, LAMP, 2)
    put(LAMP, 3)
    assert ada.pays_by_card("tok_3ds").places_order().outcome == "ActionNeeded"
    assert stock_of(app, LAMP) == (3, 2)
    short = _door(grace).ask_for(_door(grace).total_shown())
    assert isinstance(short, Unmet)
    assert [(each.code, dict(each.params)["left"]) for each in short.requirements] == [
        ("not_enough_stock", 1)
    ]
    _abandon(app)
    assert stock_of(app, LAMP) == (3, 0)
    assert grace.places_order().outcome == "Placed"
    assert stock_of(app, LAMP) == (1, 0)
    for _twice in range(2):
        with app.app_context():
            cancel_order(_door(grace).ref, Why("shopper"))
        assert stock_of(app, LAMP) == (3, 0)


def test_a_decline_keeps_the_units_until_the_hold_expires(app: Flask, put: Stock) -> None:
    ada, grace = _ada(app, LAMP), _grace(app, LAMP)
    put(LAMP, 1)
    for _twice in range(2):
        ada.pays_by_card("tok_declined").places_order()
        assert stock_of(app, LAMP) == (1, 1)
        assert grace.pays_by_invoice().places_order().outcome == "Unmet"
    let_holds_expire(app)
    _sweep(app)
    assert stock_of(app, LAMP) == (1, 0)
    assert grace.places_order().outcome == "Placed"
    assert ada.pays_by_card().places_order().outcome == "Unmet"
    assert stock_of(app, LAMP) == (0, 0)


def test_lines_and_bundles_with_the_same_goods_are_summed(app: Flask, put: Stock) -> None:
    ada = _ada(app, SET, 2)
    with app.app_context():
        add_line(_door(ada).ref, LineWanted(MUG, 1, (("engraving", "Ada"),)), "en")
        add_line(_door(ada).ref, LineWanted(MUG, 1), "en")
    put(POT, 2)
    put(MUG, 5)
    assert ada.places_order().outcome == "Unmet"
    put(MUG, 6)
    assert ada.places_order().outcome == "Placed"
    assert (stock_of(app, POT), stock_of(app, MUG)) == ((0, 0), (0, 0))


def test_one_order_draws_on_several_places_and_a_mixed_cart_on_both_ways(
    app: Flask, put: Stock
) -> None:
    with app.app_context():
        shelves.place(NORTH)
        stock_up(MUG, 1)
    put(LAMP, 2)
    put(LAMP, 2, at=NORTH)
    ada = _ada(app, LAMP, 3).adds(MUG)
    with statements(app) as sent:
        _door(ada).total_shown()
    assert len([each for each in sent if not each.startswith("BEGIN")]) == 1
    ada.pays_by_card("tok_declined").places_order()
    held = "SELECT quantity FROM stock_holds ORDER BY variant_id, location_id"
    assert sorted(units for (units,) in rows(app, held)) == [1, 1, 2]
    assert (stock_of(app, LAMP), stock_of(app, MUG)) == ((4, 3), (1, 1))
    assert ada.pays_by_card().places_order().outcome == "Placed"
    assert (stock_of(app, LAMP), stock_of(app, MUG)) == ((1, 0), (0, 0))


def test_stocktaking_says_what_is_on_hand_and_never_less_than_is_held(
    app: Flask, put: Stock, way: str
) -> None:
    ada = _ada(app, LAMP, 2)
    put(LAMP, 5)
    ada.pays_by_card("tok_declined").places_order()
    put(LAMP, 9)
    put(LAMP, 2)
    assert stock_of(app, LAMP) == (2, 2)
    with app.app_context():
        assert not change_stock("demo", LAMP, 1)
        assert change_stock("demo", LAMP, 2, None, 1) is (way == "counted")
        change_stock("demo", LAMP, 2, None, 0)
    assert stock_of(app, LAMP) == (2, 2)


def test_what_was_held_is_held_again_as_far_as_it_is_there(app: Flask, put: Stock) -> None:
    ada, grace = _ada(app, LAMP, 3), _grace(app, LAMP)
    put(LAMP, 3)
    ada.pays_by_card("tok_declined").places_order()
    with app.app_context():
        id_ = find_order(_door(ada).ref).order.id
        kept = stock.holds_of(id_)
        end_reading()
        unit_of_work(stock.release)(id_)
        assert grace.places_order().outcome == "Placed"
        unit_of_work(stock.hold_again)(id_, kept)
        [again] = stock.holds_of(id_)
    assert (again.quantity, again.expires_at) == (2, kept[0].expires_at)
    assert stock_of(app, LAMP) == (2, 2)


def test_the_last_unit_goes_to_one_of_many_who_want_it_at_once(
    app: Flask, put: Stock, monkeypatch: pytest.MonkeyPatch
) -> None:
    buyers = [_ada(app, LAMP) for _ in range(5)]
    put(LAMP, 1)
    meet_before(monkeypatch, UNHELD, 5)
    assert sorted(_all_place(buyers)) == ["Placed"] + ["Unmet"] * 4
    assert stock_of(app, LAMP) == (0, 0)


def test_who_wants_two_of_the_last_three_gets_both_or_none_and_nobody_waits_in_a_circle(
    app: Flask, put: Stock
) -> None:
    refused = refused_statements(app)
    goods = (LAMP, MUG)
    buyers = [_ada(app, *([goods, goods[::-1]][number % 2][:1]), 2) for number in range(6)]
    for number, buyer in enumerate(buyers):
        buyer.adds(goods[1 - number % 2], 2)
    put(LAMP, 3)
    put(MUG, 3)
    assert sorted(_all_place(buyers)) == ["Placed"] + ["Unmet"] * 5
    assert (stock_of(app, LAMP), stock_of(app, MUG)) == ((1, 0), (1, 0))
    assert refused == []


def test_whoever_comes_while_the_last_unit_is_being_taken_learns_what_became_of_it(
    app: Flask, put: Stock
) -> None:
    ada, grace = _ada(app, LAMP), _grace(app, LAMP)
    put(LAMP, 1)
    outcomes: list[str] = []
    buying = Thread(target=lambda: outcomes.append(grace.places_order().outcome))

    class ChangesHerMind(Exception):
        pass

    @unit_of_work
    def nearly(order_id: int, sources: list[Source]) -> None:
        stock.hold(order_id, sources, 60)
        buying.start()
        buying.join(0.4)
        assert outcomes == []
        raise ChangesHerMind

    with app.app_context():
        standing = find_order(_door(ada).ref)
        end_reading()
        with suppress(ChangesHerMind):
            nearly(standing.order.id, list(chain.from_iterable(standing.sources)))
    buying.join()
    assert outcomes == ["Placed"]


@pytest.mark.parametrize("engine", ["postgresql"])
def test_only_counted_stock_makes_buyers_wait_for_each_other(
    app: Flask, put: Stock, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, *others = [_ada(app, LAMP) for _ in range(10)]
    put(LAMP, 10)
    served: list[str] = []

    def nine_others() -> None:
        assert _all_place(others) == ["Placed"] * 9
        served.append("the others")

    patience = 60 if way == "by unit" else 1
    rivals = come_in_before(monkeypatch, HOLDING, nine_others, patience)
    assert ada.places_order().outcome == "Placed"
    served.append("Ada")
    rivals.join()
    assert served == (["the others", "Ada"] if way == "by unit" else ["Ada", "the others"])
    assert stock_of(app, LAMP) == (0, 0)


def test_who_waits_while_a_shelf_begins_to_be_kept_by_unit_finds_the_units(app: Flask) -> None:
    ada, grace = _ada(app, LAMP), _grace(app, LAMP)
    with app.app_context():
        stock_up(LAMP, 2)
    assert ada.places_order().outcome == "Placed"
    outcomes: list[object] = []

    def change_their_minds() -> None:
        with app.app_context():
            outcomes.append(cancel_order(_door(ada).ref, Why("shopper")).order.state)

    waiting = [
        Thread(target=lambda: outcomes.append(grace.places_order().outcome)),
        Thread(target=change_their_minds),
    ]

    @unit_of_work
    def keep_by_unit_at_length() -> None:
        [(variant_id, location_id, _)] = shelves_of("demo", LAMP, None)
        assert units.begin(variant_id, location_id)
        for each in waiting:
            each.start()
        waiting[0].join(0.5)
        assert outcomes == []

    with app.app_context():
        keep_by_unit_at_length()
    for each in waiting:
        each.join()
    assert sorted(map(str, outcomes)) == ["Placed", "cancelled"]
    assert stock_of(app, LAMP) == (1, 0)


def test_were_it_not_asked_whether_a_unit_is_free_two_buyers_would_get_one(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_out(unlocked_app, r"AND stock_units\.hold_id IS NULL")
    buyers = [_ada(unlocked_app, LAMP) for _ in range(2)]
    with unlocked_app.app_context():
        stock_up(LAMP, 1)
        shelves.kept_by_unit(LAMP)
    meet_before(monkeypatch, "checkout.standing:requirements", 2, patience=10)
    total = _door(buyers[0]).total_shown()
    at_once([lambda each=each: _door(each).confirm(total, "card", "tok_visa") for each in buyers])  # type: ignore[misc]
    assert len(charges(unlocked_app)) == 2
    assert rows(unlocked_app, f"SELECT count(*) FROM stock_units WHERE {_OF_LAMP}") == [(1,)]
    assert broken_rules(unlocked_app) == {
        "Where stock is kept by unit, a hold or a sale has as many units as it says."
    }


@pytest.mark.parametrize("engine", ["postgresql"])
def test_without_stepping_over_locked_units_buyers_would_wait_for_each_other(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut_out(app, " SKIP LOCKED")
    ada, grace = _ada(app, LAMP), _grace(app, LAMP)
    with app.app_context():
        stock_up(LAMP, 2)
        shelves.kept_by_unit(LAMP)
    served: list[str] = []
    rival = come_in_before(
        monkeypatch, HOLDING, lambda: served.append(grace.places_order().outcome), 1
    )
    assert ada.places_order().outcome == "Placed"
    served.append("Ada")
    rival.join()
    assert served == ["Ada", "Placed"]


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.parametrize("lets_go", [True, False])
def test_who_is_short_lets_go_before_waiting_or_two_would_wait_in_a_circle(
    app: Flask, monkeypatch: pytest.MonkeyPatch, lets_go: bool
) -> None:
    buyers = [_ada(app, LAMP, 2), _grace(app, LAMP, 2)]
    with app.app_context():
        stock_up(LAMP, 2)
        shelves.kept_by_unit(LAMP)
    refused, meeting, first = refused_statements(app), Barrier(2), iter(range(2))

    def one_each(statement: Prepared, order_id: int) -> int:
        """Each has stepped over what the other one is just taking."""
        if statement is not units.TAKE_FREE or next(first, None) is None:
            return changed(statement, order_id)
        taken = cast(
            CursorResult[Any], db.session.execute(text(_ONE_LAMP), {"of_order": order_id})
        ).rowcount
        with suppress(BrokenBarrierError):
            meeting.wait(2)
        return taken

    monkeypatch.setattr("checkout.keeping.units.changed", one_each)
    if not lets_go:
        cut_out(app, r"ROLLBACK TO SAVEPOINT \w+", "SELECT 1")
    assert sorted(_all_place(buyers)) == ["Placed", "Unmet"]
    assert stock_of(app, LAMP) == (0, 0)
    assert refused == ([] if lets_go else ["40P01"])


_ONE_LAMP = (
    "UPDATE stock_units SET hold_id = (SELECT id FROM stock_holds WHERE order_id = :of_order) "
    "WHERE id = (SELECT id FROM stock_units WHERE hold_id IS NULL ORDER BY id LIMIT 1 "
    "FOR UPDATE SKIP LOCKED)"
)
_OF_LAMP = f"variant_id = (SELECT id FROM variants WHERE sku = '{LAMP}')"


def _ada(app: Flask, sku: str, quantity: int = 1) -> Shopper:
    return Shopper(OperationsDoor(app)).adds(sku, quantity).ships_to(berlin).by("standard")


def _grace(app: Flask, sku: str, quantity: int = 1) -> Shopper:
    return Shopper(OperationsDoor(app), GRACE).adds(sku, quantity).ships_to(vienna).by("standard")


def _door(shopper: Shopper) -> OperationsDoor:
    assert isinstance(shopper.door, OperationsDoor)
    return shopper.door


def _all_place(buyers: list[Shopper]) -> list[str]:
    answers = at_once([buyer.places_order for buyer in buyers])
    return [
        type(answer).__name__ if isinstance(answer, Exception) else answer.outcome
        for answer in answers
    ]


def _abandon(app: Flask) -> None:
    """Nobody comes back from the bank: the payment is given up, and then the hold with it."""
    let_holds_expire(app)
    _sweep(app)
    _sweep(app)


def _sweep(app: Flask) -> None:
    with app.app_context():
        sweep()
