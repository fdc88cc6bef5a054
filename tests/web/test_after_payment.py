"""What a shopper can do about an order that is placed: call it off, and pay what is left to pay."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from checkout.operations import OrderRef, sweep
from checkout.operations.mailing import switch_mails
from checkout.operations.money import Why
from checkout.operations.move_money import Amount, capture_order, refund_order
from checkout.operations.tracking import Progress, report_shipment
from tests.conftest import Clock
from tests.factories import ADA
from tests.guest import Guest, forms_in

CARD, DECLINED = "4242424242424242", "4000000000000002"
SHOP = Why("shop", "damaged")


@pytest.fixture
def guest(client: FlaskClient) -> Guest:
    return Guest(client)


def buys_by_invoice(guest: Guest) -> str:
    return guest.adds("mug-stoneware").ships_to().by("standard").pays_by("invoice").places_order()


def confirms(guest: Guest, path: str) -> TestResponse:
    """Sends the question's form; the bare answer."""
    form = next(each for each in forms_in(guest.html) if each.action == f"{path}/cancel")
    return guest.client.post(form.action, data=form.fields)


def ref(path: str) -> OrderRef:
    return OrderRef("demo", token=path.rsplit("/", 1)[1])


def shop_cards(guest: Guest, number: str = CARD) -> Guest:
    """Types a card into the gateway's page, on which the guest is."""
    return guest.submits("number", number=number, expiry="12/30", code="123")


def test_an_order_is_cancelled_after_being_asked_once_more(guest: Guest) -> None:
    path = buys_by_invoice(guest)
    question = guest.opens(path).opens(f"{path}/cancel").html
    assert 'data-testid="cancel-order"' in question
    assert "You need not pay anything." in question
    assert confirms(guest, path).location == path
    over = guest.opens(path).html
    assert 'data-state="cancelled"' in over
    assert "Nothing was charged, and nothing will be sent." in over
    assert guest.opens(f"{path}/cancel").path == path  # there is nothing more to ask


def test_what_was_paid_goes_back(app: Flask, guest: Guest) -> None:
    path = buys_by_invoice(guest)
    with app.app_context():
        capture_order(ref(path), Amount(1000), SHOP)
    assert "You get back €10.00" in guest.opens(f"{path}/cancel").html
    confirms(guest, path)
    over = guest.opens(path).html
    assert "We sent €10.00 back the way you paid" in over
    assert "Money was sent back to you" in over


def test_what_has_left_is_not_cancelled_by_an_old_page(app: Flask, guest: Guest) -> None:
    path = buys_by_invoice(guest)
    guest.opens(f"{path}/cancel")
    with app.app_context():
        report_shipment(ref(path), 1, Progress(state="shipped"), "shop")
    answer = confirms(guest, path)
    assert answer.status_code == 409
    assert "It is too late to cancel this order" in answer.get_data(as_text=True)
    assert "cancel-link" not in guest.opens(path).html


def test_only_who_may_see_an_order_cancels_or_pays_it(app: Flask, guest: Guest) -> None:
    path = buys_by_invoice(guest)
    mallory = Guest(app.test_client())
    assert "cancel-link" not in mallory.opens(path).html
    assert "pay-now" not in mallory.html
    token = mallory.form_with("email").fields["csrf_token"]
    for verb in ("cancel", "pay"):
        answer = mallory.client.post(
            f"{path}/{verb}", data={"csrf_token": token, "payment_method": "card"}
        )
        assert (answer.status_code, answer.location) == (303, path)
    assert 'data-state="placed"' in guest.opens(path).html


def test_an_invoice_is_paid_by_card_after_all(guest: Guest) -> None:
    path = buys_by_invoice(guest)
    assert "Pay €28.90 now" in guest.opens(path).html
    guest.submits("payment_method", payment_method="card")
    assert "/test-gateway/" in guest.path
    shop_cards(guest)
    assert guest.path.endswith(path)
    assert "pay-now" not in guest.html
    assert "Your payment has arrived" in guest.html


def test_a_declined_card_leaves_the_order_and_says_what_to_do(guest: Guest) -> None:
    path = buys_by_invoice(guest)
    guest.opens(path).submits("payment_method", payment_method="card")
    shop_cards(guest, DECLINED)
    assert guest.path.endswith(path)
    assert "Your bank declined the card" in guest.html
    assert "Your order stands either way." in guest.html
    assert 'data-testid="pay-now"' in guest.html
    guest.submits("payment_method", payment_method="card")
    shop_cards(guest)
    assert "pay-now" not in guest.html


def test_a_payment_that_was_begun_is_gone_on_with_or_given_up(guest: Guest) -> None:
    path = buys_by_invoice(guest)
    guest.opens(path).submits("payment_method", payment_method="card")
    waiting = guest.opens(path).html
    assert 'data-testid="continue-payment"' in waiting
    assert "pay-now" not in waiting
    given_up = guest.client.post(
        f"{path}/give-up", data={"csrf_token": guest.form_with("csrf_token").fields["csrf_token"]}
    )
    assert given_up.location == path
    assert 'data-testid="pay-now"' in guest.opens(path).html


def test_a_way_to_pay_must_be_chosen(guest: Guest) -> None:
    path = buys_by_invoice(guest)
    answer = guest.opens(path).sends("payment_method", payment_method="invoice")
    assert answer.status_code == 422
    assert "Choose how you want to pay." in answer.get_data(as_text=True)


def test_while_nobody_knows_whether_it_was_paid_a_second_payment_is_not_offered(
    app: Flask, guest: Guest, clock: Clock
) -> None:
    path = buys_by_invoice(guest)
    app.extensions["gateways"]["test"].switches.set({"drop_answers": 9})
    guest.opens(path).submits("payment_method", payment_method="card")
    assert guest.path == path
    assert "please do not pay again" in guest.html
    assert "pay-now" not in guest.html
    app.extensions["gateways"]["test"].switches.set({"drop_answers": 0})
    clock.forward(minutes=1)
    with app.app_context():
        sweep()
    assert 'data-testid="continue-payment"' in guest.opens(path).html


def test_a_refund_shows_on_the_page(app: Flask, guest: Guest) -> None:
    path = buys_by_invoice(guest)
    with app.app_context():
        capture_order(ref(path), Amount(), SHOP)
        refund_order(ref(path), Amount(500), SHOP)
    shown = guest.opens(path).html
    assert "€5.00" in shown[shown.index('data-testid="refunded"') :][:60]
    assert "damaged" not in shown


def test_a_placed_order_is_thanked_for_in_every_language(guest: Guest) -> None:
    path = buys_by_invoice(guest)
    german = guest.client.get(path, headers={"Accept-Language": "de"}).get_data(as_text=True)
    assert '<html lang="de"' in german
    assert "Project-Id-Version" not in german


def test_the_page_says_where_the_confirmation_goes(app: Flask, guest: Guest) -> None:
    path = buys_by_invoice(guest)
    assert f"The confirmation goes to {ADA}." in guest.html
    assert "written-to" not in Guest(app.test_client()).opens(path).html
    with app.app_context():
        switch_mails("demo", on=False)
    assert "written-to" not in guest.opens(path).html
