"""Stripe's gateway: its page, charges by token, 3-D Secure, answers that were lost, and what its failures mean."""

import http.client
import json
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from checkout.payments import Action, Attempt, Declined, Done, Ok, Outcome
from tests.gateways.setups import Setup, stripe
from tests.gateways.stripe_stand_in import SESSIONS, StandIn

PAGE = ""


@pytest.fixture
def stand_in(own_stripe: StandIn) -> StandIn:
    own_stripe.calm()
    return own_stripe


@pytest.fixture
def setup(stand_in: StandIn) -> Setup:
    return stripe(stand_in)


def test_without_a_token_the_shopper_is_sent_to_a_page(setup: Setup, stand_in: StandIn) -> None:
    attempt = setup.attempt(token=PAGE)
    page = setup.gateway.create(attempt)
    assert isinstance(page, Action)
    assert page.url == f"{stand_in.url}/c/pay/{page.reference}"
    known = replace(attempt, reference=page.reference)
    assert setup.gateway.fetch(known) == page
    assert not stand_in.pays(page.reference, setup.declined)
    assert setup.gateway.fetch(known) == page  # another card may be tried there
    assert stand_in.pays(page.reference)
    paid = setup.gateway.fetch(known)
    assert isinstance(paid, Ok)
    assert (paid.captured, paid.currency) == (5000, "EUR")
    assert paid.reference.startswith("pi_")
    assert setup.gateway.void(known) == paid


def test_what_a_page_asks_for(setup: Setup, stand_in: StandIn) -> None:
    attempt = setup.attempt(1234, token=PAGE)
    setup.gateway.create(attempt)
    [(method, path, key, form)] = stand_in.heard
    assert (method, path, key) == ("POST", SESSIONS, attempt.idempotency_key)
    assert form == {
        "mode": "payment",
        "payment_method_types[0]": "card",
        "line_items[0][quantity]": "1",
        "line_items[0][price_data][currency]": "eur",
        "line_items[0][price_data][unit_amount]": "1234",
        "line_items[0][price_data][product_data][name]": attempt.order_number,
        "payment_intent_data[capture_method]": "automatic",
        "payment_intent_data[description]": attempt.order_number,
        "payment_intent_data[metadata][checkout_attempt]": attempt.idempotency_key,
        "client_reference_id": attempt.order_number,
        "metadata[checkout_attempt]": attempt.idempotency_key,
        "success_url": attempt.return_url,
        "cancel_url": attempt.return_url,
        "adaptive_pricing[enabled]": "false",
        "locale": "en",
    }


def test_without_a_way_back_there_is_no_page_but_a_token_pays(
    setup: Setup, stand_in: StandIn
) -> None:
    nowhere = replace(setup.attempt(token=PAGE), return_url="")
    assert setup.gateway.create(nowhere) == Declined("not_accepted")
    assert stand_in.heard == []
    assert isinstance(setup.gateway.create(replace(nowhere, token=setup.pays)), Ok)
    assert "return_url" not in stand_in.heard[0][3]


def test_a_payment_method_kept_for_a_customer_pays(setup: Setup, stand_in: StandIn) -> None:
    ask, kept = stand_in.backend.ask, stand_in.card("4242424242424242")
    customer = ask("POST", "/v1/customers", {"email": "somebody@shop.example"}).body["id"]
    ask("POST", f"/v1/payment_methods/{kept}/attach", {"customer": customer})
    assert isinstance(setup.gateway.create(setup.attempt(token=f"{customer}/{kept}")), Ok)
    form = stand_in.heard[0][3]
    assert (form["customer"], form["payment_method"]) == (customer, kept)
    unknown = setup.attempt(token=f"cus_nobody/{kept}")
    assert setup.gateway.create(unknown) == Declined("not_accepted")


def test_money_of_a_page_may_only_be_promised(setup: Setup, stand_in: StandIn) -> None:
    attempt = setup.attempt(token=PAGE, later=True)
    page = setup.gateway.create(attempt)
    assert isinstance(page, Action)
    stand_in.pays(page.reference)
    known = replace(attempt, reference=page.reference)
    promised = setup.gateway.fetch(known)
    assert isinstance(promised, Ok)
    assert (promised.authorized, promised.captured) == (5000, 0)
    assert isinstance(setup.gateway.capture(known, 4000, f"c {attempt.idempotency_key}"), Done)
    assert isinstance(setup.gateway.refund(known, 1000, f"r {attempt.idempotency_key}", ""), Done)
    sums = setup.gateway.fetch(known)
    assert isinstance(sums, Ok)
    assert (sums.authorized, sums.captured, sums.refunded) == (4000, 4000, 1000)


def test_a_page_nobody_paid_on_is_over(setup: Setup, stand_in: StandIn) -> None:
    attempt = setup.attempt(token=PAGE)
    page = setup.gateway.create(attempt)
    assert isinstance(page, Action)
    stand_in.expires(page.reference)
    known = replace(attempt, reference=page.reference)
    assert setup.gateway.fetch(known) == Declined("abandoned")
    assert setup.gateway.void(known) == Declined("abandoned")


