"""After placing, by JSON: where shipments are, and withdrawals from contracts."""

from typing import Any

import pytest
from flask import Flask

from checkout.db import db
from checkout.models import Order, Product
from tests.api.client import COMPLETE, Program, codes_at, document, fresh_key, problem
from tests.conftest import Clock
from tests.factories import shop_rules

ADA = {"name": "Ada Lovelace", "email": "ada@example.com"}


def reports(api: Program, order: Any, **progress: Any) -> Any:
    return api.asks("PATCH", f"/orders/{order['id']}/shipments/1", progress)


def withdraws(api: Program, order: Any, **wishes: Any) -> Any:
    path = f"/orders/{order['id']}/withdrawals"
    return api.asks("POST", path, ADA | wishes, Idempotency_Key=fresh_key())


def test_a_shipment_is_followed_until_it_is_there(api: Program, clock: Clock) -> None:
    order = api.buys()
    link = "https://carrier.example/track/42"
    clock.forward(days=1)
    told = {"state": "shipped", "carrier": "Post", "tracking_number": "42", "tracking_url": link}
    (shipment,) = document(reports(api, order, **told), 200)["shipments"]
    assert {name: shipment[name] for name in told} == told
    assert shipment["shipped_at"] == "2026-06-11T08:00:00Z"

    clock.forward(days=2)
    at = "2026-06-12T15:00:00Z"
    there = document(reports(api, order, state="delivered", at=at), 200)
    assert there["shipments"][0]["delivered_at"] == at
    assert there["shipments"][0]["tracking_number"] == "42"
    again = document(reports(api, order, state="delivered"), 200)
    assert again["version"] == there["version"]
    assert [each["type"] for each in again["history"]][-2:] == [
        "shipment_shipped",
        "shipment_delivered",
    ]
    corrected = document(reports(api, order, state="pending"), 200)["shipments"][0]
    assert (corrected["shipped_at"], corrected["delivered_at"]) == (None, None)


@pytest.mark.parametrize(
    ("progress", "pointer", "code"),
    [
        ({"tracking_url": "javascript:alert(1)"}, "#/tracking_url", "malformed"),
        ({"tracking_url": "https://"}, "#/tracking_url", "malformed"),
        ({"carrier": "4242 4242 4242 4242"}, "#/carrier", "looks_like_card_number"),
        ({"state": "shipped", "at": "2036-01-01T00:00:00Z"}, "#/at", "in_the_future"),
        ({"state": "lost"}, "#/state", "unknown_value"),
    ],
)
def test_nonsense_about_a_shipment_is_refused(
    api: Program, progress: Any, pointer: str, code: str
) -> None:
    answer = problem(reports(api, api.buys(), **progress), 422, "invalid")
    assert codes_at(answer) == {pointer: code}


def test_only_a_placed_order_has_shipments_to_follow(api: Program) -> None:
    problem(reports(api, api.opens(**COMPLETE), state="shipped"), 409, "order_closed")
    order = api.buys()
    for number in ("0", "2", "x", "9999999"):
        path = f"/orders/{order['id']}/shipments/{number}"
        problem(api.asks("PATCH", path, {"state": "shipped"}), 404, "not_found")


def test_a_consumer_withdraws_from_some_of_it_and_then_from_the_rest(
    api: Program, clock: Clock
) -> None:
    clock.forward(hours=1)
    order = api.buys()
    first = document(withdraws(api, order, lines=[{"line": 0, "quantity": 1}]), 201)
    assert (first["number"], first["last_day"]) == (order["number"], None)
    assert first["declared_at"] == "2026-06-10T09:00:00Z"
    assert [(each["sku"], each["quantity"]) for each in first["lines"]] == [("mug-stoneware", 1)]
    too_many = problem(withdraws(api, order, lines=[{"line": 0, "quantity": 2}]), 422, "invalid")
    assert codes_at(too_many) == {"#/lines/0/quantity": "out_of_range"}
    second = document(withdraws(api, order), 201)
    assert second["lines"] == first["lines"]
    problem(withdraws(api, order), 409, "nothing_to_withdraw")

    assert api.reads(f"/orders/{order['id']}")["withdrawals"] == [first, second]
    assert [each["type"] for each in api.reads(f"/orders/{order['id']}")["history"]][-2:] == [
        "withdrawn",
        "withdrawn",
    ]
    page = api.reads("/withdrawals?limit=1")
    assert page["items"] == [second]
    assert api.reads(page["next"].removeprefix("/api/v1"))["items"] == [first]


def test_the_period_runs_from_the_last_delivery(api: Program, clock: Clock) -> None:
    order = api.buys()
    clock.forward(days=60)  # nobody said it had arrived
    document(withdraws(api, order, lines=[{"line": 0, "quantity": 1}]), 201)
    document(reports(api, order, state="delivered", at="2026-07-26T10:00:00Z"), 200)
    document_ = problem(withdraws(api, order, lines=[{"line": 7, "quantity": 1}]), 422, "invalid")
    assert codes_at(document_) == {"#/lines/0/line": "out_of_range"}
    clock.forward(hours=13)  # 23:00 of the last day in Berlin: the 9th of August is a Sunday
    clock.forward(days=1)
    assert document(withdraws(api, order), 201)["last_day"] == "2026-08-10"


def test_after_the_period_there_is_nothing_to_withdraw_from(api: Program, clock: Clock) -> None:
    order = api.buys()
    document(reports(api, order, state="delivered"), 200)
    clock.forward(days=14, hours=13, minutes=59)  # 23:59 of the last day
    document(withdraws(api, order, lines=[{"line": 0, "quantity": 1}]), 201)
    clock.forward(minutes=2)
    problem(withdraws(api, order), 409, "nothing_to_withdraw")


def test_what_was_exempt_when_it_was_ordered_stays_so(app: Flask, api: Program) -> None:
    with app.app_context():
        db.session.query(Product).filter_by(slug="mug-stoneware").update(
            {"withdrawal_exemption": "made_to_order"}
        )
        db.session.commit()
    lines = [{"sku": "mug-stoneware", "quantity": 1}, {"sku": "notebook-a5", "quantity": 1}]
    order = api.buys(lines=lines)
    with app.app_context():
        db.session.query(Product).update({"withdrawal_exemption": ""})
        db.session.commit()
    refused = problem(withdraws(api, order, lines=[{"line": 0, "quantity": 1}]), 422, "invalid")
    assert codes_at(refused) == {"#/lines/0/quantity": "out_of_range"}
    assert [each["line"] for each in document(withdraws(api, order), 201)["lines"]] == [1]


def test_who_has_no_such_right(app: Flask, api: Program) -> None:
    business = api.buys()
    with app.app_context():
        db.session.query(Order).update({"vat_id": "ATU12345675"})
        db.session.commit()
    problem(withdraws(api, business), 409, "nothing_to_withdraw")
    with app.app_context():
        shop_rules(withdrawal_days=0)
    problem(withdraws(api, api.buys()), 409, "nothing_to_withdraw")
    problem(withdraws(api, api.opens(**COMPLETE)), 409, "nothing_to_withdraw")
