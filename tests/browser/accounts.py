"""Having an account, as a shopper in front of a browser does."""

from tests.browser.pages import Pages
from tests.browser.wishes import cart_of, ready_to_buy
from tests.factories import vienna

PASSWORD = "correct horse battery"  # noqa: S105 (of the tests)


def opens_account(pages: Pages) -> Pages:
    """From the page of an order just placed."""
    return pages.types({"password": PASSWORD}).presses("sign-up-submit")


def signs_in(pages: Pages, email: str, password: str = PASSWORD) -> Pages:
    """From the sign-in page."""
    return pages.types({"email": email, "password": password}).presses("sign-in")


def has_account(pages: Pages, email: str) -> Pages:
    """Buys, opens an account and is signed in to it, on its page."""
    opens_account(pages.goes_on_with(ready_to_buy(email)).buys())
    return signs_in(pages.opens("/account/sign-in"), email)


def saves_another_address(pages: Pages, label: str) -> Pages:
    """From the account's page: one more address, in another country."""
    pages.presses("add-address").lives_in(vienna.country)
    values = {name: text for name, text in vienna.to_dict().items() if text}
    values.pop("country")
    return pages.types({"label": label, **values}).presses("save-address")


def at_address_step(pages: Pages, email: str) -> Pages:
    """Signed in, with two saved addresses to choose from."""
    saves_another_address(has_account(pages, email), "Institute")
    return pages.goes_on_with(cart_of()).opens("/checkout/address")
