"""Buying in a browser without JavaScript, from the shelf to the order's page."""

import pytest
from flask import Flask

from tests.web.browsing import Browser


def test_a_guest_buys_two_things_by_invoice(visitor: Browser) -> None:
    visitor.adds("mug-stoneware", 2).adds("gift-note").gets_to_review()
    page = visitor.sends("expected_total")

    assert page.path.startswith("/orders/")
    assert page.shows("confirmation")
    assert "€55.90" in page.text
    assert "Torstraße 12" in page.text


def test_a_guest_pays_by_card_on_the_providers_page(visitor: Browser) -> None:
    visitor.adds("notebook-a5").gets_to_review("card")
    page = visitor.sends("expected_total")
    assert page.shows("card-form")

    assert visitor.pays_with("4242 4242 4242 4242").shows("confirmation")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("4000000000000002", "Your bank declined the card"),
        ("4000000000009995", "The card does not have enough funds"),
    ],
)
def test_a_declined_card_leads_back_to_the_ways_to_pay(
    visitor: Browser, number: str, words: str
) -> None:
    visitor.adds("notebook-a5").gets_to_review("card").sends("expected_total")
    page = visitor.pays_with(number)

    assert page.path == "/checkout/payment"
    assert words in page.text
    visitor.sends("payment_method", payment_method="invoice")
    assert "Torstraße 12" in visitor.page.text
    assert visitor.sends("expected_total").shows("confirmation")


def test_refusing_at_the_bank_says_so_and_keeps_everything(visitor: Browser) -> None:
    visitor.adds("notebook-a5").gets_to_review("card").sends("expected_total")
    assert visitor.pays_with("4000000000003220").shows("challenge-form")
    form = visitor.page.forms[0]
    page = visitor.posts(form.action, form.values | {"do": "refuse"})

    assert "could not confirm that it is you" in page.text


def test_going_back_from_the_provider_shows_the_unfinished_payment(visitor: Browser) -> None:
    visitor.adds("notebook-a5").gets_to_review("card").sends("expected_total")
    page = visitor.opens("/checkout/review")
    assert page.shows("continue-payment")

    give_up = next(form for form in page.forms if form.action.endswith("give-up"))
    page = visitor.posts(give_up.action, give_up.values)
    assert page.path == "/checkout/payment"
    assert "Nothing was charged" in page.text


def test_an_unknown_outcome_asks_nobody_to_pay_again(visitor: Browser) -> None:
    visitor.adds("notebook-a5").gets_to_review("card").sends("expected_total")
    page = visitor.pays_with("4000000000000119")
    assert page.shows("checking")
    assert "do not pay again" in page.text

    refresh = next(form for form in page.forms if form.action.endswith("refresh"))
    assert visitor.posts(refresh.action, refresh.values).shows("confirmation")


def test_buying_twice_shows_the_same_order(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    form = visitor.page.form_with("expected_total")
    first = visitor.posts(form.action, form.values)
    second = visitor.posts(form.action, form.values)

    assert first.path == second.path
    assert visitor.opens("/checkout/review").path == first.path


def test_an_old_review_page_never_buys_the_next_cart(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    stale = visitor.page.form_with("expected_total")
    bought = visitor.posts(stale.action, stale.values)
    visitor.adds("mug-stoneware").gets_to_review()
    fresh = visitor.page.form_with("expected_total")

    token = {"csrf_token": fresh.values["csrf_token"]}
    again = visitor.posts(stale.action, stale.values | token)
    assert again.path == bought.path
    assert visitor.opens("/checkout/review").shows("place-form")
    assert visitor.sends("expected_total").path != bought.path
    assert visitor.posts(stale.action, stale.values | token).path == bought.path


def test_a_stranger_with_the_link_sees_no_personal_data_until_they_know_the_email(
    app: Flask, visitor: Browser
) -> None:
    visitor.adds("mug-stoneware").gets_to_review()
    url = visitor.sends("expected_total").path
    stranger = Browser(app)

    page = stranger.opens(url)
    assert page.shows("summary-line")
    assert "Torstraße" not in page.text
    assert "ada@example.com" not in page.text
    assert stranger.sends("email", email="eve@example.com").status == 422
    assert "Torstraße 12" in stranger.sends("email", email=" ADA@example.com ").text


def test_only_what_travels_asks_how(visitor: Browser) -> None:
    visitor.adds("gift-note").says_where()
    assert visitor.page.path == "/checkout/payment"
    assert visitor.opens("/checkout/shipping").path == "/checkout/payment"
