"""Gift cards and store credit on the payment page: handed in, refused, taken off, and paying for the whole."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from checkout import throttle
from checkout.db import read
from checkout.models import Customer
from checkout.operations import Grant, grant_credit
from checkout.operations.gift_cards import OWN_GUESSES
from tests.conftest import Clock
from tests.factories import new_gift_card
from tests.web.accounts import signs_in, signs_up
from tests.web.browsing import HTMX, Browser, Page

PAYMENT = "/checkout/payment"
HAND_IN = "/checkout/payment/gift-card"
WRONG = "0000-0000-0000-0000-000A"
#: the demo shop's own card
DEMO = "GIFT-DEMO-2500"


@pytest.fixture
def payer(app: Flask) -> Browser:
    """Somebody with two mugs, 52.90 with delivery, on the payment page."""
    visitor = Browser(app)
    visitor.adds("mug-stoneware", 2).says_where()
    visitor.sends("shipping_method")
    assert visitor.page.path == PAYMENT
    return visitor


def test_a_card_is_handed_in_used_and_shown_to_the_end(payer: Browser) -> None:
    page = payer.sends("gift_card", gift_card="gift demo 2500")

    assert (page.status, page.path) == (200, PAYMENT)
    assert _said(page, "gift-card-1-use") == "€25.00 used, €0.00 left on it"
    assert "€27.90" in _said(page, "left-to-pay")
    assert "€27.90" in _said(page, "total")
    review = payer.sends("payment_method", payment_method="invoice")
    assert _said(review, "credit-used") == "Gift card …2500: €25.00 used, €0.00 left"
    assert "€27.90" in _said(review, "place")
    order = payer.sends("expected_total")
    assert order.shows("confirmation")
    assert _said(order, "credit-used") == "Gift card …2500: €25.00"
    assert "\N{MINUS SIGN}€25.00" in _said(order, "total-credit")
    assert DEMO not in order.text


def test_a_card_is_taken_off_again(payer: Browser) -> None:
    payer.sends("gift_card", gift_card=DEMO)
    page = payer.sends("card")
    assert not page.shows("purse")
    assert "€52.90" in _said(page, "total")


def test_a_card_that_covers_everything_leaves_nothing_to_choose(app: Flask, payer: Browser) -> None:
    page = payer.sends("gift_card", gift_card=_card(app, 6000))
    assert page.shows("nothing-to-pay")
    assert not page.all("input", name="payment_method")
    assert _said(page, "gift-card-1-use") == "€52.90 used, €7.10 left on it"

    review = payer.posts(PAYMENT, page.form_with("gift_card").values)
    assert review.path == "/checkout/review"
    # from the review the card can still be taken off, and paying is asked for again
    back = payer.opens(review.all("a", data_testid="change-payment")[0]["href"])
    assert back.shows("gift-card-1")
    assert payer.sends("card").all("input", name="payment_method")
    payer.sends("gift_card", gift_card=_card(app, 6000))
    payer.opens("/checkout/review")
    assert payer.sends("expected_total").shows("confirmation")


def test_an_order_that_is_covered_skips_the_payment_page(app: Flask, payer: Browser) -> None:
    payer.sends("gift_card", gift_card=_card(app, 6000))
    payer.opens("/checkout/shipping")
    assert payer.sends("shipping_method").path == "/checkout/review"


def test_several_cards_pay_together(app: Flask, payer: Browser) -> None:
    for amount in (1000, 500):
        page = payer.sends("gift_card", gift_card=_card(app, amount))
    assert "€37.90" in _said(page, "left-to-pay")
    assert page.shows("gift-card-2")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Enter the code of your gift card."),
        (WRONG, "We do not know this gift card. Check its code for typing mistakes."),
        ("x" * 500, "We do not know this gift card. Check its code for typing mistakes."),
    ],
)
def test_a_refused_code_is_told_beside_its_field(payer: Browser, typed: str, words: str) -> None:
    page = payer.sends("gift_card", gift_card=typed)
    assert page.status == 422
    assert words in _said(page, "gift_card-error")
    assert words in _said(page, "error-summary")
    [field] = page.all("input", name="gift_card")
    assert (field["value"], field["aria-invalid"]) == (typed, "true")
    # the page's own form still leads on
    assert payer.sends("payment_method", payment_method="invoice").path == "/checkout/review"


def test_a_payment_cards_number_is_not_repeated(payer: Browser) -> None:
    page = payer.sends("gift_card", gift_card="4242 4242 4242 4242")
    assert page.status == 422
    assert "4242 4242" not in page.text


def test_the_same_with_htmx(payer: Browser) -> None:
    form = payer.page.form_with("gift_card")
    refused = payer.asks(form.action, form.values | {"gift_card": WRONG})
    assert (refused.status_code, refused.text.lstrip()[:5]) == (422, "<main")
    assert 'data-testid="gift_card-error"' in refused.text
    # htmx tells the page it shows, and follows the redirect within it
    headers = payer.headers | HTMX | {"HX-Target": "main#content"}
    headers["HX-Current-URL"] = f"http://localhost{PAYMENT}"
    taken = payer.client.post(form.action, data=form.values | {"gift_card": DEMO}, headers=headers)
    assert (taken.status_code, taken.headers["Location"]) == (303, PAYMENT)
    fragment = payer.client.get(PAYMENT, headers=headers).text
    assert fragment.lstrip().startswith("<main")
    assert 'data-testid="gift-card-1"' in fragment


def test_guessing_ends_and_says_when_it_may_go_on(payer: Browser, clock: Clock) -> None:
    for _ in range(OWN_GUESSES.capacity):
        assert payer.sends("gift_card", gift_card=WRONG).status == 422
    # a right code gets the same answer as a wrong one, and another browser at the same place as well
    for code in (WRONG, DEMO):
        page = payer.sends("gift_card", gift_card=code)
        assert page.status == 429
        assert page.headers["Retry-After"] == "300"
        assert "try again in 5 minutes" in _said(page, "gift_card-error")
    payer.sends("payment_method", payment_method="invoice")
    assert payer.page.path == "/checkout/review"
    clock.forward(minutes=5)
    payer.opens(PAYMENT)
    assert payer.sends("gift_card", gift_card=DEMO).shows("gift-card-1")


def test_without_the_limit_guessing_goes_on(
    payer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "take", lambda *_: 0)
    for _ in range(OWN_GUESSES.capacity + 5):
        assert payer.sends("gift_card", gift_card=WRONG).status == 422


def test_a_card_used_up_meanwhile_is_told_before_anything_is_bought(
    app: Flask, payer: Browser
) -> None:
    payer.sends("gift_card", gift_card=DEMO)
    payer.sends("payment_method", payment_method="invoice")
    rival = Browser(app)
    rival.adds("mug-stoneware").says_where()
    rival.sends("shipping_method")
    rival.sends("gift_card", gift_card=DEMO)
    rival.sends("payment_method", payment_method="invoice")
    assert rival.sends("expected_total").shows("confirmation")

    told = payer.sends("expected_total")
    assert (told.status, told.shows("changed")) == (409, True)
    page = payer.opens(PAYMENT)
    assert _said(page, "gift-card-1-use") == "It cannot be used any more."
    assert not payer.sends("card").shows("purse")


def test_a_declined_payment_gives_the_card_back(payer: Browser) -> None:
    payer.sends("gift_card", gift_card=DEMO)
    payer.sends("payment_method", payment_method="card")
    payer.sends("expected_total")
    page = payer.pays_with("4000000000000002")
    assert page.shows("decline")
    assert _said(page, "gift-card-1-use") == "€25.00 used, €0.00 left on it"


def test_store_credit_is_its_owners_to_use(app: Flask, payer: Browser) -> None:
    assert not payer.page.shows("store-credit")
    signs_up(payer)
    signs_in(payer)
    _grants(app, "ada@example.com", 1200)
    page = _shops_again(payer)
    assert _said(page, "store-credit-use") == "You have €12.00"

    used = payer.sends("use_store_credit")
    assert _said(used, "store-credit-use") == "€12.00 used, €0.00 left"
    assert "€16.90" in _said(used, "left-to-pay")
    assert not payer.sends("use_store_credit").shows("left-to-pay")
    payer.sends("use_store_credit")
    review = payer.sends("payment_method", payment_method="invoice")
    assert _said(review, "credit-used") == "Store credit: €12.00 used, €0.00 left"
    assert "\N{MINUS SIGN}€12.00" in _said(payer.sends("expected_total"), "total-credit")


def test_a_guest_cannot_use_store_credit(payer: Browser) -> None:
    form = payer.page.form_with("gift_card")
    values = {"csrf_token": form.values["csrf_token"], "use_store_credit": "1"}
    page = payer.posts("/checkout/payment/store-credit", values)
    assert page.status == 422
    assert "Only a customer who is signed in has store credit." in page.text


def test_in_german(app: Flask) -> None:
    visitor = Browser(app, "de-DE")
    visitor.adds("mug-stoneware", 2).says_where()
    visitor.sends("shipping_method")
    assert "Ich habe eine Geschenkkarte" in visitor.page.text
    page = visitor.sends("gift_card", gift_card=DEMO)
    assert "Noch zu zahlen" in _said(page, "left-to-pay")


def test_a_payment_page_costs_one_more_statement_with_a_card(
    payer: Browser, statements: list[str]
) -> None:
    statements.clear()
    payer.opens(PAYMENT)
    plain = _counted(statements)
    payer.sends("gift_card", gift_card=DEMO)
    statements.clear()
    payer.opens(PAYMENT)
    assert _counted(statements) == plain + 1 == 2


def _counted(statements: list[str]) -> int:
    return len([each for each in statements if not each.startswith(("BEGIN", "PRAGMA"))])


def _card(app: Flask, amount: int) -> str:
    with app.app_context():
        return new_gift_card(amount)


def _grants(app: Flask, email: str, amount: int) -> None:
    with app.app_context():
        [(public_id,)] = read(select(Customer.public_id).where(Customer.email == email))
        grant_credit("demo", public_id, Grant(amount, "tests"))


def _shops_again(payer: Browser) -> Page:
    payer.adds("mug-stoneware").says_where()
    payer.sends("shipping_method")
    assert payer.page.path == PAYMENT
    return payer.page


def _said(page: Page, testid: str) -> str:
    """The words of an element."""
    found = re.search(
        rf'data-testid="{testid}"[^>]*>(.*?)</(?:span|p|div|dd|button)>', page.text, re.DOTALL
    )
    assert found, testid
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", found[1])).strip()
