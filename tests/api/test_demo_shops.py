"""The shops that a newcomer finds: what they show, and that making them again changes nothing."""

from typing import Any

from flask import Flask
from sqlalchemy import func, select

from checkout.catalog import every_catalog
from checkout.cli import migrate_and_fill
from checkout.db import db
from checkout.keys import create_key
from checkout.shop_data import complaints
from tests.api.client import Program

CHICAGO = {
    "name": "Grace Hopper",
    "line1": "233 S Wacker Dr",
    "city": "Chicago",
    "region": "IL",
    "postal_code": "60606",
    "country": "US",
}


def _program_of(app: Flask, shop: str) -> Program:
    with app.app_context():
        return Program(app, create_key(shop, ["all"], "newcomer"))


def _rows(app: Flask) -> dict[str, Any]:
    with app.app_context():
        tables = db.metadata.sorted_tables
        return {
            each.name: db.session.scalar(select(func.count()).select_from(each)) for each in tables
        }


def test_making_them_again_changes_nothing_and_nothing_is_wrong_with_them(app: Flask) -> None:
    before = _rows(app)
    with app.app_context():
        migrate_and_fill()
        catalogs = every_catalog()

    assert _rows(app) == before
    assert [each.shop.code for each in catalogs] == ["demo", "print", "cloud"]
    assert [list(complaints(each)) for each in catalogs] == [[], [], []]


def test_the_print_shop_makes_to_order_in_two_houses_and_adds_sales_tax(app: Flask) -> None:
    program = _program_of(app, "print")
    lines = [
        {"sku": "14631000"},
        {"sku": "business-cards-100", "quantity": 5, "custom": {"file": {"name": "cards.pdf"}}},
    ]
    checkout = program.opens(email="grace@example.com", lines=lines, shipping_address=CHICAGO)

    assert [each["origin"] for each in checkout["shipments"]] == ["Allcop", "main"]
    own = checkout["shipments"][1]
    assert [each["code"] for each in own["methods"]] == ["Standard", "FirstClass", "pickup"]
    speeds = [each["code"] for each in own["production_speeds"]]
    assert speeds == ["Normal", "ExpeditedFaster", "ExpeditedFastest"]

    chosen = program.patches(
        checkout,
        shipments=[
            {"origin": "main", "method": "FirstClass", "production_speed": "ExpeditedFaster"}
        ],
    )

    # 119.00 and 5 times 20.00; 34.50 and 21.00 to send it, 15.00 to be quicker; 6.25 % on each of these
    assert {each["type"]: each["amount"] for each in chosen["totals"]} == {
        "items": 21900,
        "production": 1500,
        "shipping": 3450,
        "postage": 2100,
        "tax": 1810,
        "total": 30760,
    }


def test_the_print_shop_has_quoted_a_reseller(app: Flask) -> None:
    program = _program_of(app, "print")
    (quote,) = program.reads("/quotes")["items"]

    assert [(line["sku"], line["unit_price"]) for line in quote["lines"]] == [
        ("poster-50x70", 2400),
        ("flyers-250", 2600),
    ]
