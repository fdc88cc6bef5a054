"""The form that buys, sent again: it comes to the same as a program's request that is sent again with its key."""

from collections.abc import Callable
from datetime import timedelta
from secrets import token_hex
from typing import Any

import pytest
from flask import Flask

from checkout.operations import sweep
from checkout.storefront import review
from tests.api.client import COMPLETE, Program, fresh_key
from tests.concurrency.witnesses import charges, rows, write
from tests.conftest import Clock
from tests.gateways.process import InProcess
from tests.web.browsing import Browser

#: what goes wrong at the gateway while it is sent first
MISHAPS: dict[str, dict[str, Any]] = {
    "nothing": {},
    "the request is lost": {"drop_requests": 1},
    "the answer is lost": {"drop_answers": 1},
    "the gateway refuses": {"refuse": 1},
}
Sender = Callable[[], object]


@pytest.mark.parametrize("method", ["card", "invoice"])
@pytest.mark.parametrize("mishap", MISHAPS)
def test_a_form_and_a_request_come_to_the_same(
    app: Flask, api_key: str, mishap: str, method: str
) -> None:
    by_form = _sent_twice(app, _form(app, method), mishap)
    by_request = _sent_twice(app, _request(app, api_key, method), mishap)
    assert by_form == by_request
    assert by_form[1] != [("placing", "unknown")]


def test_with_a_new_key_for_every_click_the_lost_request_stays_lost(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "request_of", lambda _: token_hex())
    ends = _sent_twice(app, _form(app, "card"), "the request is lost")
    assert ends == ([("placing", "unknown")],) * 2


def test_what_was_declined_is_not_bought_by_a_late_second_click(
    app: Flask, visitor: Browser
) -> None:
    visitor.adds("mug-stoneware").gets_to_review("card")
    form = visitor.page.form_with("placement_key")
    InProcess.of(app).switch(refuse=1)
    assert visitor.posts(form.action, form.values).path == "/checkout/payment"
    page = visitor.posts(form.action, form.values)
    assert page.path == "/checkout/payment"
    assert "Nothing was charged" in page.text
    assert rows(app, "SELECT state FROM payments") == [("declined",)]
    visitor.opens("/checkout/review")
    assert visitor.sends("placement_key").shows("card-form")
    assert rows(app, "SELECT state FROM payments ORDER BY id") == [("declined",), ("action",)]


def test_the_key_of_a_page_is_good_for_one_order_and_shown_once(
    app: Flask, visitor: Browser
) -> None:
    visitor.adds("mug-stoneware").gets_to_review("invoice")
    first = visitor.page.form_with("placement_key").values
    second = visitor.opens("/checkout/review").form_with("placement_key").values
    assert first["placement_key"] != second["placement_key"]
    other = Browser(app)
    other.adds("notebook-a5").gets_to_review("invoice")
    for key in (first["placement_key"], "", "é", "0" * 48):
        page = other.sends("placement_key", placement_key=key)
        assert page.shows("place-form")
        assert "another order" in page.text
    assert rows(app, "SELECT count(*) FROM orders WHERE state <> 'open'") == [(0,)]


def test_a_click_while_the_first_is_under_way_waits_for_it(
    app: Flask, visitor: Browser, clock: Clock
) -> None:
    visitor.adds("mug-stoneware").gets_to_review("card")
    form = visitor.page.form_with("placement_key")
    InProcess.of(app).switch(drop_requests=1)
    visitor.posts(form.action, form.values)
    write(app, "UPDATE payments SET state = 'created'")  # as if nobody had asked yet
    assert visitor.posts(form.action, form.values).shows("checking")
    clock.forward(seconds=31)
    assert visitor.posts(form.action, form.values).shows("card-form")
    assert rows(app, "SELECT state FROM payments") == [("action",)]
    assert charges(app) == []


def test_an_order_that_is_open_again_is_bought_with_the_key_of_its_new_page(
    app: Flask, visitor: Browser, clock: Clock
) -> None:
    visitor.adds("mug-stoneware").gets_to_review("card")
    InProcess.of(app).switch(drop_requests=1)
    waiting = visitor.sends("placement_key")
    clock.forward(minutes=1)
    with app.app_context():
        sweep()
    assert rows(app, "SELECT state FROM orders") == [("open",)]
    visitor.opens(waiting.path)
    visitor.opens("/checkout/payment")
    assert visitor.sends("payment_method", payment_method="invoice").path == "/checkout/review"
    assert visitor.sends("placement_key").shows("confirmation")
    assert rows(app, "SELECT state FROM orders") == [("placed",)]


def test_if_nobody_waited_for_the_first_the_gateway_would_be_asked_twice_at_once(
    app: Flask, visitor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review, "UNDER_WAY", timedelta(0))
    visitor.adds("mug-stoneware").gets_to_review("card")
    form = visitor.page.form_with("placement_key")
    InProcess.of(app).switch(drop_requests=1)
    visitor.posts(form.action, form.values)
    write(app, "UPDATE payments SET state = 'created'")
    assert visitor.posts(form.action, form.values).shows("card-form")


def _form(app: Flask, method: str) -> Sender:
    browser = Browser(app)
    browser.adds("mug-stoneware").gets_to_review(method)
    form = browser.page.form_with("placement_key")
    return lambda: browser.posts(form.action, form.values)


def _request(app: Flask, api_key: str, method: str) -> Sender:
    program, key = Program(app, api_key), fresh_key()
    checkout = program.opens(**COMPLETE)
    return lambda: program.completes(checkout, {"method": method}, key=key)


def _sent_twice(app: Flask, send: Sender, mishap: str) -> tuple[list[Any], list[Any]]:
    """How the newest order and its attempts stand after the first time, and after the second."""
    InProcess.of(app).switch(**MISHAPS[mishap])
    send()
    first = _stands(app)
    InProcess.of(app).calm()
    send()
    return first, _stands(app)


def _stands(app: Flask) -> list[Any]:
    found = """
        SELECT orders.state, payments.state FROM orders JOIN payments ON payments.order_id = orders.id
        WHERE orders.id = (SELECT max(order_id) FROM payments) ORDER BY payments.id
    """
    return rows(app, found)
