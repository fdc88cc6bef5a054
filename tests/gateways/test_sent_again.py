"""A completion that is sent again asks the gateway for the same: money that was to be promised is not taken instead."""

import pytest
from flask import Flask

from checkout.keys import create_key
from checkout.operations import resume
from tests.api.client import COMPLETE, Program, card, document
from tests.concurrency.witnesses import rows, write
from tests.gateways.process import InProcess


def test_what_was_to_be_promised_is_promised_by_the_second_request_too(app: Flask) -> None:
    _is_lost_and_sent_again(app)
    assert rows(app, "SELECT state FROM payments") == [("authorized",)]


def test_without_reading_how_it_was_to_be_paid_the_money_would_be_taken(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resume, "is_promised_only", lambda _: False)
    _is_lost_and_sent_again(app)
    assert rows(app, "SELECT state FROM payments") == [("captured",)]


def _is_lost_and_sent_again(app: Flask) -> None:
    write(app, "UPDATE payment_methods SET manual_capture = true WHERE code = 'card'")
    with app.app_context():
        api = Program(app, create_key("demo", ["all"], "tests"))
    checkout = api.opens(**COMPLETE)
    InProcess.of(app).switch(drop_requests=1)
    lost = api.completes(checkout, card("tok_visa"), key="lost")
    assert document(lost, 202)["state"] == "placing"
    again = api.completes(checkout, card("tok_visa"), key="lost")
    assert document(again, 200)["state"] == "placed"
