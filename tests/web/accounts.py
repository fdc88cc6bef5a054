"""What somebody does to have an account and to be signed in."""

from tests.web.browsing import ADA, Browser

PASSWORD = "correct horse battery"  # noqa: S105 (of the tests)


def buys(browser: Browser, **address: str) -> str:
    """Places an order; the path of its page."""
    browser.adds("mug-stoneware").says_where(**address)
    for field in ("shipping_method", "payment_method"):
        values = {"payment_method": "invoice"} if field == "payment_method" else {}
        browser.sends(field, **values)
    return browser.sends("expected_total").path


def signs_up(browser: Browser, password: str = PASSWORD, **address: str) -> str:
    path = buys(browser, **address)
    browser.sends("password", password=password)
    assert browser.page.shows("signed-up"), browser.page.text
    return path


def signs_in(browser: Browser, email: str = ADA["email"], password: str = PASSWORD) -> Browser:
    browser.opens("/account/sign-in")
    browser.sends("password", email=email, password=password)
    return browser
