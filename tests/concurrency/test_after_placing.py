"""Withdrawing twice at once, and invoices that are asked for at once: nothing twice, and no number lost."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from checkout.operations import OrderRef
from checkout.operations.invoices import issue_invoice
from checkout.operations.withdraw import NothingToWithdraw, WithdrawalWish, withdraw
from tests.concurrency.rivals import at_once, meet_before
from tests.concurrency.witnesses import rows
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper

#: what was withdrawn before has been read
READ = "checkout.operations.withdraw:_accept"
#: the order has no invoice yet
UNNUMBERED = "checkout.operations.invoices:_next_number"


def test_of_two_who_withdraw_from_everything_one_does(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    meet_before(monkeypatch, READ, 2)
    token = _order(app)
    answers = at_once([_withdrawing(app, token, key) for key in ("first", "second")])

    assert sorted(type(each).__name__ for each in answers) == ["NothingToWithdraw", "str"]
    assert any(isinstance(each, NothingToWithdraw) for each in answers)
    assert len(rows(app, "SELECT id FROM withdrawals")) == 1


def test_one_form_sent_twice_at_once_is_one_declaration(app: Flask) -> None:
    token = _order(app)
    answers = at_once([_withdrawing(app, token, "the form")] * 5)

    assert len(set(map(str, answers))) == 1
    assert len(rows(app, "SELECT id FROM withdrawals")) == 1


def test_with_the_lock_off_both_withdraw_from_the_same(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = _order(unlocked_app)
    meet_before(monkeypatch, READ, 2, patience=10)
    answers = at_once([_withdrawing(unlocked_app, token, key) for key in ("first", "second")])

    assert [type(each) for each in answers] == [str, str]
    assert len(rows(unlocked_app, "SELECT id FROM withdrawals")) == 2


def test_invoices_of_many_orders_at_once_have_no_gap(app: Flask) -> None:
    tokens = [_order(app) for _ in range(4)]
    answers = at_once([_invoicing(app, token) for token in tokens * 2])

    assert Counter(answers) == {1: 2, 2: 2, 3: 2, 4: 2}


def test_with_the_lock_off_the_database_refuses_a_second_invoice(
    unlocked_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = _order(unlocked_app)
    meet_before(monkeypatch, UNNUMBERED, 2, patience=10)
    answers = at_once([_invoicing(unlocked_app, token)] * 2)

    assert Counter(map(type, answers)) == {int: 1, IntegrityError: 1}
    assert rows(unlocked_app, "SELECT last FROM invoice_counters") == [(1,)]


def _order(app: Flask) -> str:
    """The token of a new order of two mugs."""
    Shopper(OperationsDoor(app)).adds("mug-stoneware", 2).ships_to(berlin).by(
        "standard"
    ).places_order()
    [(token,)] = rows(app, "SELECT token FROM orders ORDER BY id DESC LIMIT 1")
    return str(token)


def _withdrawing(app: Flask, token: str, key: str) -> Callable[[], str]:
    wish = WithdrawalWish("Ada Lovelace", "ada@example.com", {}, key, "en")

    def act() -> str:
        with app.app_context():
            return withdraw(OrderRef("demo", token=token), wish, "tests").public_id

    return act


def _invoicing(app: Flask, token: str) -> Callable[[], int]:
    def act() -> int:
        with app.app_context():
            return issue_invoice(OrderRef("demo", token=token)).number

    return act
