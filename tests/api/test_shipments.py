"""Shipments by JSON: who sends what, how, for how much, and what of it an order keeps."""

from typing import Any

import pytest
from flask import Flask

from tests.api.client import BERLIN, COMPLETE, INVOICE, Program, codes_at, document, problem
from tests.api.test_statements import statements
from tests.factories import stock_up
from tests.shipping_shop import location, method, no_methods, producer, zone

TWO = [{"sku": "mug-stoneware", "quantity": 2}, {"sku": "lamp-desk", "quantity": 1}]


@pytest.fixture
def workshop(app: Flask) -> int:
    """A producer of the lamp; its id."""
    with app.app_context():
        return producer("workshop", "lamp-desk")


def test_an_order_from_one_place_is_one_shipment(api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    (shipment,) = checkout["shipments"]
    assert (shipment["origin"], shipment["lines"], shipment["quantities"]) == ("main", [0], [2])
    assert (shipment["method"], shipment["amount"]) == ("standard", 490)
    assert [each["code"] for each in shipment["methods"]] == ["standard", "express"]
    assert [each["amount"] for each in shipment["methods"]] == [490, 1290]
    assert [each["amount"] for each in checkout["shipping_methods"]] == [490, 1290]


def test_what_needs_no_shipping_is_in_none(api: Program) -> None:
    products = api.reads("/products")["items"]
    note = {"sku": next(each["sku"] for each in products if not each["requires_shipping"])}
    checkout = api.opens(**{**COMPLETE, "lines": [note]})
    assert checkout["shipments"] == []
    assert not any(each["step"] == "shipping" for each in checkout["requirements"])
    checkout = api.opens(**{**COMPLETE, "lines": [note, *COMPLETE["lines"]]})
    assert [each["lines"] for each in checkout["shipments"]] == [[1]]


@pytest.mark.usefixtures("workshop")
def test_a_producers_goods_are_a_shipment_of_their_own(api: Program) -> None:
    checkout = api.opens(**{**COMPLETE, "lines": TWO})
    main, theirs = checkout["shipments"]
    assert (main["origin"], main["lines"]) == ("main", [0])
    assert (theirs["origin"], theirs["origin_name"], theirs["lines"]) == (
        "workshop",
        "Workshop",
        [1],
    )
    assert checkout["shipping_method"] == "standard"
    assert [each["amount"] for each in checkout["shipping_methods"]] == [980, 2580]
    shipping = [each for each in checkout["adjustments"] if each["type"] == "shipping"]
    assert [(each["amount"], each["shipment"]) for each in shipping] == [(490, 0), (490, 1)]


@pytest.mark.usefixtures("workshop")
def test_each_shipment_has_its_own_way(api: Program) -> None:
    checkout = api.opens(**{**COMPLETE, "lines": TWO})
    choice = {"origin": "workshop", "method": "express"}
    changed = api.patches(checkout, shipments=[choice])
    assert [each["method"] for each in changed["shipments"]] == ["standard", "express"]
    shipping = [each for each in changed["adjustments"] if each["type"] == "shipping"]
    assert [each["amount"] for each in shipping] == [490, 1290]

    for_all = api.patches(changed, shipping_method="express")
    assert [each["method"] for each in for_all["shipments"]] == ["express", "express"]
    reset = api.patches(api.patches(for_all, shipments=[choice]), shipments=None)
    assert {each["method"] for each in reset["shipments"]} == {"express"}


@pytest.mark.usefixtures("workshop")
def test_an_order_keeps_its_shipments(api: Program) -> None:
    checkout = api.opens(**{**COMPLETE, "lines": TWO})
    choice = {"origin": "workshop", "method": "express"}
    checkout = api.patches(checkout, shipments=[choice])
    order = document(api.completes(checkout, INVOICE), 200)

    kept = ("origin", "origin_name", "lines", "quantities", "method", "name", "amount")
    days = ("dispatched_on", "arrives_from", "arrives_to", "produced_on")
    for before, after in zip(checkout["shipments"], order["shipments"], strict=True):
        assert {name: before[name] for name in kept + days} == {
            name: after[name] for name in kept + days
        }
        assert (after["state"], after["methods"]) == ("pending", [])
    shipping = [each for each in order["adjustments"] if each["type"] == "shipping"]
    assert [(each["amount"], each["shipment"]) for each in shipping] == [(490, 0), (1290, 1)]
    assert order["total"] == checkout["total"]


def test_a_producers_own_methods_replace_the_shops(app: Flask, api: Program, workshop: int) -> None:
    with app.app_context():
        method("courier", 700, producer_id=workshop)
    checkout = api.opens(**{**COMPLETE, "lines": TWO})
    assert [[each["code"] for each in one["methods"]] for one in checkout["shipments"]] == [
        ["standard", "express"],
        ["courier"],
    ]
    assert [each["method"] for each in checkout["shipments"]] == ["standard", "courier"]


def test_lines_come_from_the_places_that_have_them(app: Flask, api: Program) -> None:
    with app.app_context():
        stock_up("mug-stoneware", 2)
        location("annex", mug_stoneware=2, lamp_desk=1)
    checkout = api.opens(**{**COMPLETE, "lines": [{"sku": "mug-stoneware", "quantity": 3}]})
    assert [(each["origin"], each["quantities"]) for each in checkout["shipments"]] == [
        ("main", [2]),
        ("annex", [1]),
    ]
    order = document(api.completes(checkout, INVOICE), 200)
    assert [(each["lines"], each["quantities"]) for each in order["shipments"]] == [
        ([0], [2]),
        ([0], [1]),
    ]


CASES: list[tuple[dict[str, Any], int | None]] = [
    ({"calculator": "flat", "rates": {"amount": 300}}, 300),
    ({"calculator": "per_item", "rates": {"amount": 100}}, 200),
    ({"price": 490, "free_from": 4800}, 0),
    ({"price": 490, "free_from": 4801}, 490),
    ({"calculator": "flexible_rate", "rates": {"first_item": 500, "additional_item": 150}}, 650),
    ({"excluded_categories": [""]}, None),
    ({"included_categories": ["bulky"]}, None),
    ({"calculator": "flat", "rates": {"amount": "x"}}, None),
    ({"calculator": "by the moon", "rates": {}}, None),
    ({"currency": "USD"}, None),
    ({"transit_days_max": 1000}, None),
]


@pytest.mark.parametrize(("columns", "amount"), CASES)
def test_a_method_costs_what_its_calculator_says(
    app: Flask, api: Program, columns: dict[str, Any], amount: int | None
) -> None:
    with app.app_context():
        method("own", **columns)
    (shipment,) = api.opens(**COMPLETE)["shipments"]
    found = {each["code"]: each["amount"] for each in shipment["methods"]}
    assert found.get("own") == amount


def test_zones_decide_what_is_on_offer(app: Flask, api: Program) -> None:
    with app.app_context():
        no_methods()
        for code, *members in (
            ("germany", {"country": "DE"}),
            ("berlin", {"country": "DE", "postal_codes": [{"from": "10115", "to": "14199"}]}),
            ("new-york", {"country": "US", "regions": ["NY"]}),
        ):
            method(f"to-{code}", 500, zone_id=zone(code, *members))
    checkout = api.opens(**COMPLETE | {"shipping_method": None})
    (shipment,) = checkout["shipments"]
    assert [(each["code"], each["zone"]) for each in shipment["methods"]] == [
        ("to-berlin", "berlin")
    ]
    hamburg = api.patches(checkout, shipping_address={"postal_code": "20095", "city": "Hamburg"})
    assert [each["code"] for each in hamburg["shipments"][0]["methods"]] == ["to-germany"]
    vienna = {**BERLIN, "postal_code": "1090", "city": "Wien", "country": "AT"}
    nowhere = api.patches(hamburg, shipping_address=vienna)
    assert nowhere["shipments"][0]["methods"] == []
    assert ("address", "cannot_ship_here") in [
        (each["step"], each["code"]) for each in nowhere["requirements"]
    ]


def test_pickup_says_where_and_is_kept(app: Flask, api: Program) -> None:
    place = {"name": "Feldspat", "line1": "Torstraße 1", "city": "Berlin"}
    with app.app_context():
        method("pickup", kind="pickup", pickup_place=place)
    checkout = api.opens(**COMPLETE | {"shipping_method": "pickup"})
    assert checkout["shipments"][0]["pickup_place"] == place
    order = document(api.completes(checkout, INVOICE), 200)
    assert order["shipments"][0]["pickup_place"] == place


def test_postage_is_charged_as_such(app: Flask, api: Program) -> None:
    with app.app_context():
        method("letter", 310, type="postage")
    checkout = api.opens(**COMPLETE | {"shipping_method": "letter"})
    rows = {each["type"]: each["amount"] for each in checkout["totals"]}
    assert rows["postage"] == 310


@pytest.mark.parametrize(
    ("choice", "pointer", "code"),
    [
        ({"origin": "moon"}, "#/shipments/0/origin", "unknown_origin"),
        ({"method": "drone"}, "#/shipments/0/method", "unknown_shipping_method"),
        ({"production_speed": "x"}, "#/shipments/0/production_speed", "unknown_production_speed"),
        ({"delivery_window": 999999}, "#/shipments/0/delivery_window", "unknown_delivery_window"),
        ({"hold_until": "soon"}, "#/shipments/0/hold_until", "malformed"),
        ({"colour": "red"}, "#/shipments/0/colour", "unknown_field"),
    ],
)
def test_what_the_shop_does_not_know_is_refused(
    api: Program, choice: dict[str, Any], pointer: str, code: str
) -> None:
    checkout = api.opens(**COMPLETE)
    answer = api.asks("PATCH", f"/checkouts/{checkout['id']}", {"shipments": [choice]})
    assert codes_at(problem(answer, 422, "invalid"))[pointer] == code


def test_an_origin_is_there_once(api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    twice = [{"method": "standard"}, {"method": "express"}]
    answer = api.asks("PATCH", f"/checkouts/{checkout['id']}", {"shipments": twice})
    assert codes_at(problem(answer, 422, "invalid")) == {
        "#/shipments/1/origin": "origin_given_twice"
    }


def test_statements_do_not_grow_with_zones_methods_and_origins(app: Flask, api: Program) -> None:
    counts = []
    for number in (0, 6):
        with app.app_context():
            for each in range(number):
                method(f"m{each}", 500, zone_id=zone(f"z{each}", {"country": "AT"}))
            if number:
                producer("workshop", "lamp-desk")
        api.reads("/products")
        checkout = api.opens(**{**COMPLETE, "lines": TWO})
        with statements(app) as sent:
            api.patches(checkout, note="x")
            document(api.completes(api.reads(f"/checkouts/{checkout['id']}"), INVOICE), 200)
        counts.append(len(sent))
    assert counts[0] == counts[1]
