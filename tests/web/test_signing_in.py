"""Signing in: in nobody's way, and the cart comes along."""

import pytest
from flask import Flask

from checkout.db import db, end_reading
from checkout.models import Customer, Order
from checkout.operations import Changes, CustomerChanges, LineWanted, change_customer, open_order
from tests.factories import price_list
from tests.web.accounts import PASSWORD, signs_in, signs_up
from tests.web.browsing import ADA, Browser


def test_before_the_confirmation_nobody_is_asked_for_a_password(visitor: Browser) -> None:
    paths = ["/", "/products/mug-stoneware", "/cart", "/help"]
    steps = [f"/checkout/{step}" for step in ("address", "shipping", "payment", "review")]
    visitor.adds("mug-stoneware").gets_to_review()
    for path in (*paths, *steps):
        page = visitor.opens(path)
        assert page.path == path
        assert page.all("input", type="password") == []
    assert visitor.opens("/checkout/review").all("form", action="/account/sign-in") == []


def test_signing_in_leads_back_to_where_one_was(visitor: Browser) -> None:
    signs_up(visitor)
    visitor.opens("/products/notebook-a5")
    visitor.opens(visitor.page.all("a", data_testid="sign-in-link")[0]["href"])
    page = visitor.sends("password", email=ADA["email"], password=PASSWORD)
    assert page.path == "/products/notebook-a5"
    assert page.shows("account-link")


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "x"]
)
def test_it_leads_nowhere_else(visitor: Browser, back: str) -> None:
    signs_up(visitor)
    page = visitor.opens("/account/sign-in")
    form = page.form_with("password")
    values = {**form.values, "back": back, "email": ADA["email"], "password": PASSWORD}
    answer = visitor.client.post(form.action, data=values)
    assert answer.headers["Location"] == "/account"


def test_a_wrong_password_keeps_the_email_address_and_not_the_password(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor, password="wrong horse battery")  # noqa: S106
    assert visitor.page.status == 422
    assert visitor.page.all("input", id="email", value=ADA["email"])
    assert "wrong horse" not in visitor.page.text


def test_the_cart_of_this_browser_survives_and_is_the_customers(
    app: Flask, visitor: Browser
) -> None:
    signs_up(visitor)
    browser = Browser(app).adds("notebook-a5", 2)
    signs_in(browser)

    assert browser.opens("/cart").shows("line-notebook-a5")
    with app.app_context():
        carts = db.session.query(Order).where(Order.state == "open").all()
        assert [each.customer_id is not None for each in carts] == [True]


