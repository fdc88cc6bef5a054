"""A step is saved in one statement if the order still is as the page saw it, and under its lock if not."""

from flask import Flask

from checkout.operations import Changes, change_order, change_seen_order, find_order
from checkout.operations import OrderClosed as Closed
from tests.concurrency.guards import cut_out
from tests.concurrency.witnesses import rows
from tests.conftest import AppMaker
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

EXPRESS = Changes(shipping_method="express")


def test_an_untouched_order_is_saved_as_it_was_seen(app: Flask) -> None:
    ref = _ready(app).ref
    with app.app_context():
        seen = find_order(ref)
        version = seen.order.version
        saved = change_seen_order(seen, EXPRESS)
        stored = find_order(ref)
        assert stored.order.version == saved.order.version == version + 1
        assert stored.order.total == stored.priced.total == saved.order.total
        assert stored.order.quoted == stored.priced.parts()


def test_what_another_tab_changed_meanwhile_stays_changed(app: Flask) -> None:
    ref = _ready(app).ref
    with app.app_context():
        seen = find_order(ref)
        change_order(ref, Changes(email="other@example.com", coupon_codes=("WELCOME10",)))
        saved = change_seen_order(seen, EXPRESS)
        assert saved.order.email == "other@example.com"
        assert saved.order.shipping_method == "express"
        assert saved.order.total == find_order(ref).priced.total


def test_a_price_that_changed_is_written_to_the_lines_too(app: Flask) -> None:
    ref = _ready(app).ref
    with app.app_context():
        seen = find_order(ref)
        seen.order.lines[0].unit_price = 1  # as if quoted before the price changed
        assert change_seen_order(seen, EXPRESS).order.lines[0].unit_price == 2400


def test_a_step_saved_from_an_old_page_changes_no_placed_order(app: Flask) -> None:
    assert _saved_after_placing(app) == "Closed"
    assert rows(app, "SELECT shipping_method, state FROM orders") == [("standard", "placed")]


def test_without_its_condition_it_would(make_app: AppMaker, engine: str) -> None:
    app = make_app(engine)  # whose rules nobody checks afterwards
    condition = r"AND orders\.version = (\S+) AND orders\.state = (\S+)"
    cut_out(app, condition, r"AND (1 = 1 OR orders.version = \1 OR orders.state = \2)")
    assert _saved_after_placing(app) == "saved"
    assert rows(app, "SELECT shipping_method, state FROM orders") == [("express", "placed")]


def _saved_after_placing(app: Flask) -> str:
    door = _ready(app)
    with app.app_context():
        seen = find_order(door.ref)
        door.place("invoice", "")
        try:
            change_seen_order(seen, EXPRESS)
        except Closed:
            return "Closed"
    return "saved"


def _ready(app: Flask) -> OperationsDoor:
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    return door
