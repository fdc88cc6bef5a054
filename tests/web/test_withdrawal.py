"""Withdrawing from a contract on the pages: who has the order's link may, in two steps, and sees that it counts."""

import re
from email import message_from_string
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from checkout.db import db
from checkout.models import Order, OutboxMessage, Product, Withdrawal
from checkout.operations import OrderRef, sweep
from checkout.operations.tracking import Progress, report_shipment
from tests.conftest import Clock
from tests.factories import shop_rules
from tests.web.browsing import Browser

ADA = {"name": "Ada Lovelace", "email": "ada@example.com"}
RECEIPT = "grace@example.com"


@pytest.fixture
def order_path(visitor: Browser) -> str:
    """The page of an order of two mugs and a notebook."""
    visitor.adds("mug-stoneware", 2).adds("notebook-a5").gets_to_review()
    visitor.sends("expected_total")
    return visitor.page.path


@pytest.fixture
def stranger(app: Flask, order_path: str) -> Browser:
    """Somebody with the link alone, looking at the form."""
    browser = Browser(app)
    browser.opens(f"{order_path}/withdraw")
    return browser


def progress(app: Flask, **told: Any) -> None:
    with app.app_context():
        token = db.session.query(Order.token).scalar()
        db.session.rollback()
        report_shipment(OrderRef("demo", token=token), 1, Progress(**told), "tests")


def withdrawals(app: Flask) -> list[tuple[str, str, int]]:
    with app.app_context():
        rows = db.session.query(Withdrawal).order_by(Withdrawal.id).all()
        db.session.rollback()
        return [(each.name, each.email, sum(each.units.values())) for each in rows]


def test_two_steps_from_the_page_of_the_order(
    visitor: Browser, app: Flask, order_path: str
) -> None:
    link = visitor.page.all(data_testid="withdraw-link")[0]["href"]
    visitor.opens(link)
    form = visitor.page.form_with("name").values
    assert (form["name"], form["email"]) == (ADA["name"], ADA["email"])
    visitor.sends("name")
    assert visitor.page.shows("confirm-withdrawal")
    assert withdrawals(app) == []

    visitor.sends("withdrawal_key", step="confirm")
    assert visitor.page.path == order_path
    assert visitor.page.shows("withdrawals")
    assert not visitor.page.shows("withdraw-link")
    assert withdrawals(app) == [(*ADA.values(), 3)]
    assert visitor.opens(link).shows("no-withdrawal")


def test_the_link_is_enough_and_tells_nothing_personal(app: Flask, stranger: Browser) -> None:
    form = stranger.page.form_with("name")
    assert (form.values["name"], form.values["email"]) == ("", "")
    assert ADA["name"] not in stranger.page.text
    stranger.sends("name", name="Grace Hopper", email=RECEIPT)
    stranger.sends("withdrawal_key", step="confirm")
    assert withdrawals(app) == [("Grace Hopper", RECEIPT, 3)]
    assert "Grace Hopper" not in stranger.page.text
    assert RECEIPT not in stranger.page.text
    with app.app_context():
        told = db.session.query(OutboxMessage).filter_by(type="order.withdrawn").one()
        assert told.data["to"] == RECEIPT
        assert told.data["lines"][0] == {
            "sku": "mug-stoneware",
            "name": "Stoneware mug",
            "quantity": 2,
        }
        assert told.data["declared_at"]


def test_the_receipt_has_content_day_and_time(app: Flask, clock: Clock, stranger: Browser) -> None:
    clock.forward(hours=1)
    stranger.sends("name", name="Grace Hopper", email=RECEIPT)
    stranger.sends("withdrawal_key", step="confirm")
    with app.app_context():
        sweep()
        sweep()
    letters = [
        each.read_text(errors="replace")
        for each in (Path(app.instance_path) / "outbox").rglob("*")
        if each.is_file()
    ]
    (receipt,) = [each for each in letters if "withdrawal" in each and RECEIPT in each]
    text = message_from_string(receipt, policy=default).get_body(("plain",))
    assert text is not None
    said = text.get_content()
    assert "June 10, 2026, 11:00" in said
    assert "2 \N{MULTIPLICATION SIGN} Stoneware mug" in said
    assert "Grace Hopper" in said


def test_some_of_it_now_and_the_rest_later(app: Flask, stranger: Browser) -> None:
    mugs, books = re.findall(r'name="(units-\d+)"', stranger.page.text)
    stranger.sends("name", **ADA, **{mugs: "1", books: "0"})
    assert stranger.page.text.count("1 \N{MULTIPLICATION SIGN} Stoneware mug") == 1
    assert "Notebook" not in stranger.page.text
    stranger.sends("withdrawal_key", step="confirm")
    stranger.opens(stranger.page.all(data_testid="withdraw-link")[0]["href"])
    assert stranger.page.form_with("name").values[mugs] == "1"
    stranger.sends("name", **ADA)
    stranger.sends("withdrawal_key", step="confirm")
    assert [units for _, _, units in withdrawals(app)] == [1, 2]


