"""Whether an e-mail address has an account is nobody's business but its owner's."""

import re
import time

import pytest
from flask import Flask

from checkout.db import db
from checkout.models import Customer, Order
from tests.web.accounts import PASSWORD, buys, signs_in, signs_up
from tests.web.browsing import ADA, Browser, Page

ANOTHER = "another horse battery"  # of somebody who guesses
VARYING = re.compile(
    r'name="(?:csrf_token|placement_key)" value="[^"]*"|/orders/[\w-]+|[0-9A-Z]{4}-[0-9A-Z]{4}'
    r"|T\d\d:\d\d:[\d.+:]+|\d\d:\d\d"
)


def what_it_says(page: Page) -> tuple[int, str]:
    """A page without what differs between any two orders."""
    return page.status, VARYING.sub("", page.text).replace("BOB@Ex", "ADA@Ex")


def everything_shown(app: Flask, email: str) -> list[tuple[int, str]]:
    """Each page of a purchase by a guest with that e-mail address, and of signing up after it."""
    browser, shown = Browser(app), []
    browser.adds("mug-stoneware").opens("/checkout/address")
    for field, values in (
        ("email", ADA | {"email": email}),
        ("shipping_method", {}),
        ("payment_method", {"payment_method": "invoice"}),
        ("expected_total", {}),
        ("password", {"password": "short"}),
        ("password", {"password": ANOTHER}),
    ):
        browser.sends(field, **values)
        shown.append(what_it_says(browser.page))
    later = [what_it_says(browser.opens(path)) for path in ("/account", "/cart", "/")]
    return shown + later


def test_a_guest_sees_the_same_for_an_address_with_an_account(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    known = everything_shown(app, "ADA@Example.COM")
    assert known == everything_shown(app, "BOB@Example.COM")

    with app.app_context():
        ada = db.session.query(Customer).filter_by(folded_email=ADA["email"]).one()
        assert [each.customer_id for each in db.session.query(Order).order_by(Order.id)][:2] == [
            ada.id,
            None,
        ]
    assert signs_in(visitor).page.path == "/account"  # with the password it always had
    assert len(visitor.page.all(data_testid="account-order")) == 1


def test_who_knows_the_password_adds_the_order_to_the_account(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    signs_up(Browser(app), email="ADA@Example.COM")
    signs_in(visitor)
    assert len(visitor.page.all(data_testid="account-order")) == 2


@pytest.mark.parametrize("email", [ADA["email"], "nobody@example.com"])
def test_a_wrong_password_is_answered_alike(app: Flask, visitor: Browser, email: str) -> None:
    signs_up(visitor)
    browser = signs_in(Browser(app), email=email, password=ANOTHER)
    assert browser.page.status == 422
    assert browser.page.shows("email-error")
    text = browser.page.text.replace(email, "")
    other = signs_in(Browser(app), email="someone@example.com", password=ANOTHER).page
    assert VARYING.sub("", text) == VARYING.sub("", other.text.replace("someone@example.com", ""))


def test_it_takes_as_long_too(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    browser = Browser(app)

    def took(email: str) -> float:
        best = 9.0
        for _ in range(6):
            form = browser.opens("/account/sign-in").form_with("password")
            began = time.perf_counter()
            browser.client.post(form.action, data=form.values | {"email": email, "password": "no"})
            best = min(best, time.perf_counter() - began)
        return best

    known, unknown = took(ADA["email"]), took("nobody@example.com")
    assert 0.5 < known / unknown < 2


@pytest.mark.parametrize("email", [ADA["email"], "nobody@example.com"])
def test_guessing_is_slowed_down_alike(app: Flask, visitor: Browser, email: str) -> None:
    signs_up(visitor)
    signs_in(visitor)  # forgives the guesses so far
    browser = Browser(app)
    statuses = [signs_in(browser, email, ANOTHER).page.status for _ in range(11)]
    assert statuses == [422] * 10 + [429]
    assert int(browser.page.headers["Retry-After"]) > 0
    assert browser.page.all("input", id="email", value=email)
    assert signs_in(Browser(app), email, PASSWORD).page.status == 429
    assert signs_in(Browser(app), "somebody@else.example", ANOTHER).page.status == 422


def test_guessing_after_an_order_is_slowed_down_as_well(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor)
    browser = Browser(app)
    buys(browser)
    form = browser.page.form_with("username")
    sent = form.values | {"password": ANOTHER}
    statuses = [browser.client.post(form.action, data=sent).status_code for _ in range(11)]
    assert statuses == [303] * 10 + [429]
