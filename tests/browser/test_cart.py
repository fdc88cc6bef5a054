"""The cart: quantities, removal and vouchers."""

from playwright.sync_api import expect

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.wishes import MUG, cart_of, ready_to_buy

pytestmark = in_every_mode

NOTEBOOK = {"sku": "notebook-a5", "quantity": 2}


def test_one_more_and_one_less(pages: Pages) -> None:
    pages.goes_on_with(cart_of()).opens("/cart").presses("more-mug-stoneware")
    expect(pages.has("line-total-mug-stoneware")).to_have_text("€48.00")
    assert pages.total() == 2 * 2400 + 490
    pages.presses("less-mug-stoneware")
    assert pages.total() == 2400 + 490


def test_a_quantity_is_typed(pages: Pages) -> None:
    pages.goes_on_with(cart_of()).opens("/cart").wants("Stoneware mug", "7")
    expect(pages.has("line-total-mug-stoneware")).to_have_text("€168.00")


def test_a_quantity_that_is_no_number_says_so_and_changes_nothing(pages: Pages) -> None:
    pages.goes_on_with(cart_of()).opens("/cart").wants("Stoneware mug", "lots")
    expect(pages.has("error-summary")).to_be_focused()
    quantity = pages.page.get_by_label("Quantity of Stoneware mug")
    expect(quantity).to_have_value("lots")
    expect(quantity).to_have_attribute("aria-invalid", "true")
    assert pages.total() == 2400 + 490


def test_the_last_line_removed_leaves_an_empty_cart(pages: Pages) -> None:
    pages.goes_on_with(cart_of(MUG, NOTEBOOK)).opens("/cart").presses("remove-mug-stoneware")
    expect(pages.has("line-mug-stoneware")).to_have_count(0)
    expect(pages.has("line-notebook-a5")).to_be_visible()
    pages.presses("remove-notebook-a5")
    expect(pages.has("empty-cart")).to_be_visible()


def test_a_voucher_is_applied_and_taken_off_again(pages: Pages) -> None:
    pages.goes_on_with(cart_of()).opens("/cart").hands_in("welcome10")
    expect(pages.has("total-promotion")).to_contain_text("\N{MINUS SIGN}€2.40")
    assert pages.total() == 2400 - 240 + 490
    pages.presses("remove-coupon")
    expect(pages.has("total-promotion")).to_have_count(0)
    assert pages.total() == 2400 + 490


def test_an_unknown_voucher_is_refused_and_stays_in_its_field(pages: Pages) -> None:
    pages.goes_on_with(cart_of()).opens("/cart").hands_in("FREEMUGS")
    expect(pages.has("error-summary")).to_be_focused()
    expect(pages.page.get_by_label("Voucher code")).to_have_value("FREEMUGS")
    expect(pages.has("coupon_code-error")).to_be_visible()
    assert pages.total() == 2400 + 490


def test_the_cart_can_be_edited_in_the_middle_of_the_checkout(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email)).is_at("/checkout/review").presses("change-items")
    pages.is_at("/cart").presses("more-mug-stoneware").presses("checkout").is_at("/checkout/review")
    assert pages.total() == 2 * 2400 + 490
    expect(pages.has("review-address")).to_contain_text("Torstraße 12")


def test_nothing_can_be_bought_with_an_empty_cart(pages: Pages) -> None:
    for path in ("/checkout", "/checkout/address", "/checkout/review"):
        pages.opens(path).is_at("/cart")
        expect(pages.has("empty-cart")).to_be_visible()
