"""What a program is told about goods that are not there yet, and about bundles."""

from datetime import date
from typing import Any

from flask import Flask

from tests import shelves
from tests.api.client import COMPLETE, INVOICE, Program, document, problem
from tests.conftest import Clock
from tests.factories import stock_up

VASE, DIARY, SET = "vase-floor", "diary-daily", "tea-set"


def _wait(of: dict[str, Any]) -> tuple[bool, str | None, str | None]:
    return of["backorder"], of["released_on"], of["leaves_on"]


def test_a_product_on_backorder_says_when_it_leaves(api: Program, clock: Clock) -> None:
    vase = api.reads(f"/products/{VASE}")
    assert clock.instant.date() == date(2026, 6, 10)
    assert _wait(vase) == (True, None, "2026-06-26")  # twelve working days on
    assert vase["available"] == 24
    assert _wait(vase["variants"][0]) == _wait(vase)


def test_a_pre_order_says_when_it_is_released(app: Flask, api: Program, clock: Clock) -> None:
    with app.app_context():
        shelves.released_on(DIARY, date(2026, 7, 5))
    assert _wait(api.reads(f"/products/{DIARY}")) == (False, "2026-07-05", "2026-07-06")
    clock.forward(days=26)
    assert _wait(api.reads(f"/products/{DIARY}")) == (False, None, None)


def test_where_nobody_knows_no_day_is_promised(app: Flask, api: Program, clock: Clock) -> None:
    with app.app_context():
        shelves.restocked_in(VASE, None)
    assert clock.instant
    assert _wait(api.reads(f"/products/{VASE}")) == (True, None, None)


def test_a_line_waits_only_for_what_the_shelf_has_not(
    app: Flask, api: Program, clock: Clock
) -> None:
    assert clock.instant
    with app.app_context():
        shelves.shelf("lamp-desk", 2, beyond=5)
        shelves.restocked_in("lamp-desk", 3)
    checkout = api.opens(**{**COMPLETE, "lines": [{"sku": "lamp-desk", "quantity": 2}]})
    assert _wait(checkout["lines"][0]) == (False, None, None)
    soon = checkout["shipping_methods"][0]["arrives_from"]

    checkout = api.patches(checkout, lines=[{"sku": "lamp-desk", "quantity": 3}])

    assert _wait(checkout["lines"][0]) == (True, None, "2026-06-15")
    assert checkout["lines"][0]["available"] == 7
    assert checkout["shipping_methods"][0]["arrives_from"] > soon


def test_the_first_of_two_lines_gets_what_is_there(app: Flask, api: Program) -> None:
    with app.app_context():
        shelves.shelf("lamp-desk", 1, beyond=5)
        shelves.restocked_in("lamp-desk", 3)
    lines = [{"sku": "lamp-desk"}, {"sku": "lamp-desk", "options": {"engraving": "Ada"}}]
    checkout = api.opens(lines=lines)
    assert [line["backorder"] for line in checkout["lines"]] == [False, True]


def test_a_bundle_is_as_available_as_its_scarcest_part(app: Flask, api: Program) -> None:
    with app.app_context():
        stock_up("teapot-stoneware", 9)
        stock_up("mug-stoneware", 7)
    assert api.reads(f"/products/{SET}")["available"] == 3
    lines = [{"sku": SET, "quantity": 1}, {"sku": "mug-stoneware", "quantity": 2}]
    checkout = api.opens(lines=lines)
    assert [line["available"] for line in checkout["lines"]] == [2, 5]


def test_a_bundle_waits_for_its_slowest_part(app: Flask, api: Program, clock: Clock) -> None:
    assert clock.instant
    with app.app_context():
        shelves.shelf("teapot-stoneware", 0, beyond=9)
        shelves.restocked_in("teapot-stoneware", 4)
        shelves.released_on("mug-stoneware", date(2026, 6, 12))
    assert _wait(api.reads(f"/products/{SET}")) == (True, "2026-06-12", "2026-06-16")


def test_one_sku_on_two_lines_is_refused_when_both_together_are_too_many(
    app: Flask, api: Program
) -> None:
    lines = [
        {"sku": "lamp-desk", "quantity": 2},
        {"sku": "lamp-desk", "quantity": 2, "options": {"engraving": "Ada"}},
    ]
    checkout = api.opens(**{**COMPLETE, "lines": lines})
    with app.app_context():
        stock_up("lamp-desk", 3)
    told = problem(api.completes(checkout, INVOICE), 422, "requirements_unmet")
    assert {each["code"] for each in told["errors"]} == {"not_enough_stock"}
    with app.app_context():
        stock_up("lamp-desk", 4)
    document(api.completes(checkout, INVOICE), 200)
