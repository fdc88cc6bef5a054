"""A shop that takes money through Stripe: the page without JavaScript, what Stripe tells by itself, and what it never tells."""

import http.client
import json
import time
from collections.abc import Iterator
from itertools import permutations
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe
from flask import Flask
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from checkout import clock
from checkout.models.payment import TRANSITIONS
from checkout.operations import sweep
from checkout.operations.placement import Placed
from checkout.operations.purchase import Means, purchase
from checkout.payments import Action, Declined, Ok, Outcome
from checkout.payments.signatures import is_signed_as_stripe_does
from checkout.payments.stripe import StripeTeller
from tests.concurrency.witnesses import broken_rules, invariants_hold, let_rewrite, rows, write
from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.gateways.stripe_stand_in import StandIn
from tests.gateways.telling import TOTAL, everything, key_of
from tests.guest import Guest
from tests.shopper import Shopper

SECRET = "whsec_of_nobody"  # noqa: S105 (of nobody)
METHOD = """
    INSERT INTO payment_methods (shop_id, code, gateway, name, description, position, is_listed)
    SELECT id, 'card-stripe', 'stripe', '{"en": "Card"}', '{"en": ""}', 9, true FROM shops WHERE code = 'demo'
"""


@pytest.fixture
def stand_in(own_stripe: StandIn) -> StandIn:
    own_stripe.calm()
    return own_stripe


@pytest.fixture
def shop(app: Flask, stand_in: StandIn) -> Iterator[Flask]:
    yield with_stripe(app, stand_in)
    invariants_hold_but_for_the_books(app)


def with_stripe(app: Flask, stand_in: StandIn) -> Flask:
    """The demo shop, with a way to pay through it."""
    app.extensions["gateways"]["stripe"] = stand_in.gateway
    app.extensions["tellers"]["stripe"] = StripeTeller((SECRET,), is_live=False)
    write(app, METHOD)
    return app


def invariants_hold_but_for_the_books(app: Flask) -> None:
    """The books of the test gateway know nothing of it."""
    let_rewrite(app, "payment_events")
    write(app, "UPDATE payment_events SET kind = 'taken' WHERE kind = 'captured'")
    write(app, "UPDATE payments SET captured = 0, capture_asked = 0")
    invariants_hold(app)


def tells(app: Flask, event: dict[str, Any] | bytes, secret: str = SECRET) -> TestResponse:
    """What the shop answers to an event of Stripe's."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), secret)
    headers = {"Stripe-Signature": header, "Content-Type": "application/json"}
    return app.test_client().post("/webhooks/stripe/demo", data=body, headers=headers)


def event_of(type_: str, told: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An event as Stripe makes them."""
    event = {"id": f"evt_{type_}", "object": "event", "type": type_, "created": int(time.time())}
    return event | {"livemode": False, "data": {"object": told}} | more


def waits_on_stripes_page(app: Flask, stand_in: StandIn) -> tuple[OperationsDoor, dict[str, Any]]:
    """An order whose shopper is at Stripe, and the page there."""
    door = OperationsDoor(app)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    assert door.confirm(door.total_shown(), "card-stripe").outcome == "ActionNeeded"
    [(reference,)] = rows(app, "SELECT reference FROM payments ORDER BY id DESC LIMIT 1")
    return door, stand_in.sessions[reference]


def intent_of(stand_in: StandIn, session: dict[str, Any]) -> dict[str, Any]:
    """What was paid on the page; events name the charge without telling of it."""
    found = stand_in.backend.intent(session["payment_intent"], stand_in.url).body
    return found | {"latest_charge": found["latest_charge"]["id"]}


def test_a_shopper_without_javascript_pays_on_stripes_page(shop: Flask, stand_in: StandIn) -> None:
    guest = Guest(shop.test_client()).adds("mug-stoneware").ships_to().by("standard")
    page = guest.pays_by("card-stripe").opens("/checkout/review").sends("expected_total")
    assert page.status_code == 303
    assert page.location.startswith(f"{stand_in.url}/c/pay/cs_test_")
    place = urlsplit(page.location)
    connection = http.client.HTTPConnection(place.netloc, timeout=60)
    connection.request("POST", place.path, "card=pm_card_visa")
    back = connection.getresponse().headers["Location"]
    connection.close()
    assert guest.client.get(back).status_code == 303
    assert rows(shop, "SELECT state FROM orders WHERE state <> 'open'") == [("placed",)]


def test_with_every_webhook_lost_the_worker_finds_the_truth(shop: Flask, stand_in: StandIn) -> None:
    door, session = waits_on_stripes_page(shop, stand_in)
    with shop.app_context():
        sweep()
    assert door.receipt().state == "placing"
    stand_in.pays(session["id"])
    with shop.app_context():
        sweep()
    assert door.receipt().state == "placed"


