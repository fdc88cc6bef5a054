"""The cart: quantities as people type them, vouchers, and what stands in the way of buying."""

import pytest

from tests.web.browsing import Browser


@pytest.mark.parametrize(
    ("typed", "change", "expected"),
    [("3", "0", "€72.00"), ("3", "1", "€96.00"), ("3", "-1", "€48.00")],
)
def test_a_quantity_is_typed_or_stepped(
    visitor: Browser, typed: str, change: str, expected: str
) -> None:
    visitor.adds("mug-stoneware")
    page = visitor.sends("quantity", quantity=typed, change=change)
    assert page.path == "/cart"
    assert expected in page.text


@pytest.mark.parametrize("typed", ["", "two", "-1", "1.5", "99999", "\N{FULLWIDTH DIGIT ONE}e9"])
def test_what_is_no_quantity_is_said_beside_it_and_kept(visitor: Browser, typed: str) -> None:
    visitor.adds("mug-stoneware")
    page = visitor.sends("quantity", quantity=typed)
    assert page.status == 422
    assert "between 0 and 9999" in page.text
    assert page.form_with("quantity").values["quantity"] == typed


def test_taking_the_last_thing_out_leaves_an_empty_cart(visitor: Browser) -> None:
    visitor.adds("mug-stoneware")
    assert visitor.sends("quantity", quantity="0").shows("empty-cart")


def test_a_voucher_is_taken_off_and_can_be_taken_back(visitor: Browser) -> None:
    visitor.adds("lamp-desk")
    page = visitor.sends("coupon_code", coupon_code=" welcome10 ")
    assert page.shows("total-promotion")
    assert "\N{MINUS SIGN}€12.90" in page.text

    remove = next(form for form in page.forms if form.action == "/cart/coupon/remove")
    assert not visitor.posts(remove.action, remove.values).shows("total-promotion")


def test_an_unknown_voucher_is_told_beside_the_field(visitor: Browser) -> None:
    visitor.adds("lamp-desk")
    page = visitor.sends("coupon_code", coupon_code="NOPE")
    assert page.status == 422
    assert page.shows("coupon_code-error")
    assert page.form_with("coupon_code").values["coupon_code"] == "NOPE"


def test_the_estimate_says_that_it_is_one(visitor: Browser) -> None:
    visitor.adds("mug-stoneware")
    assert visitor.page.shows("estimate-note")
    assert "We deliver to Austria" in visitor.page.text
    assert "Ways to pay: Card, Invoice" in visitor.page.text


def test_the_language_follows_without_losing_what_was_typed(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    page = visitor.sends("email", name="Ada", language="de")
    assert page.all("html", lang="de")
    assert "Steinzeugbecher" in page.text
    assert page.form_with("email").values["name"] == "Ada"


def test_the_language_switch_of_the_review_page_buys_nothing(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    page = visitor.sends("expected_total", language="de")
    assert page.path == "/checkout/review"
    assert "Zahlungspflichtig bestellen \N{EN DASH} 28,90\N{NO-BREAK SPACE}€" in page.text
