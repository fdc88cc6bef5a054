"""Stripe, or the way there, failing: answers that were lost, processes that died, and what every error means."""

import json
import socket
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from checkout.payments import Action, Declined, NotFound, Ok, Outcome, Unknown
from checkout.payments.stripe import StripeGateway, gateway
from checkout.payments.stripe.gateway import RETRIES
from tests.gateways.clauses import asked
from tests.gateways.setups import Setup, stripe
from tests.gateways.stripe_backend import KEY
from tests.gateways.stripe_front import Mishaps
from tests.gateways.stripe_stand_in import StandIn

PAGE = ""


ASKED = "_asked"


@pytest.fixture
def stand_in(own_stripe: StandIn) -> StandIn:
    own_stripe.calm()
    return own_stripe


@pytest.fixture
def setup(stand_in: StandIn) -> Setup:
    return stripe(stand_in)


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
    assert asked(lambda: setup.gateway.create(attempt)) == Unknown()
    for _ in range(3):
        setup.gateway.create(setup.attempt(token=token))
    stand_in.page_size = 2
    assert isinstance(setup.gateway.fetch(attempt), Action if token == PAGE else Ok)
    day_before = attempt.begun_at and attempt.begun_at - timedelta(days=1)
    assert setup.gateway.fetch(replace(attempt, begun_at=day_before)) == NotFound()


def test_what_nobody_can_find_is_not_declined(setup: Setup, stand_in: StandIn) -> None:
    stand_in.switch(drop_answers=1)
    attempt = setup.attempt(token=PAGE)
    assert asked(lambda: setup.gateway.create(attempt)) == Unknown()
    nowhere = replace(attempt, begun_at=None)
    assert asked(lambda: setup.gateway.void(nowhere)) == Unknown()  # its key was used


@pytest.mark.parametrize("once", [Mishaps(drop_requests=1), Mishaps(drop_answers=1)])
def test_what_is_lost_once_is_sent_again_with_its_key(
    setup: Setup, stand_in: StandIn, once: Mishaps
) -> None:
    stand_in.mishaps = replace(once)
    attempt = setup.attempt()
    assert isinstance(setup.gateway.create(attempt), Ok)
    assert stand_in.books(attempt) == (5000, 0)


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
    stand_in.switch(instead=[instead] * (1 + RETRIES))
    assert asked(lambda: setup.gateway.create(setup.attempt())) == outcome
    page = replace(setup.attempt(token=PAGE), reference="cs_test_1")
    stand_in.switch(instead=[instead] * (1 + RETRIES))
    answer = asked(lambda: setup.gateway.fetch(page))
    assert answer == Unknown()  # that it could not be asked is no refusal


def test_a_key_that_stays_in_use_is_unknown(setup: Setup, stand_in: StandIn) -> None:
    stand_in.switch(instead=[_error(409, code="idempotency_key_in_use")] * 9)
    assert asked(lambda: setup.gateway.create(setup.attempt())) == Unknown()
    assert len(stand_in.heard) == 1 + RETRIES


def test_nobody_there_and_nobody_answering_are_unknown(
    setup: Setup, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "TIMEOUT", (0.2, 0.2))
    monkeypatch.setattr(gateway, "RETRIES", 0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        for listens in (False, True):
            if listens:
                silent.listen()
            away, attempt = StripeGateway(KEY, url, url), setup.attempt()
            for ask in (away.create, away.fetch, away.void, away.confirm):
                assert asked(partial(ask, attempt)) == Unknown()
            assert asked(partial(away.refund, attempt, 1, "key", "")) == Unknown()


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


def _dies_after(gateway: StripeGateway, steps: int) -> None:
    """Kills its process, as it were, after so many requests were carried out."""
    ask, left = getattr(gateway, ASKED), [steps]

    def answer(*asked: object, **wanted: object) -> object:
        found = ask(*asked, **wanted)
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
        return found

    setattr(gateway, ASKED, answer)
