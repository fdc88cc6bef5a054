"""Paying by card: what becomes of it, and that the card is nowhere afterwards."""

import logging
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from checkout.keys import create_key
from checkout.payments.sandbox import SandboxGateway
from tests.contracts.sylius_client import CARD, Partner, children, refused
from tests.servers import Served

NUMBER = "4242424242424242"
SPACED = "4242 4242 4242 4242"
DECLINED, FUNDLESS, CHALLENGE, SILENT = (
    *("4000000000000002", "4000000000009995"),
    *("4000000000003220", "4000000000000119"),
)


@pytest.mark.parametrize(
    ("number", "reason"), [(DECLINED, "card_declined"), (FUNDLESS, "insufficient_funds")]
)
def test_a_declined_card_leaves_a_cart_that_another_card_may_buy(
    partner: Partner, number: str, reason: str
) -> None:
    order = partner.confirms()

    declined = partner.pays(order["id"], number=number)
    paid = partner.pays(order["id"])

    assert declined["state"] == "cart"
    assert declined["payments"][0]["state"] == "failed"
    assert declined["payments"][0]["decline_reason"] == reason
    assert [each["state"] for each in paid["payments"]] == ["failed", "completed"]
    assert (paid["state"], paid["number"]) == ("new", order["number"])


def test_a_declined_order_may_be_changed_and_confirmed_again(sylius: Partner) -> None:
    order = sylius.confirms()
    sylius.pays(order["id"], number=DECLINED)

    assert sylius.gets(f"/checkouts/{order['id']}")["checkout_state"] == "payment_selected"
    sylius.chooses_again(order["id"], "invoice")
    assert sylius.puts(order["id"])["state"] == "new"


def test_a_bank_that_asks_back_is_told_with_where_to_answer(sylius: Partner) -> None:
    order = sylius.confirms()

    asked = sylius.pays(order["id"], number=CHALLENGE)

    payment = asked["payments"][0]
    assert payment["state"] == "new"
    assert "/test-gateway/" in payment["action_url"]


def test_a_lost_answer_is_not_paid_again(sylius: Partner) -> None:
    order = sylius.confirms()

    lost = sylius.pays(order["id"], number=SILENT)
    again = sylius.pays(order["id"])

    assert [each["state"] for each in lost["payments"]] == ["unknown"]
    assert again["payments"] == lost["payments"]


def test_a_token_instead_of_a_card(partner: Partner) -> None:
    order = partner.confirms()

    paid = partner.puts(order["id"], {"token": "tok_visa"})

    assert [each["state"] for each in paid["payments"]] == ["completed"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "123"),
        ("number", "4242x24242424242"),
        ("number", ""),
        ("securityCode", "12"),
        ("securityCode", "abc"),
        ("expiryMonth", "13"),
        ("expiryMonth", "0"),
        ("expiryMonth", "x"),
        ("expiryYear", "2020"),
        ("expiryYear", ""),
        ("cardholderName", ""),
    ],
)
def test_a_card_that_cannot_be_is_refused_at_its_field(
    partner: Partner, field: str, value: str
) -> None:
    order = partner.confirms()

    answer = partner.asks("PUT", f"/checkouts/{order['id']}", {**CARD, field: value})

    assert set(children(answer)) == {field}
    assert NUMBER not in answer.get_data(as_text=True)
    assert partner.gets(f"/orders/{order['id']}") == order


def test_a_gateway_that_does_not_answer_charges_nothing(
    sylius: Partner, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    order = sylius.confirms()

    def broken(_gateway: Any, card: Any) -> str:
        raise ConnectionError(f"could not send {card.number}")

    monkeypatch.setattr(SandboxGateway, "tokenise", broken)
    with caplog.at_level(logging.DEBUG):
        answer = sylius.asks("PUT", f"/checkouts/{order['id']}", CARD)

    refused(answer, 503)
    assert NUMBER not in answer.get_data(as_text=True) + caplog.text
    monkeypatch.undo()
    assert sylius.gets(f"/orders/{order['id']}") == order


@pytest.mark.parametrize("number", [NUMBER, SPACED, DECLINED, CHALLENGE, SILENT])
def test_the_card_is_nowhere_afterwards(
    app: Flask,
    sylius: Partner,
    number: str,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    order = sylius.confirms()
    secret = {"number": number, "cardholderName": "Very Secret", "securityCode": "9137"}

    with caplog.at_level(logging.DEBUG):
        answer = sylius.asks("PUT", f"/checkouts/{order['id']}", {**CARD, **secret})

    written = "".join(capfd.readouterr()) + caplog.text + answer.get_data(as_text=True)
    stored = b"".join(
        path.read_bytes() for path in Path(app.instance_path).rglob("*") if path.is_file()
    )
    for text in (number, number.replace(" ", ""), "Very Secret"):
        assert text not in written
        assert text.encode() not in stored


def test_the_card_is_not_in_the_log_of_a_real_server(served: Served) -> None:
    import json  # noqa: PLC0415
    import urllib.request  # noqa: PLC0415

    with served.app.app_context():
        api_key = create_key("demo", ["all"], "tests")

    def call(method: str, path: str, form: Any = None) -> Any:
        request = urllib.request.Request(
            f"{served.server.url}/api{path}",
            method=method,
            data=None if form is None else json.dumps(form).encode(),
            headers={"Authorization": f"Bearer {api_key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    from tests.contracts.sylius_client import BOOK, BUYER, NEW_YORK  # noqa: PLC0415

    cart = call("POST", "/carts", {"customer": BUYER})["id"]
    call("POST", f"/carts/{cart}/items", {"variant": BOOK, "quantity": 3})
    place = f"/checkouts/{cart}"
    call("PUT", place, {"shippingAddress": NEW_YORK})
    method = call("GET", place)[0]["methods"][0]["id"]
    call("PUT", place, {"shipments": [{"method": method}]})
    methods = call("GET", place)["methods"].values()
    dummy = next(each["id"] for each in methods if each["code"] == "dummy")
    call("PUT", place, {"payments": [{"method": dummy}]})
    call("PUT", place)
    paid = call("PUT", place, CARD)

    assert paid["payments"][0]["state"] == "completed"
    log = served.server.log.read_text()
    for secret in (NUMBER, BUYER, NEW_YORK["street"] + ",", CARD["cardholderName"]):
        assert secret not in log
