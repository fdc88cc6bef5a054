"""Photo orders as the published document tells of them: begun, read, enriched and placed, dealt with."""

import re
from typing import Any

import pytest
from flask import Flask

from checkout.db import db, end_reading
from checkout.models import Order
from tests.api.client import INVOICE, Program
from tests.conftest import Clock
from tests.contracts.conftest import PartnerMaker
from tests.contracts.partner import Partner
from tests.contracts.photo_orders import (
    BEGINNING,
    EXAMPLE,
    OWN,
    archive,
    begin,
    changed,
    error,
    finish,
    read,
    send,
)

SUBCART = ("cart", "subcarts", 0)
ITEM = (*SUBCART, "items", 0)
#: 2026-06-10 08:00 UTC
NOW = 1781078400000
NOT_TEMPORARY = "Only temporary orders can receive checkout data"


@pytest.fixture
def lab(partner_of: PartnerMaker) -> Partner:
    return partner_of("print")


def _stored(app: Flask) -> Order:
    with app.app_context():
        order = db.session.query(Order).one()
        end_reading()
        return order


def _theirs(order: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in order.items() if name not in OWN}


@pytest.mark.usefixtures("clock")
def test_the_documents_example_runs(app: Flask, lab: Partner) -> None:
    begun = begin(lab)

    assert set(begun) == set(EXAMPLE)
    assert (begun["status"], begun["statusHistory"]) == ("Temporary", [])
    assert begun["cart"] == EXAMPLE["cart"]

    answer = finish(lab, begun)

    order = answer.get_json()
    assert answer.status_code == 200, order
    assert set(order) == set(EXAMPLE)
    assert _theirs(order) == _theirs(EXAMPLE)
    assert (order["orderId"], order["orderdate"]) == (begun["orderId"], NOW)
    assert order["status"] == "Enqueued"
    assert [(each["status"], each["timestamp"]) for each in order["statusHistory"]] == [
        ("Pending", NOW),
        ("Enqueued", NOW),
    ]
    stored = _stored(app)
    assert (stored.state, stored.total, stored.payment_method) == ("placed", 15350, "invoice")
    assert read(lab, begun) == order


def test_everything_may_be_said_at_once_or_only_at_the_checkout(lab: Partner) -> None:
    whole = begin(lab, EXAMPLE)
    bare = begin(lab, {"cart": EXAMPLE["cart"]})

    assert _theirs(whole) == _theirs(EXAMPLE)
    assert (bare["projects"], bare["bunches"], bare["payload"]) == ([], [], [])
    assert bare["customer"]["email"] == ""
    for begun in (whole, bare):
        order = finish(lab, begun).get_json()
        assert _theirs(order) == _theirs(EXAMPLE)


def test_a_checkout_without_a_cart_changes_nothing_in_it(lab: Partner) -> None:
    order = finish(lab, begin(lab), {"customer": EXAMPLE["customer"]}).get_json()

    assert order["cart"] == EXAMPLE["cart"]
    assert order["status"] == "Enqueued"


@pytest.mark.parametrize(
    "other",
    [
        changed(EXAMPLE, *ITEM, "price", to=1),
        changed(EXAMPLE, *ITEM, "count", to=2),
        changed(EXAMPLE, *ITEM, "sku", to="photo-book-a4"),
        changed(EXAMPLE, *ITEM, "project", to="custom2"),
        changed(EXAMPLE, *SUBCART, "shipping", to=0),
        changed(EXAMPLE, *SUBCART, "producer", to="main"),
        changed(EXAMPLE, "cart", "subcarts", to=[]),
        changed(EXAMPLE, "cart", "subcarts", to=EXAMPLE["cart"]["subcarts"] * 2),
    ],
)
def test_a_cart_that_is_not_the_stored_one_is_refused(
    app: Flask, lab: Partner, other: dict[str, Any]
) -> None:
    begun = begin(lab)
    before, rows = _stored(app), lab.rows()

    answer = finish(lab, begun, other)

    assert error(answer) == (409, "CONFLICT", "Carts are different")
    assert (_stored(app).version, lab.rows()) == (before.version, rows)
    assert read(lab, begun) == begun


def test_a_price_that_a_client_sets_is_not_taken(app: Flask, lab: Partner) -> None:
    cheap = changed(changed(BEGINNING, *ITEM, "price", to=1), *SUBCART, "shipping", to=0)

    begun = begin(lab, cheap)

    assert begun["cart"] == EXAMPLE["cart"]
    assert finish(lab, begun).status_code == 200
    assert _stored(app).total == 15350


def test_only_a_temporary_order_takes_checkout_data(app: Flask, lab: Partner) -> None:
    begun = begin(lab)
    assert finish(lab, begun).status_code == 200
    before, rows = _stored(app).version, lab.rows()

    again = finish(lab, begun)

    assert error(again) == (409, "CONFLICT", NOT_TEMPORARY)
    assert (_stored(app).version, lab.rows()) == (before, rows)