def test_giving_a_page_up_closes_it_and_one_that_was_just_paid_stays_paid(
    setup: Setup, stand_in: StandIn
) -> None:
    attempt = setup.attempt(token=PAGE)
    setup.gateway.create(attempt)
    assert setup.gateway.void(attempt) == Declined("abandoned")
    other = setup.attempt(token=PAGE)
    page = setup.gateway.create(other)
    assert isinstance(page, Action)
    stale = stand_in.sessions[page.reference].copy()
    stand_in.pays(page.reference)
    stand_in.switch(instead=[(200, json.dumps(stale))])  # as it looked a moment before
    paid = setup.gateway.void(replace(other, reference=page.reference))
    assert isinstance(paid, Ok)
    assert paid.captured == 5000


@pytest.mark.parametrize(
    ("says", "outcome"),
    [("yes", Ok), ("no", Declined)],
)
def test_the_bank_has_a_question(setup: Setup, says: str, outcome: type[Outcome]) -> None:
    attempt = setup.attempt(token=setup.asks)
    asked = setup.gateway.create(attempt)
    assert isinstance(asked, Action)
    _posts(asked.url, f"answer={says}")
    answer = setup.gateway.fetch(replace(attempt, reference=asked.reference))
    assert isinstance(answer, outcome)
    if isinstance(answer, Declined):
        assert answer.reason == "authentication_failed"


def test_a_token_pays_instead_of_the_page(setup: Setup, stand_in: StandIn) -> None:
    for later in (False, True):
        attempt = setup.attempt(token=PAGE, later=later)
        page = setup.gateway.create(attempt)
        assert isinstance(page, Action)
        known = replace(attempt, reference=page.reference)
        paid = setup.gateway.confirm(replace(known, token=setup.pays))
        assert isinstance(paid, Ok)
        assert (paid.authorized, paid.captured) == (5000, 0 if later else 5000)
        assert setup.gateway.fetch(known) == paid
        assert stand_in.sessions[page.reference]["status"] == "expired"
        assert setup.gateway.confirm(replace(known, token=setup.pays)) == paid


def test_a_token_is_refused_or_comes_too_late(setup: Setup, stand_in: StandIn) -> None:
    attempt = setup.attempt(token=PAGE)
    page = setup.gateway.create(attempt)
    assert isinstance(page, Action)
    known = replace(attempt, reference=page.reference)
    refused = setup.gateway.confirm(replace(known, token=setup.declined))
    assert refused == Declined("card_declined") == setup.gateway.fetch(known)
    late = setup.attempt(token=PAGE)
    page = setup.gateway.create(late)
    assert isinstance(page, Action)
    stand_in.pays(page.reference)
    known = replace(late, reference=page.reference)
    paid = setup.gateway.confirm(replace(known, token=setup.pays))
    assert paid == setup.gateway.fetch(known)
    assert stand_in.books(late) == (5000, 0)


@pytest.mark.parametrize(
    ("currency", "amount", "sent"),
    [("EUR", 100, "100"), ("JPY", 100, "100"), ("ISK", 100, "10000"), ("KWD", 100, "100")],
)
def test_sums_are_sent_as_stripe_counts_them(
    setup: Setup, stand_in: StandIn, currency: str, amount: int, sent: str
) -> None:
    attempt = replace(setup.attempt(amount), currency=currency)
    paid = setup.gateway.create(attempt)
    assert stand_in.heard[0][3]["amount"] == sent
    assert isinstance(paid, Ok)
    assert (paid.captured, paid.currency) == (amount, currency)


def test_a_currency_whose_sums_stripe_cannot_count_is_not_taken(
    setup: Setup, stand_in: StandIn
) -> None:
    attempt = replace(setup.attempt(), currency="MGA")
    assert setup.gateway.create(attempt) == Declined("not_accepted")
    assert stand_in.heard == []


def test_every_change_carries_a_key_of_ours(setup: Setup, stand_in: StandIn) -> None:
    attempt = setup.attempt(later=True)
    setup.gateway.create(attempt)
    setup.gateway.capture(attempt, 5000, "the capture's key")
    setup.gateway.refund(attempt, 100, "the refund's key", "too late")
    setup.gateway.void(setup.attempt())
    setup.gateway.release(_promised(setup), "the release's key")
    keys = [key for method, _, key, _ in stand_in.heard if method == "POST"]
    ours = ("pay_", "the ")
    assert len(keys) == 7
    assert [key for key in keys if not key.startswith(ours)] == []


def _promised(setup: Setup) -> Attempt:
    attempt = setup.attempt(later=True)
    setup.gateway.create(attempt)
    return attempt


def _posts(url: str, form: str) -> None:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc, timeout=60)
    connection.request("POST", place.path, form)
    assert connection.getresponse().status == 303
    connection.close()
