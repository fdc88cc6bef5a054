"""What is wrong with a shop is told by row, and never stops it from selling the rest."""

from datetime import UTC, datetime

import pytest
from flask import Flask

from checkout.catalog import every_catalog
from checkout.shop_data import complaints
from tests.api.client import COMPLETE, INVOICE, Program, document
from tests.factories import price_list, shop_rules, tax_rates
from tests.promotions import Json, percent, promote


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
        ({"withdrawal_days": -1}, "withdrawal_days is below 0"),
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


@pytest.mark.parametrize(
    ("benefit", "conditions", "words"),
    [
        (percent(1000, skus=["unicorn"]), {}, "is about what the shop does not sell: unicorn"),
        (
            percent(1000),
            {"needs": {"quantity": 1, "skus": ["griffin"]}},
            "is about what the shop does not sell: griffin",
        ),
        (
            {"kind": "free_shipping", "methods": ["broom"]},
            {},
            "is about ways to ship the shop does not have: broom",
        ),
        ({"kind": "wish"}, {}, "makes no sense at benefit: "),
        (percent(20_000), {}, "makes no sense at benefit.percent_off.rate: "),
        (percent(1000), {"moon": "full"}, "makes no sense at conditions.moon: "),
    ],
)
def test_a_promotion_that_cannot_be_offered_is_told(
    app: Flask, benefit: Json, conditions: Json, words: str
) -> None:
    with app.app_context():
        promote("ODD", benefit, conditions)
        told = _told()
    assert f"promotion 'ODD' {words}" in told
    assert "it is not offered." in told


def test_a_promotion_and_a_coupon_that_end_before_they_start_are_told(app: Flask) -> None:
    dates: Json = {
        "starts_at": datetime(2026, 2, 1, tzinfo=UTC),
        "ends_at": datetime(2026, 1, 1, tzinfo=UTC),
    }
    with app.app_context():
        promote("ODD", percent(1000), coupon=dict(dates), **dates)
        assert "promotion 'ODD' ends before it starts" in _told()
        assert "coupon 'ODD' ends before it starts" in _told()


def _told() -> str:
    return " ".join(words for catalog in every_catalog() for words in complaints(catalog))