def test_more_than_nine_subcarts_are_refused(lab: Partner) -> None:
    rows = lab.rows()
    nine = EXAMPLE["cart"]["subcarts"] * 9

    ten = lab.asks("POST", "/v1/orders", {"cart": {"subcarts": [*nine, *nine[:1]]}})

    words = "More than 9 Subcarts are not allowed"
    assert error(ten) == (422, "UNPROCESSABLE_ENTITY", words)
    assert ten.get_json()["debugMessage"] == words
    assert lab.rows() == rows
    assert lab.asks("POST", "/v1/orders", {"cart": {"subcarts": nine}}).status_code == 200


@pytest.mark.parametrize("order_id", ["0", "999999", "-1", "abc", "1.5", "9" * 19, "9" * 400, "٣"])
def test_an_order_that_does_not_exist(lab: Partner, order_id: str) -> None:
    asked = [
        lab.asks("GET", f"/v1/orders/{order_id}"),
        lab.asks("POST", f"/v1/orders/{order_id}/checkout", EXAMPLE),
        lab.asks("POST", f"/v1/orders/{order_id}/data", raw=b"", Content_Type="application/zip"),
        lab.asks("PUT", f"/v1/orders/{order_id}/status", {"id": 1}),
    ]

    for answer in asked:
        assert error(answer) == (404, "NOT_FOUND", "Order not found")
        stamp = answer.get_json()["timestamp"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}", stamp)


def test_another_shops_order_is_one_that_does_not_exist(
    lab: Partner, partner_of: PartnerMaker
) -> None:
    begun, stranger = begin(lab), partner_of("demo")
    rows, path = lab.rows(), f"/v1/orders/{begun['orderId']}"

    asked = [
        stranger.asks("GET", path),
        stranger.asks("POST", f"{path}/checkout", EXAMPLE),
        stranger.asks("POST", f"{path}/data", raw=b"PK", Content_Type="application/zip"),
        stranger.asks("PUT", f"{path}/status", {"id": 1}),
    ]

    assert {error(each) for each in asked} == {(404, "NOT_FOUND", "Order not found")}
    assert (read(lab, begun), lab.rows()) == (begun, rows)


def test_an_entry_of_the_history_is_acknowledged_once(lab: Partner) -> None:
    other = finish(lab, begin(lab)).get_json()
    order = finish(lab, begin(lab)).get_json()
    path, entry = f"/v1/orders/{order['orderId']}/status", order["statusHistory"][1]

    done = lab.asks("PUT", path, entry)
    refused = [
        lab.asks("PUT", path, entry),
        lab.asks("PUT", path, other["statusHistory"][1]),
        lab.asks("PUT", path, {"id": 999999}),
    ]

    assert (done.status_code, done.data) == (200, b"")
    words = (409, "CONFLICT", "Entry can not be acknowledged")
    assert [error(each) for each in refused] == [words] * 3
    history = read(lab, order)["statusHistory"]
    assert [each["acknowledged"] for each in history] == [False, True]
    assert not any(each["acknowledged"] for each in read(lab, other)["statusHistory"])


def test_names_come_back_as_they_were_sent(lab: Partner) -> None:
    billing = {**EXAMPLE["customer"]["billingaddress"], "firstname": "Ludwig", "lastname": "van B."}
    customer = {**EXAMPLE["customer"], "billingaddress": billing}

    order = finish(lab, begin(lab), {**EXAMPLE, "customer": customer}).get_json()

    assert order["customer"] == customer


def test_the_language_of_a_locale(app: Flask, lab: Partner) -> None:
    for sent, stored in (("de_DE", "de"), ("EN", "en"), ("fr_FR", "de"), ("", "en")):
        begun = begin(lab, {**BEGINNING, "locale": sent})
        with app.app_context():
            assert db.session.get_one(Order, int(begun["orderId"])).locale == stored
        assert begun["locale"] == sent


def test_an_incomplete_order_is_not_placed_and_says_what_is_missing(lab: Partner) -> None:
    begun = begin(lab)
    rows = lab.rows()

    answer = finish(lab, begun, {"customer": {"email": "test@test.test"}})

    assert error(answer) == (422, "UNPROCESSABLE_ENTITY", "Order is incomplete")
    assert "shipping_address/city" in answer.get_json()["debugMessage"]
    assert (lab.rows(), read(lab, begun)) == (rows, begun)


def test_a_producer_makes_only_its_own(lab: Partner) -> None:
    rows = lab.rows()
    wrong = changed(BEGINNING, *SUBCART, "producer", to="Somebody")

    answer = lab.asks("POST", "/v1/orders", wrong)

    assert error(answer) == (422, "UNPROCESSABLE_ENTITY", "Wrong producer")
    assert lab.rows() == rows


