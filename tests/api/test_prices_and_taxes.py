"""What goods cost and are taxed at: by currency, time and quantity, and by where they go."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.api.client import BERLIN, COMPLETE, INVOICE, Program, codes_at, problem
from tests.factories import price_list, shop_rules, tax_code, tax_rates

MUGS = {"sku": "mug-stoneware", "quantity": 1}
VIENNA = {
    "name": "Ludwig Boltzmann",
    "line1": "Währinger Straße 17",
    "city": "Wien",
    "postal_code": "1090",
    "country": "AT",
}
BREAKS = (
    {"amount": 2400},
    {"amount": 2100, "min_quantity": 10},
    {"amount": 1900, "min_quantity": 50},
)
GERMANY = ({"country": "DE", "rate": 1900}, {"country": "DE", "tax_code": "books", "rate": 700})


@pytest.mark.parametrize(("quantity", "unit_price"), [(1, 2400), (9, 2400), (10, 2100), (99, 1900)])
def test_more_units_cost_less_each(
    app: Flask, api: Program, quantity: int, unit_price: int
) -> None:
    with app.app_context():
        price_list("mug-stoneware", *BREAKS)

    checkout = api.opens(lines=[MUGS | {"quantity": quantity}])

    assert checkout["lines"][0]["unit_price"] == unit_price
    assert checkout["total"] == unit_price * quantity


def test_lines_of_the_same_goods_reach_a_quantity_together(app: Flask, api: Program) -> None:
    with app.app_context():
        price_list("mug-stoneware", *BREAKS)
    engraved = MUGS | {"options": {"engraving": "Ada"}, "quantity": 4}

    checkout = api.opens(lines=[MUGS | {"quantity": 6}, engraved])

    assert {line["unit_price"] for line in checkout["lines"]} == {2100}


def test_a_product_tells_its_prices_by_quantity(app: Flask, api: Program) -> None:
    with app.app_context():
        price_list("mug-stoneware", *BREAKS)

    [variant] = api.reads("/products/mug-stoneware")["variants"]

    assert variant["price"] == 2400
    assert [each["min_quantity"] for each in variant["prices"]] == [1, 10, 50]


def test_a_price_counts_while_it_is_valid(app: Flask, api: Program) -> None:
    now = datetime.now(UTC)
    sale = {
        "amount": 1999,
        "starts_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=1),
    }
    over = {"amount": 999, "starts_at": now - timedelta(days=9), "ends_at": now - timedelta(days=8)}
    with app.app_context():
        price_list("mug-stoneware", {"amount": 2400}, sale, over)

    assert api.opens(lines=[MUGS])["total"] == 1999


def test_outside_every_date_it_cannot_be_bought(app: Flask, api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    with app.app_context():
        price_list("mug-stoneware", {"amount": 1, "starts_at": datetime(2099, 1, 1, tzinfo=UTC)})

    found = api.reads(f"/checkouts/{checkout['id']}")

    assert "not_sold_now" in {each["code"] for each in found["requirements"]}
    assert found["lines"][0]["unit_price"] == 2400
    refused = api.completes(checkout, INVOICE)
    assert "not_sold_now" in {
        each["code"] for each in problem(refused, 422, "requirements_unmet")["errors"]
    }


def test_below_the_smallest_quantity_it_cannot_be_bought(app: Flask, api: Program) -> None:
    with app.app_context():
        price_list("mug-stoneware", {"amount": 1500, "min_quantity": 6})

    few, enough = api.opens(lines=[MUGS]), api.opens(lines=[MUGS | {"quantity": 6}])

    [fault] = [each for each in few["requirements"] if each["step"] == "cart"]
    assert (fault["code"], fault["field"]) == ("below_minimum_quantity", "lines/0")
    assert "6" in fault["message"]
    assert enough["total"] == 9000
    assert not [each for each in enough["requirements"] if each["step"] == "cart"]


def test_an_order_may_be_in_another_currency_of_the_shop(app: Flask, api: Program) -> None:
    with app.app_context():
        shop_rules(currencies=["GBP", "JPY"])
        price_list("mug-stoneware", {"amount": 2400}, {"amount": 3600, "currency": "JPY"})

    yen = api.opens(currency="JPY", lines=[MUGS, {"sku": "notebook-a5"}])

    assert (yen["currency"], yen["lines"][0]["unit_price"]) == ("JPY", 3600)
    assert "no_price_in_currency" in {each["code"] for each in yen["requirements"]}
    euros = api.patches(yen, currency=None)
    assert (euros["currency"], euros["total"]) == ("EUR", 2400 + 1450)


def test_a_currency_the_shop_does_not_sell_in_is_refused(api: Program) -> None:
    answer = api.asks("POST", "/checkouts", {"currency": "XOF"})
    assert codes_at(problem(answer, 422, "invalid")) == {"#/currency": "unknown_currency"}


def test_a_price_that_changed_since_it_was_shown_is_told_before_anything_is_placed(
    app: Flask, api: Program
) -> None:
    checkout = api.opens(**COMPLETE)
    with app.app_context():
        price_list("mug-stoneware", {"amount": 2500})

    changed = problem(api.completes(checkout, INVOICE), 409, "total_changed")

    assert changed["code"] == "total_changed"
    assert changed["new"] == changed["old"] + 200


def test_goods_are_taxed_by_their_code_where_they_go(app: Flask, api: Program) -> None:
    with app.app_context():
        tax_rates(*GERMANY, {"country": "AT", "rate": 2000})
        tax_code("notebook-a5", "books")
    lines = [MUGS, {"sku": "notebook-a5"}]

    home = api.opens(lines=lines, shipping_address=BERLIN)
    abroad = api.opens(lines=[MUGS], shipping_address=VIENNA)

    assert _taxes(home) == {"VAT 19%": 383, "VAT 7%": 95}
    assert _taxes(abroad) == {"VAT 20%": 400}
    assert home["total"] == 2400 + 1450


def test_the_rate_of_the_day_counts(app: Flask, api: Program) -> None:
    today = datetime.now(UTC).date()
    with app.app_context():
        tax_rates(
            {"country": "DE", "rate": 1600, "ends_on": today - timedelta(days=2)},
            {"country": "DE", "rate": 1900, "starts_on": today - timedelta(days=1)},
        )

    assert _taxes(api.opens(lines=[MUGS], shipping_address=BERLIN)) == {"VAT 19%": 383}


def test_a_regions_own_rate_wins(app: Flask, api: Program) -> None:
    new_york = {"line1": "20 W 34th St", "city": "New York", "region": "NY", "country": "US"}
    with app.app_context():
        shop_rules(prices_include_tax=False)
        tax_rates(
            {"country": "US", "rate": 0},
            {"country": "US", "region": "NY", "rate": 888, "name": {"en": "Sales tax"}},
        )

    checkout = api.opens(lines=[MUGS], shipping_address=new_york | {"postal_code": "10001"})

    assert _taxes(checkout) == {"Sales tax 8.88%": 213}
    assert (checkout["total"], checkout["taxed"]) == (2613, "on_top")


def test_where_the_tax_is_not_known_nothing_is_sold(app: Flask, api: Program) -> None:
    with app.app_context():
        tax_rates(*GERMANY)

    checkout = api.opens(**COMPLETE | {"shipping_address": VIENNA})

    assert "tax_not_known" in {each["code"] for each in checkout["requirements"]}
    refused = api.completes(checkout, INVOICE)
    assert "tax_not_known" in {
        each["code"] for each in problem(refused, 422, "requirements_unmet")["errors"]
    }


def test_shipping_is_taxed_too(app: Flask, api: Program) -> None:
    with app.app_context():
        tax_rates(*GERMANY)

    checkout = api.opens(**COMPLETE)

    on_shipping = [each for each in checkout["adjustments"] if each["shipment"] == 0]
    assert {(each["type"], each["amount"]) for each in on_shipping} == {
        ("shipping", 490),
        ("tax", 78),
    }


@pytest.mark.parametrize(("rounding", "tax"), [("line", 3), ("unit", 0), ("total", 3)])
def test_where_cents_are_rounded_is_the_shops_choice_and_kept_with_the_order(
    app: Flask, api: Program, rounding: str, tax: int
) -> None:
    with app.app_context():
        shop_rules(prices_include_tax=False, tax_rate=500, tax_rounding=rounding)
        price_list("mug-stoneware", {"amount": 9})

    checkout = api.opens(**COMPLETE | {"lines": [MUGS | {"quantity": 7}]})

    assert checkout["tax_rounding"] == rounding
    assert _taxes(checkout, line=0) == {"VAT 5%": tax} if tax else not _taxes(checkout, line=0)
    placed = api.completes(checkout, INVOICE)
    assert placed.get_json()["tax_rounding"] == rounding


def _taxes(checkout: dict[str, Any], line: int | None = None) -> dict[str, int]:
    sums: dict[str, int] = {}
    for each in checkout["adjustments"]:
        if each["type"] == "tax" and line in {None, each["line"]}:
            sums[each["label"]] = sums.get(each["label"], 0) + each["amount"]
    return sums
