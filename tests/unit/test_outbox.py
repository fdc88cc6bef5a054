"""What happened to an order is written down with the change itself, once, and numbered."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from checkout.db import db, end_reading, unit_of_work
from checkout.models import Order, OutboxMessage
from checkout.operations.addressing import address_messages
from checkout.operations.outbox import CANCELLED, LINK_WANTED, PLACED, SHIPPED, announce
from tests.api.test_statements import statements
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper


def _buys(app: Flask) -> int:
    shopper = Shopper(OperationsDoor(app)).adds("mug-stoneware").ships_to(berlin).by("standard")
    shopper.pays_by_invoice().places_order()
    with app.app_context():
        found = db.session.scalars(select(Order.id).order_by(Order.id.desc()).limit(1)).one()
        end_reading()
        return found


@unit_of_work
def _announce(order_id: int, *messages: tuple[Any, ...], fail: bool = False) -> None:
    order = db.session.scalars(select(Order).where(Order.id == order_id).with_for_update()).one()
    for each in messages:
        announce(order, *each)
    if fail:
        raise ValueError


def _said(order_id: int) -> list[tuple[Any, ...]]:
    columns = OutboxMessage.type, OutboxMessage.subject, OutboxMessage.sequence, OutboxMessage.data
    asked = select(*columns).where(OutboxMessage.order_id == order_id).order_by(OutboxMessage.id)
    rows = [tuple(row) for row in db.session.execute(asked)]
    end_reading()
    return rows


def test_messages_of_an_order_are_numbered_and_said_once(shop_app: Flask) -> None:
    order_id = _buys(shop_app)
    with shop_app.app_context():
        _announce(order_id, (SHIPPED, "7"), (LINK_WANTED, "x"), (SHIPPED, "8", {"carrier": "DHL"}))
        _announce(order_id, (SHIPPED, "7"), (PLACED,), (CANCELLED,))

        assert _said(order_id) == [
            (PLACED, "", 1, {}),
            (SHIPPED, "7", 2, {}),
            (LINK_WANTED, "x", None, {}),
            (SHIPPED, "8", 3, {"carrier": "DHL"}),
            (CANCELLED, "", 4, {}),
        ]


def test_what_was_rolled_back_was_never_said(shop_app: Flask) -> None:
    order_id = _buys(shop_app)
    with shop_app.app_context():
        with pytest.raises(ValueError):  # noqa: PT011
            _announce(order_id, (SHIPPED, "7"), fail=True)
        assert [each[0] for each in _said(order_id)] == [PLACED]


def test_placing_costs_one_insert_and_addressing_none_where_there_is_nothing(app: Flask) -> None:
    with statements(app) as sent:
        _buys(app)
    told = [each for each in sent if "outbox_messages" in each or "notices" in each]
    assert [each.split()[:3] for each in told] == [["INSERT", "INTO", "outbox_messages"]]

    with app.app_context():
        assert address_messages() == 1
        with statements(app) as idle:
            assert address_messages() == 0
    assert len(idle) == 1
