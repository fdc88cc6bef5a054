"""Back, forward, refresh, tabs, bookmarks and impatience: the order is one, and it is always found."""

import time

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.wishes import cart_of, ready_to_buy
from tests.factories import berlin

pytestmark = in_every_mode


@pytest.fixture
def review(pages: Pages, email: str) -> Pages:
    """Somebody who has only the button left to press."""
    return pages.goes_on_with(ready_to_buy(email)).is_at("/checkout/review")


def test_back_to_every_step_and_forward_again_keeps_everything(review: Pages, email: str) -> None:
    for step in ("payment", "shipping", "address"):
        review.presses(f"step-{step}").is_at(f"/checkout/{step}")
    assert review.typed("email", "line1", "city") == {
        "email": email,
        "line1": berlin.line1,
        "city": berlin.city,
    }
    review.continues().is_at("/checkout/shipping")
    expect(review.has("shipping_method-standard")).to_be_checked()
    review.continues().is_at("/checkout/payment")
    expect(review.has("payment_method-invoice")).to_be_checked()
    review.continues().is_at("/checkout/review").buys()
    expect(review.has("confirmation")).to_be_visible()


@pytest.mark.parametrize(
    ("block", "step"),
    [
        ("contact", "address"),
        ("address", "address"),
        ("shipping", "shipping"),
        ("payment", "payment"),
    ],
)
def test_a_change_link_leads_back_to_the_review(review: Pages, block: str, step: str) -> None:
    review.presses(f"change-{block}").is_at(f"/checkout/{step}?from=review")
    review.continues().is_at("/checkout/review")


def test_a_refresh_sends_nothing_again(review: Pages, email: str) -> None:
    review.buys()
    expect(review.has("confirmation")).to_be_visible()
    with review.page.expect_response(review.page.url) as answer:
        review.page.reload()
    assert answer.value.request.method == "GET"
    assert review.shop.orders_of(email) == ["placed"]


def test_a_refresh_of_an_error_only_asks_again(pages: Pages) -> None:
    pages.goes_on_with(cart_of()).continues()
    expect(pages.has("error-summary")).to_be_visible()
    pages.opens("/checkout/address")
    expect(pages.has("error-summary")).to_have_count(0)


def test_two_tabs_buy_one_order(review: Pages, context: BrowserContext, email: str) -> None:
    other = Pages(context.new_page(), review.shop, scripted=review.scripted)
    other.opens("/checkout/review")
    review.buys()
    other.buys()
    expect(other.has("confirmation")).to_be_visible()
    assert other.page.url == review.page.url
    assert review.shop.orders_of(email) == ["placed"]


def test_an_old_tab_never_buys_the_next_cart(
    review: Pages, context: BrowserContext, email: str
) -> None:
    other = Pages(context.new_page(), review.shop, scripted=review.scripted)
    other.opens("/checkout/review")
    review.buys()
    review.goes_on_with(ready_to_buy(email, {"sku": "lamp-desk", "quantity": 1}))
    other.buys()
    expect(other.has("confirmation")).to_be_visible()  # of the order that it bought
    assert sorted(review.shop.orders_of(email)) == ["open", "placed"]


def test_a_double_click_buys_once(review: Pages, email: str) -> None:
    review.has("place").dblclick()
    expect(review.has("confirmation")).to_be_visible()
    assert review.shop.orders_of(email) == ["placed"]
    assert len(review.shop.payments_of(email)) == 1


def test_back_after_the_order_shows_the_order(review: Pages) -> None:
    review.buys()
    expect(review.has("confirmation")).to_be_visible()
    order = review.page.url
    review.page.go_back()
    expect(review.has("confirmation")).to_be_visible()
    expect(review.page).to_have_url(order)


def test_a_cart_outlives_the_browser(pages: Pages, browser: Browser, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email))
    kept = pages.page.context.storage_state()
    restarted = browser.new_context(base_url=pages.shop.url, storage_state=kept)
    later = Pages(restarted.new_page(), pages.shop).opens("/checkout").is_at("/checkout/review")
    expect(later.has("review-contact")).to_contain_text(email)
    restarted.close()
    [cookie] = pages.page.context.cookies()
    assert cookie["expires"] > time.time() + 29 * 24 * 60 * 60


@pytest.mark.parametrize("step", ["shipping", "payment", "review"])
def test_jumping_ahead_leads_to_what_is_missing(pages: Pages, step: str) -> None:
    pages.goes_on_with(cart_of()).opens(f"/checkout/{step}").is_at("/checkout/address")


def test_a_bookmark_of_a_finished_checkout_shows_the_order(review: Pages) -> None:
    review.buys()
    expect(review.has("confirmation")).to_be_visible()
    order = review.page.url
    for path in ("/checkout", "/checkout/address", "/checkout/payment", "/checkout/review"):
        review.opens(path)
        expect(review.page).to_have_url(order)


def test_the_orders_page_can_be_kept_and_shows_nothing_personal_to_others(
    review: Pages, email: str
) -> None:
    review.buys()
    expect(review.has("order-contact")).to_contain_text(email)
    order = review.page.url
    review.page.context.clear_cookies()
    review.page.reload()
    expect(review.page).to_have_url(order)
    expect(review.has("unlock")).to_be_visible()
    expect(review.page.locator("body")).not_to_contain_text(email)
    expect(review.page.locator("body")).not_to_contain_text("Torstraße")
    review.types({"email": email}).presses("unlock-submit")
    expect(review.has("order-contact")).to_contain_text(email)