def test_the_form_sent_twice_is_one_declaration(app: Flask, stranger: Browser) -> None:
    mugs, books = re.findall(r'name="(units-\d+)"', stranger.page.text)
    stranger.sends("name", **ADA, **{mugs: "1", books: "0"})
    form = stranger.page.form_with("withdrawal_key")
    sent = form.values | {"step": "confirm"}
    first, second = (stranger.client.post(form.action, data=sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert [units for _, _, units in withdrawals(app)] == [1]


def test_going_back_to_change_keeps_everything(stranger: Browser) -> None:
    mugs, books = re.findall(r'name="(units-\d+)"', stranger.page.text)
    stranger.sends("name", name="Grace", email=RECEIPT, **{mugs: "1", books: "0"})
    stranger.sends("withdrawal_key", step="change")
    assert stranger.page.status == 200
    values = stranger.page.form_with("name").values
    assert (values["name"], values["email"]) == ("Grace", RECEIPT)
    assert (values[mugs], values[books]) == ("1", "0")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "A" * 201}, "name"),
        ({"name": "4242 4242 4242 4242"}, "name"),
        ({"email": ""}, "email"),
        ({"email": "ada"}, "email"),
        ({"email": "4242424242424242@example.com"}, "email"),
        ({"units": "9"}, "units"),
        ({"units": "x"}, "units"),
        ({"units": "0"}, "units"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    app: Flask, stranger: Browser, sent: dict[str, str], field: str
) -> None:
    mugs, books = re.findall(r'name="(units-\d+)"', stranger.page.text)
    units = {mugs: sent["units"], books: "0"} if field == "units" else {}
    stranger.sends(
        "name", **ADA | {name: text for name, text in sent.items() if name != "units"} | units
    )
    assert stranger.page.status == 422
    assert stranger.page.title.startswith("Error: ")
    assert stranger.page.shows(f"{mugs if field == 'units' else field}-error")
    assert withdrawals(app) == []


def test_a_form_without_its_token_declares_nothing(app: Flask, stranger: Browser) -> None:
    answer = stranger.client.post(stranger.page.path, data=ADA | {"step": "confirm"})
    assert answer.status_code == 422
    assert withdrawals(app) == []


def test_it_is_there_throughout_the_period_and_not_longer(
    app: Flask, clock: Clock, visitor: Browser, order_path: str
) -> None:
    assert "14 days after everything has arrived" in visitor.opens(f"{order_path}/withdraw").text
    progress(app, state="delivered")
    assert "until June 24, 2026" in re.sub(
        r"\s+", " ", visitor.opens(f"{order_path}/withdraw").text
    )
    clock.forward(days=14)
    assert visitor.opens(order_path).shows("withdraw-link")
    clock.forward(days=1)
    assert not visitor.opens(order_path).shows("withdraw-link")
    assert "The period ended on June 24, 2026" in visitor.opens(f"{order_path}/withdraw").text


def test_what_is_exempt_is_told_with_the_reason(app: Flask, visitor: Browser) -> None:
    with app.app_context():
        changed: Any = {"withdrawal_exemption": "made_to_order"}
        db.session.query(Product).filter_by(slug="mug-stoneware").update(changed)
        db.session.commit()
    visitor.adds("mug-stoneware").adds("notebook-a5").gets_to_review()
    visitor.sends("expected_total")
    visitor.opens(f"{visitor.page.path}/withdraw")
    assert "Stoneware mug: It is made to your wishes." in visitor.page.text
    assert len(re.findall(r'name="units-\d+"', visitor.page.text)) == 1


def test_a_shop_that_is_not_bound_by_it_does_not_offer_it(
    app: Flask, visitor: Browser, order_path: str
) -> None:
    with app.app_context():
        shop_rules(withdrawal_days=0)
    assert not visitor.opens(order_path).shows("withdraw-link")
    assert not visitor.page.shows("footer-withdraw")
    assert visitor.opens(f"{order_path}/withdraw").shows("no-withdrawal")


def test_a_parcel_can_be_followed(app: Flask, visitor: Browser, order_path: str) -> None:
    progress(
        app,
        state="shipped",
        carrier="Post",
        tracking_number="42",
        tracking_url="https://p.example/42",
    )
    page = visitor.opens(order_path)
    assert "Your order is on its way" in page.text
    assert page.all(data_testid="track")[0]["href"] == "https://p.example/42"
    progress(app, state="delivered")
    assert "Your order has arrived" in visitor.opens(order_path).text
