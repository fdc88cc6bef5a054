"""From a guest's order to a second one out of the account, in every kind of browser."""

from playwright.sync_api import expect

from tests.browser.accounts import opens_account, saves_another_address, signs_in
from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.factories import berlin, vienna
from tests.shopper import Shopper

pytestmark = in_every_mode


def test_a_guest_opens_an_account_and_buys_again_with_a_saved_address(
    shopper: Shopper, pages: Pages, email: str
) -> None:
    shopper.adds("mug-stoneware").ships_to(berlin).by("standard")
    first = shopper.pays_by_invoice().places_order()
    opens_account(pages)
    expect(pages.has("signed-up")).to_be_visible()
    expect(pages.has("password")).to_have_count(0)

    pages.has("signed-up").locator("xpath=..").get_by_role("link").click()
    signs_in(pages, email)
    expect(pages.has("confirmation")).to_be_visible()  # back on the order
    pages.presses("account-link").is_at("/account")
    expect(pages.has("account-order")).to_contain_text(first.number)
    expect(pages.has("book-entry")).to_contain_text(berlin.line1)
    saves_another_address(pages, "Institute").is_at("/account")
    expect(pages.has("book-entry")).to_have_count(2)
    pages.presses("sign-out")
    expect(pages.has("sign-in-link")).to_be_visible()

    pages.adds("notebook-a5").goes_to_checkout().is_at("/checkout/address")
    expect(pages.has("saved-addresses")).to_have_count(0)
    pages.has("sign-in-hint").get_by_role("link").click()
    signs_in(pages, email).is_at("/checkout/address")
    assert pages.typed("email") == {"email": email}
    expect(pages.page.get_by_label(berlin.name)).to_be_checked()
    chosen = pages.page.get_by_label("Institute").get_attribute("value") or ""
    pages.chooses("saved_address", chosen).continues()
    pages.is_at("/checkout/shipping").chooses("shipping_method", "standard").continues()
    pages.chooses("payment_method", "invoice").continues().is_at("/checkout/review")
    expect(pages.has("review-address")).to_contain_text(vienna.line1)
    pages.buys()
    order = pages.shop.order(pages.has("order-number").inner_text())
    assert order.shipping_address == vienna
    assert order.customer_id is not None
    assert [line.sku for line in order.lines] == ["notebook-a5"]


def test_another_address_is_typed_in_the_middle_of_the_saved_ones(
    shopper: Shopper, pages: Pages, email: str
) -> None:
    shopper.adds("mug-stoneware").ships_to(berlin).by("standard")
    shopper.pays_by_invoice().places_order()
    opens_account(pages).opens("/account/sign-in")
    signs_in(pages, email).adds("notebook-a5").goes_to_checkout()
    expect(pages.has("line1")).to_have_count(0)
    pages.chooses("saved_address", "new")
    if not pages.scripted:
        pages.continues()
    pages.lives_at(email, vienna).continues().is_at("/checkout/shipping")
    pages.opens("/checkout/address")
    assert pages.typed("line1") == {"line1": vienna.line1}
    expect(pages.has("saved_address-new")).to_be_checked()
