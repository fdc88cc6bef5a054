"""Plain rows that are written back, and several at once: the same rows as by the usual way, whoever listens."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from checkout.db import db, table_of, unit_of_work
from checkout.models import Adjustment, Order, OrderLine
from checkout.operations import Changes, LineWanted, Placed, PlaceWish, load, place_changed
from checkout.operations.saving import ORDER_LINES, ORDERS, save
from checkout.prepared import Prepared
from checkout.statements import AT_ONCE, Inserting, rows, run
from checkout.written import Written
from tests.api.test_statements import statements
from tests.concurrency.witnesses import rows as rows_in
from tests.conftest import AppMaker
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

WAYS = pytest.mark.parametrize("is_heard", [False, True], ids=["by the driver", "the usual way"])


@contextmanager
def unit(app: Flask, *, is_heard: bool) -> Iterator[Any]:
    """Within it, functions are run as units of work, while somebody listens to their statements or nobody does."""
    listening: AbstractContextManager[Any] = statements(app) if is_heard else nullcontext([])
    with listening as heard, app.app_context():
        yield lambda operation: unit_of_work(operation)()
        assert bool(heard) is is_heard


@pytest.fixture
def door(shop_app: Flask) -> OperationsDoor:
    """A cart of two lines."""
    door = OperationsDoor(shop_app)
    Shopper(door).adds("mug-stoneware").adds("notebook-a5").ships_to(berlin).by("standard")
    return door


@WAYS
def test_what_differs_is_written_and_nothing_else(
    shop_app: Flask, door: OperationsDoor, is_heard: bool
) -> None:
    before = _order(shop_app, door)

    def changes() -> None:
        order = load.lock_cart(door.ref).order
        order.note, order.billing_address_data, order.custom = "Ring twice", None, {"a": [1, "ü"]}
        order.lines[0].quantity = 3
        save(order)

    with unit(shop_app, is_heard=is_heard) as run_it:
        run_it(changes)
    after = _order(shop_app, door)
    assert {name for name in before if before[name] != after[name]} == {"note", "custom"}
    assert (after["note"], after["custom"]) == ("Ring twice", {"a": [1, "ü"]})
    lines = "SELECT quantity FROM order_lines ORDER BY id"
    assert rows_in(shop_app, lines) == [(3,), (1,)]


@WAYS
def test_no_statement_where_nothing_differs(
    shop_app: Flask, door: OperationsDoor, is_heard: bool
) -> None:
    with unit(shop_app, is_heard=is_heard) as run_it:
        run_it(lambda: save(load.lock_cart(door.ref).order))
    with statements(shop_app) as heard, shop_app.app_context():
        unit_of_work(lambda: save(load.lock_cart(door.ref).order))()
    assert [each for each in heard if not each.startswith("SELECT")] == []


@WAYS
def test_lines_come_and_go(shop_app: Flask, door: OperationsDoor, is_heard: bool) -> None:
    def changes() -> list[int]:
        order = load.lock_cart(door.ref).order
        kept, gone = order.lines
        new = [
            ORDER_LINES.new(variant_id=kept.variant_id, sku=sku, name=sku, unit_price=1, quantity=1)
            for sku in ("one", "two")
        ]
        order.lines[:] = [kept, *new]
        save(order)
        assert gone.id not in {each.id for each in order.lines}
        return [each.id for each in order.lines]

    with unit(shop_app, is_heard=is_heard) as run_it:
        ids = run_it(changes)
    lines = "SELECT id, sku, options FROM order_lines ORDER BY id"
    found = [(id_, sku) for id_, sku, _ in rows_in(shop_app, lines)]
    assert found == list(zip(ids, ["mug-stoneware", "one", "two"], strict=True))


@WAYS
def test_what_is_not_said_of_a_new_row_is_its_default_and_nothing_is_null(
    shop_app: Flask, door: OperationsDoor, is_heard: bool
) -> None:
    with shop_app.app_context():
        known = vars(load.find_order(door.ref).order)
    said = ("shop_id", "source", "currency", "locale", "created_at", "updated_at", "expires_at")

    def opens() -> None:
        names = {"public_id": "co_new", "token": "new"}
        ORDERS.save(ORDERS.new(**names, **{name: known[name] for name in said}))

    with unit(shop_app, is_heard=is_heard) as run_it:
        run_it(opens)
    empty = "SELECT state, version, total, email FROM orders WHERE token = 'new' AND shipping_address IS NULL AND custom IS NULL"
    assert rows_in(shop_app, empty) == [("open", 1, 0, "")]


@WAYS
def test_a_broken_rule_of_the_table_is_told_as_such(
    shop_app: Flask, door: OperationsDoor, is_heard: bool
) -> None:
    def breaks() -> None:
        order = load.lock_cart(door.ref).order
        order.lines[0].quantity = -1
        save(order)

    with unit(shop_app, is_heard=is_heard) as run_it:
        with pytest.raises(IntegrityError, match="quantity_is_sane"):
            run_it(breaks)
        # and the connection is as good as before
        assert run_it(lambda: load.lock_cart(door.ref).order.lines[0].quantity) == 1


@WAYS
@pytest.mark.parametrize("number", [1, 2, AT_ONCE, AT_ONCE + 1])
def test_any_number_of_rows_is_written_at_once(
    shop_app: Flask, is_heard: bool, number: int
) -> None:
    Shopper(OperationsDoor(shop_app)).adds("mug-stoneware")
    table = table_of(Adjustment)
    inserting = Inserting(table, "label", "amount", order_id=_id(shop_app), **SAME)
    given = [{"label": f"number {each}", "amount": each} for each in range(number)]
    with unit(shop_app, is_heard=is_heard) as run_it:
        run_it(lambda: inserting.run(given))
        found = db.session.execute(select(table.c.label, table.c.amount).order_by(table.c.id)).all()
    assert found == [(each["label"], each["amount"]) for each in given]


SAME = {"line_id": None, "shipment_id": None, "type": "fee", "included": False, "source": ""}


def test_a_column_with_a_default_must_be_named(shop_app: Flask) -> None:
    """Nobody would work the default out."""
    forgetful = Prepared(table_of(OrderLine).insert(), columns=("sku",))
    with shop_app.app_context(), pytest.raises(ValueError, match="default"):
        unit_of_work(lambda: run(forgetful, {"sku": "mug"}))()


def test_a_connection_that_breaks_within_a_unit_takes_it_back_and_the_next_has_another(
    make_app: AppMaker,
) -> None:
    app = make_app("postgresql")
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware")

    def breaks() -> None:
        order = load.lock_cart(door.ref).order
        order.note = "never"
        ended = text("SELECT pg_terminate_backend(:pid)")
        ((own,),) = rows(OWN, {})
        with db.engine.connect() as other:
            other.execute(ended, {"pid": own})
        save(order)

    with app.app_context():
        with pytest.raises(OperationalError) as broken:
            unit_of_work(breaks)()
        assert broken.value.connection_invalidated
        assert unit_of_work(lambda: load.lock_cart(door.ref).order.note)() == ""


OWN = Prepared(select(func.pg_backend_pid()))


def test_every_column_of_a_row_is_read_and_written_as_the_mapper_does(
    shop_app: Flask, door: OperationsDoor
) -> None:
    """What a plain row says of each column is what an object of the session says."""
    with shop_app.app_context():
        mapped = db.session.scalars(select(Order)).one()
        plain = vars(load.find_order(door.ref).order)
        assert {name: plain[name] for name in Written(Order).names} == {
            name: getattr(mapped, name) for name in Written(Order).names
        }


def test_lines_that_come_with_the_call_that_places_are_shipped_and_taxed(
    shop_app: Flask, door: OperationsDoor
) -> None:
    lamp = Changes(lines=(LineWanted("lamp-desk", 1),), payment_method="invoice")
    with shop_app.app_context():
        wish = PlaceWish(None, "a test", "http://shop.example/{token}")
        assert isinstance(place_changed(door.ref, lamp, wish), Placed)
    shipped = "SELECT sku FROM order_lines JOIN shipments ON shipments.id = shipment_id"
    taxed = "SELECT sku FROM adjustments JOIN order_lines ON order_lines.id = line_id WHERE type = 'tax'"
    assert rows_in(shop_app, shipped) == rows_in(shop_app, taxed) == [("lamp-desk",)]
    assert rows_in(shop_app, "SELECT sku FROM order_lines") == [("lamp-desk",)]


def _order(app: Flask, door: OperationsDoor) -> dict[str, Any]:
    with app.app_context():
        order = load.find_order(door.ref).order
        return {name: vars(order)[name] for name in ORDERS.names}


def _id(app: Flask) -> int:
    ((id_,),) = rows_in(app, "SELECT id FROM orders")
    return int(id_)
