"""A business in another country of the EU gives its VAT number and owes the tax itself."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.client import COMPLETE, INVOICE, Program, codes_at, document, problem
from tests.factories import shop_rules, tax_rates, vienna
from tests.guest import Guest

AUSTRIAN, GERMAN = "ATU13585627", "DE136695976"
ABROAD = {**COMPLETE, "shipping_address": vienna.to_dict()}


def _checkout(api: Program, **fields: object) -> dict[str, object]:
    sent = {name: value for name, value in vienna.to_dict().items() if value}
    return dict(api.opens(**{**COMPLETE, "shipping_address": sent, **fields}))


@pytest.mark.parametrize(("included", "total"), [(True, 4034 + 412), (False, 5290)])
def test_no_tax_is_charged_and_the_order_says_why(
    app: Flask, api_key: str, included: bool, total: int
) -> None:
    with app.app_context():
        shop_rules(prices_include_tax=included)
    api = Program(app, api_key)

    checkout = _checkout(api, vat_id=AUSTRIAN.lower())

    assert (checkout["vat_id"], checkout["taxed"]) == (AUSTRIAN, "reverse_charge")
    assert checkout["total"] == total
    order = document(api.completes(checkout, INVOICE), 200)
    assert "Reverse charge" in str(order["totals"])
    assert (order["taxed"], order["total"]) == ("reverse_charge", total)


@pytest.mark.parametrize("vat_id", ["", GERMAN])
def test_without_a_number_of_another_country_tax_is_charged(
    app: Flask, api_key: str, vat_id: str
) -> None:
    with app.app_context():
        tax_rates({"country": "AT", "rate": 2000})

    checkout = _checkout(Program(app, api_key), vat_id=vat_id or None)

    assert checkout["taxed"] == "included"
    assert "VAT 20%" in str(checkout["adjustments"])


@pytest.mark.parametrize(
    ("vat_id", "code"),
    [
        ("ATU13585626", "vat_id_wrong_checksum"),
        ("AT13", "vat_id_wrong_format"),
        ("US12345", "vat_id_not_a_member"),
    ],
)
def test_a_number_that_cannot_be_right_is_refused(
    app: Flask, api_key: str, vat_id: str, code: str
) -> None:
    answer = Program(app, api_key).asks("POST", "/checkouts", {"vat_id": vat_id})
    assert codes_at(problem(answer, 422, "invalid")) == {"#/vat_id": code}


def test_a_shopper_types_it_with_the_address(client: FlaskClient) -> None:
    guest = Guest(client)
    guest.adds("mug-stoneware").opens("/checkout/address")
    typed = {name: value for name, value in vienna.to_dict().items() if value}

    wrong = guest.sends("email", email="ada@example.com", vat_id="ATU13585626", **typed)
    assert wrong.status_code == 422
    page = wrong.get_data(as_text=True)
    assert "This VAT number cannot be right." in page
    assert "ATU13585626" in page

    guest.opens("/checkout/address")
    guest.submits("email", email="ada@example.com", vat_id=AUSTRIAN, **typed)
    assert "Reverse charge" in guest.html
