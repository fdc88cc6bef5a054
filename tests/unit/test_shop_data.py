"""What is wrong with a shop is told by row, and never stops it from selling the rest."""

import pytest
from flask import Flask

from checkout.catalog import every_catalog
from checkout.shop_data import complaints
from tests.api.client import COMPLETE, INVOICE, Program, document
from tests.factories import price_list, shop_rules, tax_rates


def test_the_demo_shop_has_nothing_wrong(app: Flask) -> None:
    with app.app_context():
        assert [words for catalog in every_catalog() for words in complaints(catalog)] == []


def test_a_gap_in_the_taxes_is_told(app: Flask) -> None:
    with app.app_context():
        tax_rates({"country": "DE", "rate": 1900})
        assert "no tax rate for 'standard' in AT" in _told()


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ({"tax_rounding": "moon"}, "tax_rounding 'moon'"),
        ({"smallest_coin": 0}, "smallest_coin is below 1"),
        ({"currencies": ["XXQ"]}, "no currency 'XXQ'"),
    ],
)
def test_rules_that_make_no_sense_are_told_and_sell_all_the_same(
    app: Flask, api_key: str, rules: dict[str, object], words: str
) -> None:
    with app.app_context():
        shop_rules(**rules)
        assert words in _told()
    api = Program(app, api_key)
    assert document(api.completes(api.opens(**COMPLETE), INVOICE), 200)["state"] == "placed"


def test_a_price_in_a_currency_the_shop_does_not_sell_in_is_told(app: Flask) -> None:
    with app.app_context():
        price_list("mug-stoneware", {"amount": 1, "currency": "USD"})
        assert "USD, which the shop does not sell in" in _told()


def _told() -> str:
    return " ".join(words for catalog in every_catalog() for words in complaints(catalog))
