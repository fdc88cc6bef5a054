"""While nobody knows whether a payment went through: the page says so, asks again by itself, and nobody can pay twice."""

import re
from typing import Any

import pytest
from flask import Flask

from checkout.operations import pay, sweep
from checkout.payments import Declined
from tests.api.client import COMPLETE, Program, fresh_key
from tests.concurrency.witnesses import charges, rows
from tests.gateways.process import InProcess
from tests.web.browsing import Browser, Page

STEPS = ("", "/address", "/shipping", "/payment", "/review")


@pytest.fixture
def waiting(app: Flask, visitor: Browser) -> Page:
    """The page of an order that was paid for by card, while nothing comes back from the gateway any more."""
    visitor.adds("mug-stoneware").gets_to_review("card").sends("expected_total")
    InProcess.of(app).switch(drop_answers=1000)
    return visitor.pays_with("4242 4242 4242 4242")


def test_the_page_says_so_and_offers_no_other_payment(waiting: Page) -> None:
    assert waiting.shows("checking")
    assert "please do not pay again" in waiting.text
    assert "You can close it" in waiting.text
    for way_to_pay in ("continue-payment", "give-up", "place-form", "card-form", "payment-form"):
        assert not waiting.shows(way_to_pay)
    assert [
        form.action.rsplit("/", 1)[1] for form in waiting.forms if "/orders/" in form.action
    ] == ["refresh"]


def test_the_page_asks_again_by_itself_with_scripts(waiting: Page) -> None:
    [form] = waiting.all("form", hx_trigger="submit, every 4s")
    assert form["hx-post"] == waiting.path + "/refresh"


def test_the_page_asks_again_by_itself_without_scripts(
    app: Flask, visitor: Browser, waiting: Page
) -> None:
    told = re.search(
        r'<noscript><meta http-equiv="refresh" content="15; url=([^"]+)">', waiting.text
    )
    assert told
    assert visitor.opens(told[1]).shows("checking")
    InProcess.of(app).calm()
    page = visitor.opens(told[1])
    assert page.shows("confirmation")
    assert "http-equiv" not in page.text
    assert len(charges(app)) == 1


def test_whoever_closes_the_page_finds_the_result_when_he_comes_back(
    app: Flask, waiting: Page
) -> None:
    InProcess.of(app).calm()
    with app.app_context():
        sweep()
    assert Browser(app).opens(waiting.path).shows("confirmation")


@pytest.mark.parametrize("step", STEPS)
def test_no_step_of_the_checkout_offers_to_pay_it_again(
    app: Flask, visitor: Browser, step: str
) -> None:
    """Also in the tab next to it, which has not seen the order's page yet."""
    visitor.adds("mug-stoneware").gets_to_review("card")
    form = visitor.page.form_with("expected_total")
    InProcess.of(app).switch(drop_answers=1000)
    visitor.posts(form.action, form.values)
    page = visitor.opens(f"/checkout{step}")
    assert not page.shows("place-form")
    assert not page.shows("payment-form")
    assert not visitor.posts(form.action, form.values).shows("card-form")
    assert rows(app, "SELECT count(*) FROM payments") == [(1,)]


def test_another_cart_may_begin_meanwhile(visitor: Browser, waiting: Page) -> None:
    page = visitor.adds("notebook-a5").opens("/cart")
    assert page.shows("line-notebook-a5")
    assert not page.shows("line-mug-stoneware")
    assert visitor.opens(waiting.path).shows("checking")


def test_a_program_cannot_pay_it_again_either(app: Flask, api_key: str) -> None:
    InProcess.of(app).switch(drop_answers=1000)
    api, checkout = _completed_by_card(app, api_key)
    for method in ("card", "invoice"):
        wish = {"expected_total": checkout["total"], "payment": {"method": method}}
        path = f"/checkouts/{checkout['id']}/complete"
        again = api.asks("POST", path, wish, idempotency_key=fresh_key())
        assert again.status_code == 202
        assert again.get_json()["state"] == "placing"
    assert rows(app, "SELECT count(*) FROM payments") == [(1,)]
    assert len(charges(app)) == 1


def test_who_takes_silence_for_a_decline_charges_twice(
    app: Flask, api_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What others do: then the shopper is told to try again, and has paid twice."""
    monkeypatch.setattr(pay, "Unknown", lambda: Declined("card_declined"))
    gateway = InProcess.of(app).gateway
    honest = gateway.create

    def loses_the_answer(attempt: Any) -> Any:
        honest(attempt)
        raise TimeoutError

    monkeypatch.setattr(gateway, "create", loses_the_answer)
    api, checkout = _completed_by_card(app, api_key, status=402)
    monkeypatch.setattr(gateway, "create", honest)
    wish = {"expected_total": checkout["total"], "payment": CARD}
    path = f"/checkouts/{checkout['id']}/complete"
    assert api.asks("POST", path, wish, idempotency_key=fresh_key()).status_code == 200
    assert len(charges(app)) == 2


CARD = {"method": "card", "token": "tok_visa"}


def _completed_by_card(app: Flask, api_key: str, status: int = 202) -> tuple[Program, Any]:
    api = Program(app, api_key)
    checkout = api.opens(**COMPLETE)
    wish = {"expected_total": checkout["total"], "payment": CARD}
    path = f"/checkouts/{checkout['id']}/complete"
    answer = api.asks("POST", path, wish, idempotency_key=fresh_key())
    assert answer.status_code == status
    return api, checkout
