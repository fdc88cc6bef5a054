"""Stripe's gateway: its page, charges by token, 3-D Secure, answers that were lost, and what its failures mean."""

import http.client
import json
import socket
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from structlog.testing import capture_logs

from checkout.payments import Action, Attempt, Declined, Done, NotFound, Ok, Outcome, Unknown
from checkout.payments.stripe import StripeGateway, api
from tests.gateways.setups import Setup, stripe
from tests.gateways.stripe_backend import KEY
from tests.gateways.stripe_stand_in import SESSIONS, StandIn

PAGE = ""
ANSWER = "_answer"


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
        known = replace(attempt, reference=page.reference, manual_capture=False)
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


@pytest.mark.parametrize("steps", range(1, 6))
def test_dying_at_any_step_of_paying_by_token_instead_charges_at_most_once(
    setup: Setup, stand_in: StandIn, steps: int
) -> None:
    attempt = setup.attempt(token=PAGE)
    page = setup.gateway.create(attempt)
    assert isinstance(page, Action)
    known = replace(attempt, reference=page.reference)
    heard = len(stand_in.heard)
    dying = StripeGateway(KEY, stand_in.url, stand_in.url)
    _dies_after(dying, steps)
    with pytest.raises(KeyboardInterrupt):
        dying.confirm(replace(known, token=setup.pays))
    assert len(stand_in.heard) == heard + steps
    outcome = setup.gateway.fetch(known)
    if isinstance(outcome, NotFound | Action):  # what the worker does with it in the end
        outcome = setup.gateway.void(known)
    taken, _ = stand_in.books(attempt)
    assert taken == (5000 if isinstance(outcome, Ok) else 0)
    assert isinstance(outcome, Ok | Declined)
    if isinstance(outcome, Declined):  # and the last of its requests arrives after all
        setup.gateway.confirm(replace(known, token=setup.pays))
        assert stand_in.books(attempt) == (0, 0)


@pytest.mark.parametrize("token", [PAGE, "pm_card_visa"])
def test_an_answer_that_was_lost_is_found_among_many(
    setup: Setup, stand_in: StandIn, token: str
) -> None:
    stand_in.switch(drop_answers=1)
    attempt = setup.attempt(token=token)
    assert setup.gateway.create(attempt) == Unknown()
    for _ in range(3):
        setup.gateway.create(setup.attempt(token=token))
    stand_in.page_size = 2
    assert isinstance(setup.gateway.fetch(attempt), Action if token == PAGE else Ok)
    day_before = attempt.begun_at and attempt.begun_at - timedelta(days=1)
    assert setup.gateway.fetch(replace(attempt, begun_at=day_before)) == NotFound()


def test_what_nobody_can_find_is_not_declined(
    setup: Setup, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.switch(drop_answers=1)
    attempt = setup.attempt(token=PAGE)
    setup.gateway.create(attempt)
    for _ in range(3):
        setup.gateway.create(setup.attempt(token=PAGE))
    stand_in.page_size = 1
    monkeypatch.setattr(api, "MOST", 200)
    assert setup.gateway.fetch(attempt) == Unknown()
    assert setup.gateway.void(replace(attempt, begun_at=None)) == Unknown()  # its key was used


def _error(status: int, **error: str) -> tuple[int, str]:
    return status, json.dumps({"error": error})


@pytest.mark.parametrize(
    ("instead", "outcome"),
    [
        (_error(402, type="card_error", code="card_declined"), Declined("card_declined")),
        (
            _error(402, code="card_declined", decline_code="insufficient_funds"),
            Declined("insufficient_funds"),
        ),
        (_error(402, code="authentication_required"), Declined("authentication_failed")),
        (_error(402, code="expired_card", decline_code="lost_card"), Declined("card_declined")),
        (_error(400, type="invalid_request_error"), Declined("not_accepted")),
        (_error(401, type="invalid_request_error"), Declined("not_accepted")),
        (_error(403, type="invalid_request_error"), Declined("not_accepted")),
        (_error(404, type="invalid_request_error"), Declined("not_accepted")),
        (_error(400, code="rate_limit"), Unknown()),
        (_error(429, type="rate_limit_error"), Unknown()),
        (_error(500, type="api_error"), Unknown()),
        (_error(503, type="api_error"), Unknown()),
        ((403, "<h1>The proxy says no</h1>"), Unknown()),
        ((200, "<h1>Welcome to this hotel</h1>"), Unknown()),
        ((502, ""), Unknown()),
    ],
)
def test_what_a_failure_means(
    setup: Setup, stand_in: StandIn, instead: tuple[int, str], outcome: Outcome
) -> None:
    stand_in.switch(instead=[instead])
    assert setup.gateway.create(setup.attempt()) == outcome
    page = setup.attempt(token=PAGE)
    stand_in.switch(instead=[instead])
    asked = setup.gateway.fetch(replace(page, reference="cs_test_1"))
    assert asked == Unknown()  # that it could not be asked is no refusal


def test_a_key_that_stays_in_use_is_unknown(
    setup: Setup, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "PAUSE", 0)
    stand_in.switch(instead=[_error(409, code="idempotency_key_in_use")] * 9)
    assert setup.gateway.create(setup.attempt()) == Unknown()
    assert len(stand_in.heard) == 5


def test_nobody_there_and_nobody_answering_are_unknown(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api, "TIMEOUT", (0.2, 0.2))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        for listens in (False, True):
            if listens:
                silent.listen()
            gateway = StripeGateway(KEY, url, url)
            for ask in (gateway.create, gateway.fetch, gateway.void, gateway.confirm):
                assert ask(setup.attempt()) == Unknown()
            assert gateway.refund(setup.attempt(), 1, "key", "") == Unknown()


def test_neither_the_key_nor_a_word_of_stripes_is_logged(
    setup: Setup, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    words = _error(402, code="card_declined", message="Jane Doe's card 4242 was declined")
    stand_in.switch(instead=[words, _error(401, message=f"Invalid key {KEY}")])
    with capture_logs() as told:
        for _ in range(3):
            setup.gateway.create(setup.attempt())
    assert [entry["event"] for entry in told] == ["stripe_refused"] * 2
    assert "Doe" not in str(told) + caplog.text
    assert KEY not in str(told) + caplog.text
    assert KEY not in repr(setup.gateway) + repr(vars(setup.gateway))


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
    assert len(keys) == 8
    assert [key for key in keys if not key.startswith(ours)] == []


def _promised(setup: Setup) -> Attempt:
    attempt = setup.attempt(later=True)
    setup.gateway.create(attempt)
    return attempt


def _dies_after(gateway: StripeGateway, steps: int) -> None:
    """Kills its process, as it were, after so many requests were carried out."""
    stripe_api = vars(gateway)["_api"]
    ask, left = getattr(stripe_api, ANSWER), [steps]

    def answer(*asked: object) -> object:
        found = ask(*asked)
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return found

    setattr(stripe_api, ANSWER, answer)


def _posts(url: str, form: str) -> None:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc, timeout=60)
    connection.request("POST", place.path, form)
    assert connection.getresponse().status == 303
    connection.close()
