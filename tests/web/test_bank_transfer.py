"""An order that is paid by bank transfer says where to; other money that comes by itself says what happens next."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from checkout.bank_transfer import account_from
from checkout.catalog import every_catalog
from checkout.db import db, unit_of_work
from checkout.demo.products import SHOP_NAME
from checkout.models import PaymentMethod
from checkout.shop_data import complaints
from tests.api.client import COMPLETE, Program, fresh_key
from tests.concurrency.witnesses import rows, write
from tests.web.browsing import Browser

ACCOUNT = {"account_holder": "A shop", "iban": "DE89370400440532013000"}


def test_the_order_page_says_where_to_send_the_money(app: Flask, visitor: Browser) -> None:
    visitor.adds("mug-stoneware").gets_to_review("bank-transfer")
    page = visitor.sends("expected_total")

    assert page.shows("confirmation")
    assert page.shows("transfer")
    [(number,)] = rows(app, "SELECT number FROM orders")
    told = page.text.split('data-testid="transfer"')[1].split("</section>")[0]
    for words in (number, "€28.90", "DE89 3704 0044 0532 0130 00", "COBADEFFXXX"):
        assert words in told


def test_a_program_is_told_where_to_send_the_money_until_it_has_come(
    app: Flask, api_key: str
) -> None:
    api = Program(app, api_key)
    order = api.buys({"method": "bank-transfer"})
    transfer = order["transfer"]
    until = transfer.pop("until")
    assert transfer == {
        "account_holder": SHOP_NAME,
        "iban": "DE89370400440532013000",
        "bic": "COBADEFFXXX",
        "bank": "Commerzbank",
        "amount": order["total"],
        "currency": "EUR",
        "purpose": order["number"],
    }
    assert until > order["placed_at"][:10]
    path = f"/orders/{order['order_id']}/captures"
    part = api.asks("POST", path, {"amount": 1000}, idempotency_key=fresh_key()).get_json()
    assert part["transfer"]["amount"] == order["total"] - 1000
    rest = api.asks("POST", path, {}, idempotency_key=fresh_key()).get_json()
    assert rest["transfer"] is None
    assert api.buys()["transfer"] is None  # by invoice


@pytest.mark.parametrize("method", ["invoice", "cash-on-delivery"])
def test_other_money_that_comes_by_itself_needs_no_account(visitor: Browser, method: str) -> None:
    page = visitor.adds("mug-stoneware").gets_to_review(method).sends("expected_total")
    assert page.shows("confirmation")
    assert not page.shows("transfer")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE payments SET state = 'captured'", "UPDATE orders SET state = 'cancelled'"],
)
def test_who_has_paid_or_cancelled_is_not_asked_again(
    app: Flask, visitor: Browser, statement: str
) -> None:
    path = (
        visitor.adds("mug-stoneware").gets_to_review("bank-transfer").sends("expected_total").path
    )
    write(app, statement)
    assert not visitor.opens(path).shows("transfer")


@pytest.mark.parametrize(
    ("transfer", "words"),
    [
        (ACCOUNT | {"iban": "DE88370400440532013000"}, "has no right iban"),
        (ACCOUNT | {"bic": "NOBANK"}, "has no right bic"),
        (ACCOUNT | {"account_holder": " "}, "has no account_holder"),
        ({"account_holder": "A shop"}, "has no iban"),
        (ACCOUNT | {"iban": 89}, "has no text of at most 140 characters in iban"),
        (ACCOUNT | {"days": 0}, "has no number of days from 1 to 365 in days"),
        (ACCOUNT | {"days": True}, "has no number of days from 1 to 365 in days"),
        (ACCOUNT | {"colour": "blue"}, "does not know colour"),
    ],
)
def test_an_account_that_makes_no_sense_is_told_and_not_offered(
    app: Flask, api_key: str, transfer: dict[str, Any], words: str
) -> None:
    with app.app_context():
        _set(transfer)
        told = [each for catalog in every_catalog() for each in complaints(catalog)]
    assert told == [
        f"Shop demo: payment method 'bank-transfer' {words}; it is not offered.",
    ]
    api = Program(app, api_key)
    checkout = api.opens(**COMPLETE)
    offered = [each["code"] for each in checkout["payment_methods"]]
    assert "bank-transfer" not in offered
    assert "invoice" in offered
    wish = {"expected_total": checkout["total"], "payment": {"method": "bank-transfer"}}
    path = f"/checkouts/{checkout['id']}/complete"
    refused = api.asks("POST", path, wish, idempotency_key=fresh_key())
    assert refused.status_code == 422


def test_an_account_is_read_as_it_is_written_on_paper() -> None:
    account = account_from(ACCOUNT | {"iban": "de89 3704 0044 0532 0130 00", "days": 14})
    assert account.iban == "DE89370400440532013000"
    assert account.iban_in_groups == "DE89 3704 0044 0532 0130 00"
    assert (account.bic, account.bank, account.days) == ("", "", 14)


@unit_of_work
def _set(transfer: dict[str, Any]) -> None:
    chosen = PaymentMethod.code == "bank-transfer"
    db.session.execute(update(PaymentMethod).where(chosen).values(transfer=transfer))
