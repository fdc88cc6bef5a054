"""An account: offered after the order, found by who looks for it, in nobody's way."""

from collections.abc import Callable

import pytest
from flask import Flask

from checkout.db import db, end_reading
from checkout.models import Customer, CustomerAddress, Order
from tests.factories import berlin, vienna
from tests.web.browsing import ADA, Browser

PASSWORD = "correct horse battery"  # noqa: S105 (of the tests)
BrowserMaker = Callable[[], Browser]


@pytest.fixture
def another(app: Flask) -> BrowserMaker:
    """Makes a browser nobody has used yet."""
    return lambda: Browser(app)


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


def test_before_the_confirmation_nobody_is_asked_for_a_password(visitor: Browser) -> None:
    paths = ["/", "/products/mug-stoneware", "/cart", "/help"]
    steps = [f"/checkout/{step}" for step in ("address", "shipping", "payment", "review")]
    visitor.adds("mug-stoneware").gets_to_review()
    for path in (*paths, *steps):
        page = visitor.opens(path)
        assert page.path == path
        assert page.all("input", type="password") == []
    assert visitor.opens("/checkout/review").all("form", action="/account/sign-in") == []


def test_the_confirmation_offers_an_account_for_one_more_field(visitor: Browser) -> None:
    buys(visitor)
    fields = [each for each in visitor.page.all("input") if each["type"] not in {"", "hidden"}]
    assert [(each["name"], each["autocomplete"]) for each in fields] == [
        ("password", "new-password")
    ]


def test_who_takes_it_finds_the_order_and_its_addresses_in_the_account(
    app: Flask, visitor: Browser
) -> None:
    path = signs_up(visitor)
    number = visitor.page.text.split('data-testid="order-number">')[1][:9]
    signs_in(visitor)

    assert visitor.page.path == "/account"
    assert number in visitor.page.text
    assert berlin.line1 in visitor.page.text
    with app.app_context():
        customer = db.session.query(Customer).one()
        assert (customer.email, customer.name) == (ADA["email"], berlin.name)
        assert customer.password_hash is not None
        assert customer.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert db.session.query(Order).one().customer_id == customer.id
    assert visitor.opens(path).shows("order-contact")


@pytest.mark.parametrize("password", ["", "short", "ada@example.com", "xyxyxyxyxyxy"])
def test_a_password_that_cannot_be_taken_is_told_beside_the_field(
    app: Flask, visitor: Browser, password: str
) -> None:
    buys(visitor)
    page = visitor.sends("password", password=password)

    assert page.status == 422
    assert page.shows("password-error")
    assert page.all("input", id="password", value="")
    with app.app_context():
        assert db.session.query(Customer).count() == 0


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
    app: Flask, visitor: Browser, another: BrowserMaker
) -> None:
    signs_up(visitor)
    browser = another().adds("notebook-a5", 2)
    signs_in(browser)

    assert browser.opens("/cart").shows("line-notebook-a5")
    with app.app_context():
        carts = db.session.query(Order).where(Order.state == "open").all()
        assert [each.customer_id is not None for each in carts] == [True]


def test_without_one_the_newest_cart_comes_back(visitor: Browser, another: BrowserMaker) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("notebook-a5")

    assert signs_in(another()).opens("/cart").shows("line-notebook-a5")


def test_the_cart_here_wins_over_an_older_one(visitor: Browser, another: BrowserMaker) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("notebook-a5")
    page = signs_in(another().adds("mug-stoneware")).opens("/cart")

    assert page.shows("line-mug-stoneware")
    assert not page.shows("line-notebook-a5")


