"""Paying by card on the provider's page, and every way in which that may not work at once."""

import pytest
from playwright.sync_api import expect

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.wishes import ready_to_buy

pytestmark = in_every_mode

VISA = "4242 4242 4242 4242"
DECLINED = "4000 0000 0000 0002"
NO_FUNDS = "4000000000009995"
ASKS_THE_BANK = "4000 0000 0000 3220"
LOSES_THE_ANSWER = "4000-0000-0000-0119"


@pytest.fixture
def card_page(pages: Pages, email: str) -> Pages:
    """Somebody who bought and stands at the provider's card form."""
    pages.goes_on_with(ready_to_buy(email, method="card")).is_at("/checkout/review").buys()
    expect(pages.has("card-form")).to_be_visible()
    return pages


def test_a_card_pays_the_order(card_page: Pages, email: str) -> None:
    card_page.enters_card(VISA)
    expect(card_page.has("confirmation")).to_be_visible()
    assert card_page.shop.payments_of(email) == ["captured"]


def test_a_declined_card_leaves_everything_and_another_way_to_pay(
    card_page: Pages, email: str
) -> None:
    card_page.enters_card(DECLINED).is_at("/checkout/payment")
    expect(card_page.has("decline")).to_contain_text("Your bank declined the card")
    card_page.chooses("payment_method", "invoice").continues().is_at("/checkout/review")
    expect(card_page.has("review-contact")).to_contain_text(email)
    expect(card_page.has("review-address")).to_contain_text("Torstraße 12")
    card_page.buys()
    expect(card_page.has("confirmation")).to_be_visible()
    assert card_page.shop.orders_of(email) == ["placed"]


def test_a_card_without_funds_says_so_and_the_next_card_pays(card_page: Pages, email: str) -> None:
    card_page.enters_card(NO_FUNDS).is_at("/checkout/payment")
    expect(card_page.has("decline")).to_contain_text("does not have enough funds")
    card_page.continues().is_at("/checkout/review").buys().enters_card(VISA)
    expect(card_page.has("confirmation")).to_be_visible()
    assert card_page.shop.payments_of(email) == ["declined", "captured"]


def test_the_bank_asks_and_the_shopper_approves(card_page: Pages) -> None:
    card_page.enters_card(ASKS_THE_BANK).presses("approve")
    expect(card_page.has("confirmation")).to_be_visible()


def test_the_bank_asks_and_the_shopper_refuses(card_page: Pages, email: str) -> None:
    card_page.enters_card(ASKS_THE_BANK).presses("refuse").is_at("/checkout/payment")
    expect(card_page.has("decline")).to_contain_text("could not confirm that it is you")
    assert card_page.shop.orders_of(email) == ["open"]


def test_a_cancelled_payment_leads_back_to_the_ways_to_pay(card_page: Pages) -> None:
    card_page.presses("cancel").is_at("/checkout/payment")
    expect(card_page.has("decline")).to_contain_text("not finished")


def test_a_lost_answer_is_checked_and_never_paid_twice(card_page: Pages, email: str) -> None:
    card_page.enters_card(LOSES_THE_ANSWER)
    expect(card_page.has("checking")).to_contain_text("do not pay again")
    card_page.presses("refresh")
    expect(card_page.has("confirmation")).to_be_visible()
    assert card_page.shop.payments_of(email) == ["captured"]


def test_the_card_form_reads_a_card_as_people_type_it(card_page: Pages) -> None:
    card_page.types({"number": "4242 4242", "expiry": "13/31", "code": "1"}).presses("pay")
    expect(card_page.has("error-summary")).to_be_focused()
    assert card_page.typed("number", "expiry") == {"number": "4242 4242", "expiry": "13/31"}
    card_page.types({"number": " 4242-4242 4242 4242 ", "expiry": "9 / 2031", "code": "1234"})
    card_page.presses("pay")
    expect(card_page.has("confirmation")).to_be_visible()


def test_back_from_the_card_page_leads_to_the_checkout_with_the_cart(
    card_page: Pages, email: str
) -> None:
    card_page.page.go_back()
    card_page.is_at("/checkout/review")
    expect(card_page.page.get_by_role("heading", level=1)).to_have_text(
        "Your payment is not finished"
    )
    card_page.presses("give-up").is_at("/checkout/payment")
    card_page.chooses("payment_method", "invoice").continues().is_at("/checkout/review").buys()
    expect(card_page.has("confirmation")).to_be_visible()
    assert card_page.shop.orders_of(email) == ["placed"]


def test_whoever_comes_back_to_the_card_page_later_can_still_pay(card_page: Pages) -> None:
    card_page.opens("/checkout").is_at("/checkout/review").presses("continue-payment")
    card_page.enters_card(VISA)
    expect(card_page.has("confirmation")).to_be_visible()