def test_an_answer_that_was_lost_is_found_and_the_shopper_may_go_on(
    shop: Flask, stand_in: StandIn
) -> None:
    stand_in.switch(drop_answers=1)
    door = OperationsDoor(shop)
    Shopper(door).adds("mug-stoneware").ships_to(berlin).by("standard")
    assert door.confirm(door.total_shown(), "card-stripe").outcome == "OutcomeUnknown"
    with shop.app_context():
        sweep()
    [(state, url)] = rows(shop, "SELECT state, action_url FROM payments")
    assert state == "action"
    assert url.startswith(f"{stand_in.url}/c/pay/")


def test_told_that_the_page_was_paid_the_order_stands(shop: Flask, stand_in: StandIn) -> None:
    door, session = waits_on_stripes_page(shop, stand_in)
    stand_in.pays(session["id"])
    told = event_of("checkout.session.completed", session)
    assert tells(shop, told).json == {"status": "applied"}
    assert tells(shop, told).json == {"status": "repeated"}
    assert door.receipt().state == "placed"
    assert rows(shop, "SELECT reference FROM payments") == [(session["payment_intent"],)]


def test_told_that_the_intent_was_paid_the_order_stands(shop: Flask, stand_in: StandIn) -> None:
    door, session = waits_on_stripes_page(shop, stand_in)
    stand_in.pays(session["id"])
    told = event_of("payment_intent.succeeded", intent_of(stand_in, session))
    assert tells(shop, told).json == {"status": "applied"}
    assert door.receipt().state == "placed"


def test_money_that_is_only_promised_is_told_by_the_intent(shop: Flask, stand_in: StandIn) -> None:
    write(shop, "UPDATE payment_methods SET manual_capture = true WHERE code = 'card-stripe'")
    door, session = waits_on_stripes_page(shop, stand_in)
    stand_in.pays(session["id"])
    assert tells(shop, event_of("checkout.session.completed", session)).json == {
        "status": "ignored"
    }
    told = event_of("payment_intent.amount_capturable_updated", intent_of(stand_in, session))
    assert tells(shop, told).json == {"status": "applied"}
    assert door.receipt().state == "placed"
    assert rows(shop, "SELECT state FROM payments") == [("authorized",)]


def test_who_pays_with_a_token_instead_promises_only_what_was_to_be_promised(
    shop: Flask, stand_in: StandIn
) -> None:
    write(shop, "UPDATE payment_methods SET manual_capture = true WHERE code = 'card-stripe'")
    door, session = waits_on_stripes_page(shop, stand_in)
    with shop.app_context():
        assert purchase(door.ref, Means(token="pm_card_visa"), "tests", "") == Placed(1)  # noqa: S106
    assert session["status"] == "expired"
    assert rows(shop, "SELECT state, captured FROM payments") == [("authorized", 0)]


def test_what_fails_is_logged_without_a_word_of_what_it_said(
    shop: Flask, stand_in: StandIn
) -> None:
    door, _ = waits_on_stripes_page(shop, stand_in)
    words = {"error": {"message": "Jane Doe's card 4242 4242 4242 4242"}}
    stand_in.switch(instead=[(429, json.dumps(words))])
    with shop.app_context(), capture_logs() as told:
        sweep()
    assert [each["event"] for each in told] == ["stripe_refused", "gateway_failed"]
    assert "gateway.py" in str(told)
    assert "Doe" not in str(told)
    assert "4242" not in str(told)
    assert door.receipt().state == "placing"


def test_a_page_that_was_left_opens_the_order_again(shop: Flask, stand_in: StandIn) -> None:
    door, session = waits_on_stripes_page(shop, stand_in)
    stand_in.expires(session["id"])
    told = event_of("checkout.session.expired", session)
    assert tells(shop, told).json == {"status": "applied"}
    assert door.receipt().state == "open"


DECIDES_NOTHING: list[tuple[str, dict[str, Any]]] = [
    ("payment_intent.payment_failed", {"last_payment_error": {"code": "card_declined"}}),
    ("payment_intent.requires_action", {}),
    ("payment_intent.created", {}),
    ("charge.succeeded", {}),
    ("customer.created", {"metadata": None}),
    ("payment_intent.succeeded", {"metadata": {}, "status": "succeeded"}),
    ("payment_intent.succeeded", {"metadata": {"somebody": "else's"}, "status": "succeeded"}),
]


def test_what_decides_nothing_changes_nothing(shop: Flask, stand_in: StandIn) -> None:
    _, session = waits_on_stripes_page(shop, stand_in)
    stand_in.pays(session["id"])
    before = everything(shop)
    intent = intent_of(stand_in, session) | {"status": "requires_payment_method"}
    for type_, change in DECIDES_NOTHING:
        answer = tells(shop, event_of(type_, intent | change))
        assert answer.json == {"status": "ignored"}, (type_, change)
    assert everything(shop) == before


