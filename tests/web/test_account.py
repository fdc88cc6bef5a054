"""An account: offered after the order, and what is in it."""

import pytest
from flask import Flask

from checkout.db import db
from checkout.models import Customer, Order
from tests.factories import berlin
from tests.web.accounts import PASSWORD, buys, signs_in, signs_up
from tests.web.browsing import ADA, Browser


def test_the_confirmation_offers_an_account_for_one_more_field(visitor: Browser) -> None:
    buys(visitor)
    fields = [
        each for each in visitor.page.all("input") if each["type"] not in {"", "hidden", "radio"}
    ]
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
        customer = db.session.query(Customer).filter_by(folded_email=ADA["email"]).one()
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
        assert db.session.query(Customer).filter_by(folded_email=ADA["email"]).count() == 0


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
