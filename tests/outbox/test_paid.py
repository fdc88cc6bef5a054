"""Partners are told that an order is paid: when the money for all of it was taken, once, and not before."""

from importlib import import_module

import pytest
from flask import Flask

from checkout.operations import settle, sweep
from checkout.payments import Ok
from tests.api.client import COMPLETE, Program, card, document, fresh_key
from tests.api.test_money import asks, promised_only, ships
from tests.concurrency.witnesses import rows

__all__ = ["promised_only"]  # a fixture
PLACED, PAID, SHIPPED = "order.placed", "order.paid", "order.shipped"


def told(app: Flask) -> list[str]:
    return [type_ for (type_,) in rows(app, "SELECT type FROM outbox_messages ORDER BY id")]


def test_a_card_pays_at_once(app: Flask, api: Program) -> None:
    order = api.buys(card("tok_visa"))
    assert told(app) == [PLACED, PAID]

    [(payment_id, key)] = rows(app, "SELECT id, reference FROM payments")
    with app.app_context():
        settle(payment_id, Ok(str(key), 0, order["total"], order["currency"]), "gateway")
        sweep()
    assert told(app) == [PLACED, PAID]


def test_an_invoice_is_paid_when_the_last_part_has_come(app: Flask, api: Program) -> None:
    order = api.buys()
    document(asks(api, order, "captures", amount=1000), 200)
    assert told(app) == [PLACED]
    document(asks(api, order, "captures"), 200)
    assert told(app) == [PLACED, PAID]


def test_without_adding_up_a_part_would_count_as_all(
    app: Flask, api: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid_in_full = import_module("checkout.operations.paid_in_full")
    monkeypatch.setattr(paid_in_full, "_is_paid", lambda *_: True)
    document(asks(api, api.buys(), "captures", amount=1000), 200)
    assert told(app) == [PLACED, PAID]


@pytest.mark.usefixtures("promised_only")
def test_what_is_only_promised_is_paid_when_the_goods_leave(app: Flask, api: Program) -> None:
    order = api.buys(card("tok_visa"))
    assert told(app) == [PLACED]
    ships(api, order)
    with app.app_context():
        sweep()
    assert sorted(told(app)) == sorted([PLACED, SHIPPED, PAID])


def test_nobody_is_told_so_after_a_refusal(app: Flask, api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    api.completes(checkout, card("tok_declined"), key=fresh_key())
    assert PAID not in told(app)
    document(api.completes(checkout, card("tok_visa"), key=fresh_key()), 200)
    assert told(app)[-2:] == [PLACED, PAID]