def test_where_there_are_several_ways_to_ship_the_price_says_which(lab: Partner) -> None:
    book = {"sku": "photo-book-a4", "count": 1, "price": 4900, "project": "book"}
    own = {"producer": "main", "items": [book], "shipping": 2100}
    cup = EXAMPLE["cart"]["subcarts"][0]
    cart = {"subcarts": [cup, own]}

    first_class = begin(lab, {"cart": cart})
    cheapest = begin(lab, {"cart": {"subcarts": [cup, {**own, "shipping": 7}]}})

    for begun, shipping in ((first_class, 2100), (cheapest, 950)):
        found = {each["producer"]: each["shipping"] for each in begun["cart"]["subcarts"]}
        assert found == {"Allcop": 3450, "main": shipping}
    order = finish(lab, first_class, {**EXAMPLE, "cart": cart}).get_json()
    assert order["status"] == "Enqueued", order
    assert [each["shipping"] for each in order["cart"]["subcarts"]] == [3450, 2100]
    own_cart = {"customer": EXAMPLE["customer"], "cart": cheapest["cart"]}
    assert finish(lab, cheapest, own_cart).status_code == 200


def test_what_does_not_travel_is_the_shops_own(lab: Partner) -> None:
    proof = {"sku": "proof-digital", "count": 2, "price": 500, "project": None}
    begun = begin(lab, {"cart": {"subcarts": [{"producer": "main", "items": [proof]}]}})

    (subcart,) = begun["cart"]["subcarts"]
    assert (subcart["producer"], subcart["shipping"]) == ("main", 0)
    assert subcart["items"] == [{**proof, "processorIndex": 0}]
    done = finish(lab, begun, {"cart": begun["cart"], "customer": EXAMPLE["customer"]})
    assert done.get_json()["cart"] == begun["cart"]


def test_an_order_of_the_native_api_is_finished_here(app: Flask, lab: Partner) -> None:
    native = Program(app, lab.key)
    made = native.opens(
        lines=[{"sku": "14631000", "quantity": 2}, {"sku": "photo-book-a4", "quantity": 1}]
    )
    order = {"orderId": str(made["order_id"])}

    begun = read(lab, order)
    assert begun["status"] == "Temporary"
    assert {each["producer"]: each["shipping"] for each in begun["cart"]["subcarts"]} == {
        "Allcop": 3450,
        "main": 950,
    }
    done = finish(lab, order, {"customer": EXAMPLE["customer"], "cart": begun["cart"]})

    assert done.get_json()["status"] == "Enqueued", done.get_json()
    assert _stored(app).total == 2 * 11900 + 4900 + 3450 + 950


def test_an_order_of_this_contract_is_finished_by_the_native_api(app: Flask, lab: Partner) -> None:
    native, begun = Program(app, lab.key), begin(lab, EXAMPLE)

    seen = native.reads(f"/checkouts/{_stored(app).public_id}")
    assert (seen["lines"][0]["options"], seen["total"]) == ({"project": "custom1"}, 15350)
    assert native.completes(seen, INVOICE).status_code == 200

    order = read(lab, begun)
    assert (order["status"], _theirs(order)) == ("Enqueued", _theirs(EXAMPLE))


def test_orders_of_other_shops_and_doors_render_too(app: Flask, partner_of: PartnerMaker) -> None:
    lab = partner_of("demo")
    native = Program(app, lab.key)
    placed = native.buys(lines=[{"sku": "mug-stoneware", "quantity": 2}, {"sku": "gift-note"}])

    order = read(lab, {"orderId": str(placed["order_id"])})

    counts = {
        item["sku"]: item["count"] for each in order["cart"]["subcarts"] for item in each["items"]
    }
    assert counts == {"mug-stoneware": 2, "gift-note": 1}
    assert (order["status"], order["customer"]["email"]) == ("Enqueued", placed["email"])
    address = order["customer"]["deliveryaddress"]
    assert (address["firstname"], address["lastname"]) == ("Ada", "Lovelace")
    shipping = sum(each["shipping"] for each in order["cart"]["subcarts"])
    assert shipping == sum(each["amount"] for each in placed["shipments"])


def test_an_order_that_waits_for_a_payment_takes_no_checkout_data(app: Flask, lab: Partner) -> None:
    native, begun = Program(app, lab.key), begin(lab, EXAMPLE)
    seen = native.reads(f"/checkouts/{_stored(app).public_id}")
    native.completes(seen, {"method": "card"})

    assert read(lab, begun)["status"] == "Pending"
    assert error(finish(lab, begun)) == (409, "CONFLICT", NOT_TEMPORARY)
    assert error(send(lab, begun, archive()))[0] == 409


def test_a_cancelled_order_is_gone(app: Flask, lab: Partner) -> None:
    native, begun = Program(app, lab.key), begin(lab)
    cancelled = native.asks("POST", f"/checkouts/{_stored(app).public_id}/cancel")
    assert cancelled.status_code == 200

    gone = lab.asks("GET", f"/v1/orders/{begun['orderId']}")

    assert error(gone) == (410, "GONE", "Order is canceled")
    assert error(finish(lab, begun)) == (409, "CONFLICT", NOT_TEMPORARY)


def test_the_time_of_an_order_is_when_it_was_placed(lab: Partner, clock: Clock) -> None:
    begun = begin(lab)
    clock.forward(minutes=3)

    assert begun["orderdate"] == NOW
    assert finish(lab, begun).get_json()["orderdate"] == NOW + 3 * 60 * 1000
