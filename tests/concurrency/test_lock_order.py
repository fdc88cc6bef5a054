"""Orders with the same goods in opposite order take their locks in one order, so they never wait for each other in a circle."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from checkout import stock
from checkout.db import db
from checkout.models import StockItem
from tests.concurrency.faults import refused_statements
from tests.concurrency.rivals import at_once, meet_before
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

GOODS = ("lamp-desk", "mug-stoneware", "notebook-a5")
DEADLOCK = "40P01"


def test_carts_in_opposite_orders_do_not_deadlock(app: Flask) -> None:
    failures = refused_statements(app)
    for _ in range(5):
        assert _place_crosswise(app, 8) == {"Placed"}
    assert failures == []


@pytest.mark.parametrize("engine", ["postgresql"])
def test_locking_in_cart_order_deadlocks(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    failures = refused_statements(app)
    monkeypatch.setattr(stock, "_lock", _lock_in_cart_order)
    meet_before(monkeypatch, "tests.concurrency.test_lock_order:_lock_next", 2, patience=2)
    assert _place_crosswise(app, 2) == {"Placed"}  # thanks to the retry, but late
    assert DEADLOCK in failures


def _place_crosswise(app: Flask, shoppers: int) -> set[str]:
    doors = [
        _ready(app, GOODS if number % 2 else tuple(reversed(GOODS))) for number in range(shoppers)
    ]
    total = doors[0].total_shown()
    answers = at_once([lambda door=door: door.confirm(total).outcome for door in doors])  # type: ignore[misc]
    return {str(answer) for answer in answers}


def _ready(app: Flask, skus: tuple[str, ...]) -> OperationsDoor:
    door = OperationsDoor(app)
    shopper = Shopper(door)
    for sku in skus:
        shopper.adds(sku)
    shopper.ships_to(berlin).by("standard")
    return door


def _lock_in_cart_order(order_id: int, _wanted: object = None) -> stock.Places:
    in_cart = text(
        "SELECT order_lines.variant_id, stock_items.location_id, coalesce(stock_holds.quantity, 0) "
        "FROM order_lines JOIN stock_items ON stock_items.variant_id = order_lines.variant_id "
        "LEFT JOIN stock_holds ON stock_holds.order_id = order_lines.order_id "
        "AND stock_holds.variant_id = order_lines.variant_id "
        "WHERE order_lines.order_id = :id ORDER BY order_lines.id"
    )
    rows = db.session.execute(in_cart, {"id": order_id})
    held = {
        (variant_id, location_id): stock.Place(units, by_unit=False)
        for variant_id, location_id, units in rows
    }
    for variant_id, _ in held:
        _lock_next(variant_id)
    return held


def _lock_next(variant_id: int) -> None:
    this = select(StockItem.variant_id).where(StockItem.variant_id == variant_id)
    db.session.execute(this.with_for_update())
