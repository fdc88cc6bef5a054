"""One customer signs in at two browsers at the same moment, a cart in each: they end with one cart that has everything."""

import pytest
from flask import Flask
from sqlalchemy import select

from checkout.db import db
from checkout.models import Order
from checkout.operations import (
    CustomerChanges,
    LineWanted,
    OrderRef,
    add_customer,
    add_line,
    attach_cart,
    merge_carts,
)
from tests.concurrency.faults import refused_statements
from tests.concurrency.rivals import at_once, meet_before

DEADLOCK = "40P01"
BOTH = {"mug-stoneware", "notebook-a5"}


def test_two_sign_ins_leave_one_cart_with_everything(app: Flask) -> None:
    failures = refused_statements(app)
    for number in range(4):
        customer_id, refs = _carts(app, f"ada{number}@example.com")
        _merge_at_once(app, customer_id, refs)
        assert _open_carts(app, customer_id) == [BOTH]
    assert failures == []


@pytest.mark.parametrize("engine", ["postgresql"])
def test_without_the_locks_each_waits_for_the_others_cart(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = refused_statements(unlocked_app)
    customer_id, refs = _carts(unlocked_app, "ada@example.com")
    # Each has written its own cart, and is about to call the other one off.
    meet_before(monkeypatch, "checkout.operations.merge:call_off", 2, patience=30)
    _merge_at_once(unlocked_app, customer_id, refs)
    assert DEADLOCK in failures  # the retry mends it, but late


def _carts(app: Flask, email: str) -> tuple[int, list[OrderRef]]:
    with app.app_context():
        customer_id = add_customer("demo", "en", CustomerChanges(email=email)).customer.id
        refs = []
        for sku in sorted(BOTH):
            cart = add_line(OrderRef("demo"), LineWanted(sku, 1), "en")
            mine = attach_cart(OrderRef("demo", token=cart.order.token), customer_id)
            assert mine is not None
            refs.append(OrderRef("demo", token=mine.order.token))
        return customer_id, refs


def _merge_at_once(app: Flask, customer_id: int, refs: list[OrderRef]) -> None:
    def merge(ref: OrderRef) -> None:
        with app.app_context():
            merge_carts(ref, customer_id)

    at_once([lambda ref=ref: merge(ref) for ref in refs])  # type: ignore[misc]


def _open_carts(app: Flask, customer_id: int) -> list[set[str]]:
    with app.app_context():
        theirs = select(Order).where(Order.customer_id == customer_id, Order.state == "open")
        return [{line.sku for line in each.lines} for each in db.session.scalars(theirs)]