def test_without_one_the_newest_cart_comes_back(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("notebook-a5")

    assert signs_in(Browser(app)).opens("/cart").shows("line-notebook-a5")


def test_what_an_older_cart_holds_comes_into_the_one_here(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("notebook-a5", 3).adds("mug-stoneware", 2)
    browser = Browser(app).adds("mug-stoneware", 1)

    page = signs_in(browser).opens("/cart")
    assert page.shows("added-at-sign-in")
    assert page.shows("line-notebook-a5")
    quantities = [each["value"] for each in page.all("input", name="quantity")]
    assert [each for each in quantities if each != "0"] == [
        "1",
        "3",
    ]  # of what is in both, the quantity here counts
    assert not browser.opens("/cart").shows("added-at-sign-in")
    with app.app_context():
        states = [each.state for each in db.session.query(Order).order_by(Order.id)]
        assert sorted(states) == ["cancelled", "open", "placed"]

    # the other browser goes on with the same cart, and what is removed stays removed
    assert visitor.opens("/cart").shows("line-notebook-a5")
    remove = next(each for each in visitor.page.forms if each.values.get("quantity") == "0")
    visitor.posts(remove.action, remove.values)
    assert signs_in(Browser(app)).opens("/cart").all(data_testid="line-mug-stoneware") == []


def test_what_is_sold_out_or_not_sold_any_more_stays_behind(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("notebook-a5").adds("lamp-desk").adds("lamp-paper")
    with app.app_context():
        end_reading()
        with db.engine.begin() as by_hand:
            by_hand.exec_driver_sql(
                "UPDATE stock_items SET on_hand = held WHERE variant_id = "
                "(SELECT id FROM variants WHERE sku = 'notebook-a5')"
            )
            by_hand.exec_driver_sql("UPDATE variants SET is_active = false WHERE sku = 'lamp-desk'")
    page = signs_in(Browser(app).adds("mug-stoneware")).opens("/cart")

    assert page.shows("line-lamp-paper")
    assert not page.shows("line-notebook-a5")
    assert not page.shows("line-lamp-desk")
    assert page.shows("checkout")


def test_nothing_is_bought_unseen(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("notebook-a5")
    browser = Browser(app).adds("mug-stoneware")
    browser.opens("/checkout/address")
    hint = browser.page.all("a", href="/account/sign-in?back=/checkout/address")
    assert hint
    browser.opens(hint[0]["href"])
    assert browser.sends("password", email=ADA["email"], password=PASSWORD).path == "/cart"


def test_a_checkout_that_a_program_began_stays_the_programs(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    with app.app_context():
        customer = db.session.query(Customer).filter_by(folded_email=ADA["email"]).one().public_id
        end_reading()
        lines = (LineWanted("notebook-a5", 1),)
        open_order("demo", "api", "en", Changes(customer=customer, lines=lines))
    page = signs_in(Browser(app).adds("mug-stoneware")).opens("/cart")
    assert not page.shows("line-notebook-a5")


def test_a_strangers_cart_is_never_taken(app: Flask, visitor: Browser) -> None:
    """Two people at one browser, one after the other."""
    signs_up(visitor)
    signs_up(Browser(app), email="eve@example.com")
    signs_in(visitor).adds("notebook-a5").opens("/account")
    token = visitor.page.form_with("everywhere").values["csrf_token"]
    eve = {"email": "eve@example.com", "password": PASSWORD, "csrf_token": token}

    assert "eve@example.com" in visitor.posts("/account/sign-in", eve).text
    assert visitor.opens("/cart").shows("empty-cart")
    assert signs_in(Browser(app)).opens("/cart").shows("line-notebook-a5")


def test_signing_in_begins_a_new_session(app: Flask, visitor: Browser) -> None:
    """Who planted a cookie, or kept a copy of it, sees nothing of what follows."""
    signs_up(visitor)
    browser = Browser(app).adds("mug-stoneware")
    token = browser.opens("/account/sign-in").form_with("password").values["csrf_token"]
    before = _cookie(browser)
    signs_in(browser)
    assert browser.opens("/account").form_with("everywhere").values["csrf_token"] != token

    planted = Browser(app)
    planted.client.set_cookie("checkout", before)
    assert planted.opens("/account").path == "/account/sign-in"
    assert planted.opens("/cart").shows("empty-cart")
    assert browser.opens("/cart").shows("line-mug-stoneware")


def test_the_cookie_of_who_is_signed_in_is_like_any_other(visitor: Browser) -> None:
    signs_up(visitor)
    form = visitor.opens("/account/sign-in").form_with("password")
    sent = form.values | {"email": ADA["email"], "password": PASSWORD}
    answer = visitor.client.post(form.action, data=sent)
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {each.strip() for each in cookie.split(";")}
    assert PASSWORD not in cookie


def test_signing_out_everywhere_leaves_no_browser_signed_in(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    other = signs_in(Browser(app)).adds("mug-stoneware")
    signs_in(visitor).opens("/account")
    form = visitor.page.form_with("everywhere")
    visitor.posts(form.action, form.values)

    assert other.opens("/cart").shows("empty-cart")
    assert not other.page.shows("account-link")
    assert other.opens("/account").path == "/account/sign-in"


def test_a_wholesale_customer_has_wholesale_prices_in_the_cart(
    app: Flask, visitor: Browser
) -> None:
    signs_up(visitor)
    with app.app_context():
        customer = db.session.query(Customer).filter_by(folded_email=ADA["email"]).one().public_id
        end_reading()
        change_customer("demo", customer, CustomerChanges(group="wholesale"))
        price_list(
            "mug-stoneware", {"amount": 1600}, {"amount": 900, "customer_group": "wholesale"}
        )
    browser = Browser(app).adds("mug-stoneware")
    assert "€9.00" not in browser.opens("/cart").text
    assert "€9.00" in signs_in(browser).opens("/cart").text


def test_a_cart_waits_in_the_account_after_signing_out(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("notebook-a5")
    visitor.opens("/account")
    form = next(each for each in visitor.page.forms if each.action == "/account/sign-out")
    assert not visitor.posts(form.action, form.values).shows("account-link")

    assert visitor.opens("/cart").shows("empty-cart")
    assert visitor.opens("/account").path == "/account/sign-in"
    assert signs_in(visitor).opens("/cart").shows("line-notebook-a5")


def _cookie(browser: Browser) -> str:
    cookie = browser.client.get_cookie("checkout")
    assert cookie is not None
    return cookie.value
