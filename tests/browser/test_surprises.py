"""What changes behind the shopper's back between looking and buying is shown and asked about, never just charged."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.served_shop import ServedShop
from tests.browser.wishes import ready_to_buy

pytestmark = in_every_mode

PENCILS, CANDLES = "pencil-set", "candle-beeswax"


@pytest.fixture
def repriced(shop: ServedShop) -> Iterator[ServedShop]:
    """A shop whose pencils cost what they always did, before and after."""
    yield shop
    shop.reprices(PENCILS, 1250)


@pytest.fixture
def restocked(shop: ServedShop) -> Iterator[ServedShop]:
    """A shop that has candles again afterwards."""
    yield shop
    shop.has_left(CANDLES, 5000)


def test_another_price_is_shown_beside_the_old_one_and_confirmed_anew(
    pages: Pages, email: str, repriced: ServedShop
) -> None:
    pages.goes_on_with(ready_to_buy(email, {"sku": PENCILS, "quantity": 2}))
    repriced.reprices(PENCILS, 1350)
    pages.is_at("/checkout/review").buys()
    expect(pages.has("changed")).to_contain_text("Nothing has been ordered")
    expect(pages.has("changed")).to_be_focused()
    expect(pages.has("changed-total")).to_contain_text("€29.90€31.90")
    assert pages.shop.orders_of(email) == ["open"]
    expect(pages.has("place")).to_have_text("Buy now \N{EN DASH} pay €31.90")
    pages.buys()
    expect(pages.has("confirmation")).to_be_visible()
    assert pages.total() == 2 * 1350 + 490


def test_what_sold_out_meanwhile_is_marked_and_can_be_left_out(
    pages: Pages, email: str, restocked: ServedShop
) -> None:
    mug = {"sku": "mug-stoneware", "quantity": 1}
    pages.goes_on_with(ready_to_buy(email, mug, {"sku": CANDLES, "quantity": 2}))
    restocked.has_left(CANDLES, 0)
    pages.is_at("/checkout/review").buys().is_at("/cart")
    expect(pages.has(f"problem-{CANDLES}")).to_contain_text("Sold out")
    expect(pages.has("checkout")).to_have_count(0)
    pages.presses(f"drop-{CANDLES}").presses("checkout").is_at("/checkout/review").buys()
    expect(pages.has("confirmation")).to_be_visible()


def test_when_some_are_left_the_shopper_may_take_those(
    pages: Pages, email: str, restocked: ServedShop
) -> None:
    pages.goes_on_with(ready_to_buy(email, {"sku": CANDLES, "quantity": 5}))
    restocked.has_left(CANDLES, 3)
    pages.is_at("/checkout/review").buys().is_at("/cart")
    expect(pages.has(f"problem-{CANDLES}")).to_contain_text("Only 3 left, you asked for 5")
    pages.presses(f"take-{CANDLES}").presses("checkout").is_at("/checkout/review").buys()
    expect(pages.has("confirmation")).to_be_visible()
    assert pages.total() == 3 * 1800 + 490


def test_more_than_there_is_is_marked_in_the_cart_at_once(pages: Pages) -> None:
    pages.adds("lamp-paper", 4)
    expect(pages.has("problem-lamp-paper")).to_contain_text("Only 3 left, you asked for 4")
    expect(pages.has("checkout")).to_have_count(0)
    pages.presses("take-lamp-paper")
    expect(pages.has("checkout")).to_be_visible()


def test_what_is_sold_out_cannot_be_put_into_the_cart(pages: Pages) -> None:
    pages.opens("/products/clock-wall")
    expect(pages.has("add-to-cart")).to_be_disabled()
    expect(pages.has("stock")).to_have_text("Sold out")
