"""Withdrawing from a contract, in every mode: from the page of the order, in two steps."""

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.wishes import ready_to_buy

pytestmark = in_every_mode


def test_a_guest_withdraws_from_the_page_of_the_order(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email)).buys().presses("withdraw-link")
    assert "Withdraw from contract here" in pages.page.title()

    pages.types({"email": "ada"}).presses("check-withdrawal")
    assert pages.page.title().startswith("Error: ")
    pages.types({"email": email}).presses("check-withdrawal")
    assert pages.has("withdraw").inner_text() == "Confirm withdrawal"
    pages.presses("change-withdrawal").presses("check-withdrawal").presses("withdraw")

    assert pages.has("withdrawals").is_visible()
    assert pages.page.get_by_test_id("withdraw-link").count() == 0