def test_a_cart_waits_in_the_account_after_signing_out(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("notebook-a5")
    visitor.opens("/account")
    form = next(each for each in visitor.page.forms if each.action == "/account/sign-out")
    assert not visitor.posts(form.action, form.values).shows("account-link")

    assert visitor.opens("/cart").shows("empty-cart")
    assert visitor.opens("/account").path == "/account/sign-in"
    assert signs_in(visitor).opens("/cart").shows("line-notebook-a5")


def test_the_address_step_chooses_the_default_and_offers_the_others(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).opens("/account/addresses/new")
    fields = {name: value for name, value in vienna.to_dict().items() if value}
    visitor.sends("line1", **fields, label="Institute")
    visitor.adds("mug-stoneware").opens("/checkout/address")

    radios = visitor.page.all("input", name="saved_address")
    assert ["checked" in each.attributes for each in radios] == [True, False, False]
    assert "Institute" in visitor.page.text
    assert visitor.page.all("input", id="email", value=ADA["email"])
    assert visitor.page.all("input", id="line1") == []
    page = visitor.sends("email", saved_address=radios[1]["value"])
    assert page.path == "/checkout/shipping"
    assert vienna.line1 in visitor.opens("/checkout/review").text or visitor.opens(
        "/checkout/address"
    ).all("input", name="saved_address", value=radios[1]["value"], checked="")


def test_another_address_may_still_be_typed(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("mug-stoneware").opens("/checkout/address")
    page = visitor.sends("email", saved_address="new")
    assert page.path == "/checkout/address"
    assert page.status == 200
    assert page.all("input", id="line1", value="")

    fields = {name: value for name, value in vienna.to_dict().items() if value}
    assert visitor.sends("email", **fields).path == "/checkout/shipping"
    with app.app_context():
        cart = db.session.query(Order).where(Order.state == "open").one()
        assert cart.shipping_address == vienna
    page = visitor.opens("/checkout/address")
    assert page.all("input", id="line1", value=vienna.line1)
    assert page.all("input", name="saved_address", value="new", checked="")


def test_what_was_typed_is_kept_while_a_saved_address_is_looked_at(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).adds("mug-stoneware").opens("/checkout/address")
    saved = visitor.page.all("input", name="saved_address")[0]["value"]
    visitor.sends("email", saved_address="new")
    visitor.sends("email", line1="Half a street", saved_address=saved, update="saved_address")
    assert visitor.page.all("input", id="line1") == []
    visitor.sends("email", saved_address="new", update="saved_address")
    assert visitor.page.all("input", id="line1", value="Half a street")


def test_a_saved_address_the_shop_cannot_reach_is_shown_to_be_mended(
    app: Flask, visitor: Browser
) -> None:
    signs_up(visitor)
    with app.app_context():
        end_reading()
        with db.engine.begin() as by_hand:
            by_hand.execute(
                CustomerAddress.__table__.update().values(  # type: ignore[attr-defined]
                    address=berlin.to_dict() | {"postal_code": "nonsense"}
                )
            )
    page = signs_in(visitor).adds("mug-stoneware").opens("/checkout/address")
    page = visitor.sends("email")

    assert page.status == 422
    assert page.shows("postal_code-error")
    assert page.all("input", id="line1", value=berlin.line1)
    assert visitor.sends("email", postal_code=berlin.postal_code).path == "/checkout/shipping"


def test_the_address_book_is_kept_by_its_owner(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).opens("/account/addresses/new")
    assert visitor.sends("line1", country="AT").status == 422
    assert visitor.page.shows("line1-error")
    fields = {name: value for name, value in vienna.to_dict().items() if value}
    page = visitor.sends("line1", **fields, label="Institute")
    assert page.path == "/account"
    assert len(page.all("li", data_testid="book-entry")) == 2

    prefer = next(each for each in page.forms if each.action.endswith("/default"))
    page = visitor.posts(prefer.action, prefer.values)
    assert page.text.index("Institute") < page.text.index(berlin.line1)
    edit = page.all("a", data_testid="edit-address")[0]["href"]
    visitor.opens(edit)
    page = visitor.sends("line1", line1="Boltzmanngasse 5")
    assert "Boltzmanngasse 5" in page.text
    remove = next(each for each in page.forms if each.action == f"{edit}/remove")
    page = visitor.posts(remove.action, remove.values)
    assert "Boltzmanngasse 5" not in page.text
    assert len(page.all(data_testid="default-address")) == 1


def test_another_country_changes_the_fields_of_the_book_without_saving(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).opens("/account/addresses/new")
    page = visitor.sends("line1", country="US", line1="20 W 34th St", update="country")
    assert page.status == 200
    assert page.all("select", id="region")
    assert page.all("input", id="line1", value="20 W 34th St")


def said(current: str, new: str) -> dict[str, str]:
    return {"password": current, "new_password": new}


def test_a_password_is_changed_by_who_knows_it(visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor).opens("/account/password")
    new = "a much better battery"
    assert visitor.sends("password", **said("no", new)).shows("password-error")
    page = visitor.sends("password", **said(PASSWORD, "short"))
    assert page.shows("new_password-error")
    assert visitor.sends("password", **said(PASSWORD, new)).path == "/account"

    visitor.opens("/account")
    assert visitor.page.path == "/account"


def test_orders_are_listed_newest_first_page_by_page(app: Flask, visitor: Browser) -> None:
    signs_up(visitor)
    signs_in(visitor)
    for _ in range(2):
        visitor.adds("notebook-a5").opens("/checkout/address")
        visitor.sends("email")
        visitor.sends("shipping_method")
        visitor.sends("payment_method", payment_method="invoice")
        visitor.sends("expected_total")
        assert visitor.page.shows("confirmation")
        assert not visitor.page.shows("sign-up")
    with app.app_context():
        numbers = [each.number for each in db.session.query(Order).order_by(Order.id.desc())]
    text = visitor.opens("/account").text
    assert len(visitor.page.all(data_testid="account-order")) == 3
    assert sorted(numbers, key=lambda number: text.index(str(number))) == numbers


def test_pages_of_a_guest_ask_the_database_no_more_often_for_all_this(
    visitor: Browser, statements: list[str]
) -> None:
    visitor.adds("mug-stoneware")
    for path in ("/cart", "/checkout/address", "/products/mug-stoneware", "/account/sign-in"):
        statements.clear()
        visitor.opens(path)
        assert len(statements) <= (2 if path.startswith("/products") else 1), statements


def test_a_customers_address_step_asks_twice_more_however_full_the_book(
    visitor: Browser, statements: list[str]
) -> None:
    signs_up(visitor)
    signs_in(visitor)
    fields = {name: value for name, value in vienna.to_dict().items() if value}
    for number in range(3):
        visitor.opens("/account/addresses/new")
        visitor.sends("line1", **(fields | {"line1": f"Gasse {number}"}))
    visitor.adds("mug-stoneware")
    statements.clear()
    visitor.opens("/checkout/address")
    assert len(statements) <= 4, statements
