"""Finding an order again: the link goes to the mailbox, and nobody learns which orders there are."""

import re

import pytest
from flask import Flask
from sqlalchemy import text

from checkout.db import db
from checkout.models import LinkRequest, Order, OutboxMessage
from checkout.operations import sweep
from tests.web.browsing import ADA, Browser

VARYING = re.compile(r'name="csrf_token" value="[^"]*"')


@pytest.fixture
def number(visitor: Browser, app: Flask) -> str:
    """The number of Ada's order."""
    visitor.adds("mug-stoneware").gets_to_review()
    visitor.sends("expected_total")
    with app.app_context():
        return str(db.session.query(Order.number).scalar())


def id_of(app: Flask, number: str) -> int:
    """The id of the order with that number."""
    with app.app_context():
        return int(db.session.query(Order.id).filter_by(number=number).scalar())


def asks(app: Flask, number: str, email: str) -> Browser:
    browser = Browser(app)
    browser.opens("/find-order")
    browser.sends("number", number=number, email=email)
    return browser


def links(app: Flask) -> int:
    """How many letters with a link are on their way, once the worker has looked."""
    with app.app_context():
        sweep()
        assert db.session.query(LinkRequest).count() == 0
        return db.session.query(OutboxMessage).filter_by(type="order.link_wanted").count()


@pytest.mark.parametrize(
    "spelled", [str, str.lower, lambda it: it.replace("-", ""), lambda it: f" {it} "]
)
def test_the_link_goes_to_the_address_of_the_order(
    app: Flask, number: str, spelled: object
) -> None:
    assert asks(app, spelled(number), ADA["email"].upper()).page.shows("link-sent")  # type: ignore[operator]
    assert links(app) == 1
    asks(app, number, ADA["email"])
    assert links(app) == 2


@pytest.mark.parametrize("spelled", ["{:09d}", " {:09d} ", "{:012d}"])
def test_an_order_is_found_by_the_digits_that_partners_tell(
    app: Flask, number: str, spelled: str
) -> None:
    order = id_of(app, number)
    assert asks(app, spelled.format(order), ADA["email"]).page.shows("link-sent")
    assert links(app) == 1


def test_digits_of_another_order_or_with_another_address_find_nothing(
    app: Flask, number: str
) -> None:
    order = id_of(app, number)
    for wanted, email in (
        (f"{order:09d}", "eve@example.com"),
        (f"{order + 1:09d}", ADA["email"]),
        ("0" * 9, ADA["email"]),
        ("9" * 9, ADA["email"]),
    ):
        assert asks(app, wanted, email).page.shows("link-sent")
    with app.app_context():
        db.session.execute(text("UPDATE orders SET shop_id = 2 WHERE id = :id"), {"id": order})
        db.session.commit()
    asks(app, f"{order:09d}", ADA["email"])
    assert links(app) == 0


def test_every_input_gets_the_same_answer_by_the_same_work(
    app: Flask, number: str, statements: list[str]
) -> None:
    seen = []
    for wanted, email in (
        (number, ADA["email"]),
        (number, "eve@example.com"),
        ("AAAA-AAAA", ADA["email"]),
        (f"{id_of(app, number):09d}", "eve@example.com"),
        ("000000000", ADA["email"]),
    ):
        statements.clear()
        browser = asks(app, wanted, email)
        seen.append((browser.page.status, VARYING.sub("", browser.page.text), list(statements)))
    assert all(each == seen[0] for each in seen)
    assert not any("FROM orders" in each for each in seen[0][2])
    assert links(app) == 1


@pytest.mark.parametrize(
    ("number", "email", "field"),
    [
        ("", "ada@example.com", "number"),
        ("12", "ada@example.com", "number"),
        ("1" * 19, "ada@example.com", "number"),
        ("٠٠٠٠٠٠٠٥٢", "ada@example.com", "number"),
        ("00000005-2", "ada@example.com", "number"),
        ("4242 4242 4242 4242", "ada@example.com", "number"),
        ("AAAA-AAAA", "", "email"),
        ("AAAA-AAAA", "ada", "email"),
    ],
)
def test_what_cannot_be_is_told(app: Flask, number: str, email: str, field: str) -> None:
    browser = asks(app, number, email)
    assert browser.page.status == 422
    assert browser.page.shows(f"{field}-error")
    assert links(app) == 0


def test_one_mailbox_is_not_flooded(app: Flask, number: str) -> None:
    statuses = [asks(app, number, ADA["email"]).page.status for _ in range(6)]
    unknown = [asks(app, number, "eve@example.com").page.status for _ in range(6)]
    assert statuses == unknown == [200] * 5 + [429]
    assert links(app) == 5
