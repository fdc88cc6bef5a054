"""Vouchers on the pages: refused beside their field, and one that stops counting is told on every step."""

from typing import Any

import pytest
from flask import Flask

from tests.promotions import amount, change_promotion, percent, promote
from tests.web.browsing import ADA, Browser


@pytest.mark.parametrize(
    ("conditions", "words"),
    [
        ({"minimum": 99_999}, "The code CODE counts for goods worth at least €999.99."),
        ({"customer_groups": ["trade"]}, "The code CODE is for certain customers only."),
        ({"needs": {"quantity": 2}}, "The code CODE needs more items in your cart."),
    ],
    ids=str,
)
def test_a_refused_voucher_is_told_beside_the_field_and_kept(
    app: Flask, visitor: Browser, conditions: Any, words: str
) -> None:
    with app.app_context():
        promote("CODE", percent(1000), conditions)
    visitor.adds("lamp-desk")
    page = visitor.sends("coupon_code", coupon_code="code")
    assert page.status == 422
    assert page.shows("coupon_code-error")
    assert words in page.text
    assert page.form_with("coupon_code").values["coupon_code"] == "code"
    assert not visitor.opens("/cart").shows("coupon")


def test_a_voucher_that_waits_for_more_says_so_in_the_cart(app: Flask, visitor: Browser) -> None:
    with app.app_context():
        promote("CODE", amount(500), {"minimum": 4800})
    visitor.adds("mug-stoneware").sends("quantity", quantity="2")
    assert visitor.sends("coupon_code", coupon_code="CODE").shows("total-promotion")
    page = visitor.sends("quantity", quantity="1")
    assert (page.shows("coupon-reason"), page.shows("total-promotion")) == (True, False)
    assert "goods worth at least €48.00" in page.text
    assert visitor.sends("quantity", quantity="2").shows("total-promotion")


def test_no_step_shows_a_higher_total_without_saying_why(app: Flask, visitor: Browser) -> None:
    visitor.adds("mug-stoneware").sends("quantity", quantity="2")
    visitor.sends("coupon_code", coupon_code="WELCOME10")
    page = visitor.gets_to_review().page
    assert not page.shows("voucher-refused")
    with app.app_context():
        change_promotion("welcome10", is_active=False)
    for step in ("address", "shipping", "payment", "review"):
        page = visitor.opens(f"/checkout/{step}")
        assert page.shows("voucher-refused")
        assert "The code WELCOME10 is not valid at the moment." in page.text
    assert visitor.opens("/cart").shows("dead-code")


def test_a_voucher_that_ends_before_the_last_click_buys_nothing_and_is_told(
    app: Flask, visitor: Browser
) -> None:
    visitor.adds("mug-stoneware").sends("quantity", quantity="2")
    visitor.sends("coupon_code", coupon_code="WELCOME10")
    visitor.gets_to_review()
    with app.app_context():
        change_promotion("welcome10", is_active=False)
    page = visitor.sends("expected_total")
    assert page.status == 409
    assert page.shows("dropped-code")
    assert "The code WELCOME10 is not valid at the moment." in page.text
    assert "/orders/" in visitor.sends("expected_total").path


def test_a_voucher_used_by_this_customer_is_told_once_the_address_is_known(
    app: Flask, visitor: Browser
) -> None:
    with app.app_context():
        promote("CODE", amount(500), per_customer_limit=0)
    visitor.adds("mug-stoneware").sends("quantity", quantity="2")
    assert visitor.sends("coupon_code", coupon_code="CODE").shows("total-promotion")
    visitor.opens("/checkout/address")
    page = visitor.sends("email", **ADA)
    assert page.path == "/checkout/shipping"
    assert "You have used the code CODE as often as one customer can." in page.text


def test_a_promotion_without_a_code_is_named_in_the_totals(app: Flask, visitor: Browser) -> None:
    with app.app_context():
        promote("spring", percent(1000), coupon=None)
    page = visitor.adds("mug-stoneware").opens("/cart")
    assert page.shows("total-promotion")
    assert "Promotion spring" in page.text
    assert "Voucher" not in page.text.split('data-testid="totals"')[1].split("</dl>")[0]