def test_another_account_and_play_money_change_nothing_and_somebody_is_told(
    shop: Flask, stand_in: StandIn
) -> None:
    _, session = waits_on_stripes_page(shop, stand_in)
    stand_in.pays(session["id"])
    before = everything(shop)
    for more in ({"livemode": True}, {"account": "acct_of_another"}):
        with capture_logs() as told:
            answer = tells(shop, event_of("checkout.session.completed", session, **more))
        assert answer.json == {"status": "ignored"}, more
        assert told[0] == {
            "event": "notification_of_another_account",
            "gateway": "stripe",
            "event_id": "evt_checkout.session.completed",
            "log_level": "error",
        }
    assert broken_rules(shop) == {"What a gateway tells of a payment is what it was asked for."}
    write(shop, "UPDATE payments SET mismatch = ''")
    assert everything(shop) == before


LIES: list[dict[str, Any]] = [
    {"amount_total": 1},
    {"amount_total": TOTAL + 1},
    {"currency": "usd"},
]


def test_another_sum_or_currency_places_nothing(shop: Flask, stand_in: StandIn) -> None:
    for number, lies in enumerate(LIES):
        door, session = waits_on_stripes_page(shop, stand_in)
        stand_in.pays(session["id"])
        told = event_of("checkout.session.completed", session | lies, id=f"evt_{number}")
        assert tells(shop, told).status_code == 200
        assert door.receipt().state == "placing", lies
    with shop.app_context():
        sweep()  # asks Stripe itself
    assert door.receipt().state == "placed"


def test_what_is_not_genuine_or_not_readable_is_refused(shop: Flask, stand_in: StandIn) -> None:
    _, session = waits_on_stripes_page(shop, stand_in)
    told = event_of("checkout.session.completed", session)
    assert tells(shop, told, "whsec_of_another").json == {"status": "not_genuine"}
    assert shop.test_client().post("/webhooks/stripe/demo", json=told).status_code == 400
    for broken in ({"id": "1"}, told | {"data": 1}, told | {"data": {"object": []}}):
        assert tells(shop, broken).json == {"status": "unreadable"}
    assert tells(shop, event_of("payment_intent.succeeded", {"metadata": 5})).status_code == 400


def test_localstripes_own_signature_is_genuine(stand_in: StandIn) -> None:
    form = {"url": f"{stand_in.url}/hook", "secret": SECRET}
    hook = "/_config/webhooks/checkout"
    stand_in.backend.ask("POST", hook, form)
    stand_in.backend.ask(
        "POST",
        "/v1/payment_intents",
        {"amount": "1", "currency": "eur", "payment_method": "pm_card_visa", "confirm": "true"},
    )
    deadline = time.monotonic() + 10
    while not stand_in.hooked and time.monotonic() < deadline:
        time.sleep(0.05)
    body, header = stand_in.hooked[0]
    assert is_signed_as_stripe_does(body, header, (SECRET,), clock.now())
    assert not is_signed_as_stripe_does(body + b" ", header, (SECRET,), clock.now())


def test_in_any_order_the_end_is_the_same() -> None:
    """What can be told of one attempt, folded through the table of states in every order."""
    paid: tuple[Outcome, ...] = (
        Action("https://pay.example", "cs"),
        Ok("pi", 1, 1, "EUR"),
        Ok("pi", 1, 1, "EUR", 1),
        Declined("abandoned"),  # of a page that was closed for a token
    )
    ends = {_folded(order) for order in permutations(paid[:3])}
    assert ends == {"captured"}
    promised = (Ok("pi", 1, 0, "EUR"), Ok("pi", 1, 1, "EUR"), paid[0])
    assert {_folded(order) for order in permutations(promised)} == {"captured"}
    refused = (paid[0], paid[3], paid[3])
    assert {_folded(order) for order in permutations(refused)} == {"declined"}


def _folded(told: tuple[Outcome, ...]) -> str:
    state = "created"
    for outcome in told:
        state = TRANSITIONS.get((state, _kind(outcome)), state)
    return state


def _kind(outcome: Outcome) -> str:
    match outcome:
        case Ok(captured=captured):
            return "captured" if captured else "authorized"
        case Declined():
            return "declined"
        case _:
            return "action_required"


def test_the_key_of_an_attempt_is_the_only_thing_of_ours_in_it(
    shop: Flask, stand_in: StandIn
) -> None:
    _, session = waits_on_stripes_page(shop, stand_in)
    assert session["metadata"] == {"checkout_attempt": key_of(shop)}
    sent = str(stand_in.heard)
    assert berlin.line1 not in sent
    assert "@" not in sent
