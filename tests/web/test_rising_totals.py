"""A total that is higher than on the page before says so and why, unless the shopper chose it by its price."""

import pytest
from flask import Flask

from tests.factories import reprice, shop_rules, tax_rates
from tests.promotions import amount, promote
from tests.web.browsing import Browser


def test_taxes_of_the_destination_are_told(app: Flask, visitor: Browser) -> None:
    with app.app_context():
        shop_rules(prices_include_tax=False)
        tax_rates({"country": "DE", "rate": 1900}, {"country": "AT", "rate": 2000})
    visitor.adds("mug-stoneware").opens("/cart")

    page = visitor.says_where(country="AT", postal_code="1090", city="Wien").page

    assert page.path == "/checkout/shipping"
    assert page.shows("changed")
    assert "This is what is different now." in page.text
    assert "Tax" in page.text


def test_a_promotion_that_is_not_for_this_buyer_is_told(app: Flask, visitor: Browser) -> None:
    with app.app_context():
        promote("FIRST", amount(500), {"first_order": True}, coupon=None)
    visitor.adds("mug-stoneware").gets_to_review()
    visitor.sends("expected_total")
    visitor.adds("mug-stoneware").opens("/cart")

    assert visitor.says_where().page.shows("changed")


@pytest.mark.parametrize("step", ["shipping", "payment", "review"])
def test_a_price_that_rose_is_told_on_the_next_page(
    app: Flask, visitor: Browser, step: str
) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    with app.app_context():
        reprice("mug-stoneware", 2600)

    assert visitor.opens(f"/checkout/{step}").shows("changed")
    assert not visitor.opens(f"/checkout/{step}").shows("changed")


def test_a_price_that_rose_while_shipping_was_chosen_is_told(app: Flask, visitor: Browser) -> None:
    visitor.adds("mug-stoneware").says_where()
    with app.app_context():
        reprice("mug-stoneware", 2600)

    assert visitor.sends("shipping_method", shipping_method="express").shows("changed")


def test_what_the_shopper_chose_is_no_surprise(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/cart")
    assert not visitor.says_where().page.shows("changed")
    assert not visitor.sends("shipping_method", shipping_method="express").shows("changed")
    assert not visitor.sends("payment_method", payment_method="invoice").shows("changed")


def test_a_total_that_fell_needs_no_warning(app: Flask, visitor: Browser) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    with app.app_context():
        reprice("mug-stoneware", 100)

    assert not visitor.opens("/checkout/review").shows("changed")


def test_another_cart_has_another_total(visitor: Browser) -> None:
    visitor.adds("notebook-a5").gets_to_review()
    visitor.sends("expected_total")
    visitor.adds("lamp-desk")

    assert not visitor.opens("/checkout/address").shows("changed")


def test_another_way_to_ship_is_taken_on_a_second_visit(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").says_where()
    visitor.sends("shipping_method", shipping_method="standard")
    visitor.opens("/checkout/shipping")

    visitor.sends("shipping_method", shipping_method="express")

    page = visitor.opens("/checkout/shipping")
    assert page.form_with("shipping_method").values["shipping_method"] == "express"
