"""An order that was placed and cancelled, and one whose money went back, as every contract's own words have it."""

from typing import Any

import pytest
from flask import Flask

from checkout.operations import OrderRef, cancel_order
from checkout.operations.money import Why
from checkout.operations.move_money import Amount, capture_order, refund_order
from tests.conftest import Clock
from tests.contracts.orders_stored import Named
from tests.contracts.partner import Partner
from tests.contracts.seven_faces import PURCHASES, Shop

WHY = Why("shop", "out_of_stock")


@pytest.fixture
def shop(app: Flask, clock: Clock, request: pytest.FixtureRequest) -> Shop:
    return Shop(app, clock, PURCHASES[request.param])


def paid(shop: Shop) -> Named:
    """A placed order whose invoice was paid."""
    native = shop.faces["native"]
    order = native.starts()
    native.finishes(order)
    with shop.app.app_context():
        capture_order(ref(shop, order), Amount(), WHY)
    return order


def ref(shop: Shop, order: Named) -> OrderRef:
    return OrderRef(shop.purchase.shop, id=order.id)


def cancelled(shop: Shop) -> Named:
    order = paid(shop)
    with shop.app.app_context():
        cancel_order(ref(shop, order), WHY)
    return order


def reads(shop: Shop, path: str, status: int = 200) -> Any:
    answer = Partner(shop.app, shop.key).asks("GET", path, **{"X-API-KEY": shop.key})
    assert answer.status_code == status, answer.data
    return answer.get_json()


@pytest.mark.parametrize("shop", ["demo"], indirect=True)
def test_step_by_step_everything_is_cancelled_and_the_payment_refunded(shop: Shop) -> None:
    order = cancelled(shop)
    shown = reads(shop, f"/api/orders/{order.id}")
    assert (shown["state"], shown["checkout_state"]) == ("cancelled", "completed")
    assert shown["total"] == shop.purchase.money.total
    assert [each["state"] for each in shown["payments"]] == ["refunded"]
    assert {each["state"] for each in shown["shipments"]} == {"cancelled"}
    units = [unit for item in shown["items"] for unit in item["inventory_units"]]
    assert {unit["inventory_state"] for unit in units} == {"returned"}


@pytest.mark.parametrize("shop", ["print"], indirect=True)
def test_a_photo_order_is_gone(shop: Shop) -> None:
    order = cancelled(shop)
    assert reads(shop, f"/v1/orders/{order.id}", 410)["message"] == "Order is canceled"


@pytest.mark.parametrize("shop", ["print"], indirect=True)
def test_a_summary_tells_what_was_agreed_and_given_back(shop: Shop) -> None:
    order = cancelled(shop)
    shown = reads(shop, f"/v1/order/{order.id}/checkout")
    assert shown["payload"]["status"] == "Cancelled"
    total = (shop.purchase.money.total or 0) / 100
    assert shown["payload"]["balance"] == shown["metadata"]["refunded"] == total


@pytest.mark.parametrize("shop", ["print"], indirect=True)
def test_a_summary_tells_what_was_given_back_in_part(shop: Shop) -> None:
    order = paid(shop)
    with shop.app.app_context():
        refund_order(ref(shop, order), Amount(1000), WHY)
    shown = reads(shop, f"/v1/order/{order.id}/checkout")
    assert shown["payload"]["status"] == "Placed"
    assert shown["metadata"]["refunded"] == 10
    assert reads(shop, f"/v1/orders/{order.id}")["status"] == "Enqueued"


@pytest.mark.parametrize("shop", ["cloud"], indirect=True)
def test_a_tenants_list_has_it_as_failed(shop: Shop) -> None:
    order = cancelled(shop)
    path = f"/api/v1/purchaserequest/orders?customerTenantId={shop.purchase.tenant}"
    number = reads(shop, f"/api/v1/orders/{order.id}")["number"]
    lines = reads(shop, path)["Items"]
    (line,) = [each for each in lines if each["OrderReferenceId"] == number]
    assert (line["OrderState"], line["Error"]) == (2, "The order was cancelled.")
    placed = reads(shop, f"{path}&orderState=1")["Items"]
    assert number not in {each["OrderReferenceId"] for each in placed}
