"""What a gateway tells by itself is taken once, whatever the order, if it is the gateway's and about this very payment."""

from importlib import import_module

import pytest
from flask import Flask
from structlog.testing import capture_logs

from checkout.config import TEST_GATEWAY_SECRET
from checkout.logs import set_up_logs
from checkout.operations import sweep
from checkout.payments.sandbox import SandboxTeller
from tests.concurrency.witnesses import broken_rules, invariants_hold, rows, write
from tests.factories import ADA
from tests.gateways.process import InProcess
from tests.gateways.telling import (
    TOTAL,
    URL,
    Provider,
    everything,
    key_of,
    pays_there,
    waits_on_the_card_page,
)

NEW_SECRET = "whsec_bmV3ZXI="  # noqa: S105 (of nobody)
#: the package has a function of this name
settle = import_module("checkout.operations.settle")


def test_told_that_it_was_paid_the_order_stands(shop_app: Flask) -> None:
    door, provider = waits_on_the_card_page(shop_app), Provider(shop_app)
    pays_there(shop_app)
    assert door.receipt().state == "placing"
    answer = provider.tells(provider.last())
    assert (answer.status_code, answer.json) == (200, {"status": "applied"})
    assert door.receipt().state == "placed"
    assert rows(shop_app, "SELECT kind, amount FROM payment_events WHERE amount > 0") == [
        ("captured", TOTAL)
    ]
    invariants_hold(shop_app)


def test_told_that_it_was_refused_the_order_is_open_again(app: Flask) -> None:
    door, provider = waits_on_the_card_page(app), Provider(app)
    pays_there(app, "4000000000000002")
    assert provider.tells(provider.last()).json == {"status": "applied"}
    assert door.receipt().state == "open"
    invariants_hold(app)


def test_the_courier_of_the_test_gateway_is_understood(app: Flask) -> None:
    door = waits_on_the_card_page(app)
    pays_there(app)
    gateway = InProcess.of(app)
    gateway.switch(webhook_url=URL, webhooks="shuffled", twice=True)

    def by(url: str, body: bytes, headers: dict[str, str]) -> int:
        return app.test_client().post(url, data=body, headers=headers).status_code

    courier = gateway.courier(TEST_GATEWAY_SECRET, by=by)
    assert courier.deliver() == len(rows(app, "SELECT id FROM gateway_notifications")) == 1
    assert door.receipt().state == "placed"
    gateway.switch(webhooks="forged")
    waits_on_the_card_page(app)
    pays_there(app)
    assert courier.deliver() == 0


def test_told_again_it_changes_nothing(app: Flask) -> None:
    waits_on_the_card_page(app)
    pays_there(app)
    provider = Provider(app)
    provider.tells(provider.last())
    before = everything(app)
    for days in range(3):
        answer = provider.tells(provider.last(), seconds_ago=days)
        assert (answer.status_code, answer.json) == (200, {"status": "repeated"})
    assert everything(app) == before


NOT_GENUINE: list[tuple[int, dict[str, str]]] = [
    (0, {"webhook-signature": ""}),
    (0, {"webhook-signature": "v1,AAAA"}),
    (0, {"webhook-timestamp": "1"}),
    (0, {"webhook-timestamp": "soon"}),
    (0, {"webhook-id": "evt_another"}),
    (301, {}),
    (-302, {}),
]


def test_what_is_not_genuine_is_refused_and_changes_nothing(app: Flask) -> None:
    waits_on_the_card_page(app)
    pays_there(app)
    before = everything(app)
    provider = Provider(app)
    for seconds_ago, headers in NOT_GENUINE:
        answer = provider.tells(provider.last(), seconds_ago=seconds_ago, headers=headers)
        assert (answer.status_code, answer.json) == (400, {"status": "not_genuine"}), headers
    assert everything(app) == before


def test_signed_by_somebody_else_it_is_refused(app: Flask) -> None:
    waits_on_the_card_page(app)
    pays_there(app)
    before = everything(app)
    stranger = Provider(app, NEW_SECRET)
    assert stranger.tells(stranger.last()).status_code == 400
    assert everything(app) == before


def test_while_a_secret_is_replaced_both_count(app: Flask) -> None:
    door = waits_on_the_card_page(app)
    pays_there(app)
    old, new = Provider(app), Provider(app, NEW_SECRET)
    app.extensions["tellers"]["test"] = SandboxTeller((NEW_SECRET, TEST_GATEWAY_SECRET))
    assert new.tells(new.last()).json == {"status": "applied"}
    assert old.tells(old.last()).json == {"status": "repeated"}
    app.extensions["tellers"]["test"] = SandboxTeller((NEW_SECRET,))
    assert old.tells(old.last()).status_code == 400
    assert door.receipt().state == "placed"


LIES: list[dict[str, object]] = [
    {"captured": TOTAL - 1, "authorized": TOTAL - 1},
    {"captured": 1},
    {"captured": TOTAL * 2, "authorized": TOTAL * 2},
    {"currency": "USD"},
    {"currency": ""},
]


def test_another_sum_or_currency_places_nothing(app: Flask) -> None:
    for lies in LIES:
        door, provider = waits_on_the_card_page(app), Provider(app)
        pays_there(app)
        with capture_logs() as told:
            provider.tells(provider.last(**lies))
        assert door.receipt().state == "placing", lies
        assert rows(app, "SELECT state FROM payments ORDER BY id DESC LIMIT 1") == [("unknown",)]
        assert "payment_mismatch" in {entry["event"] for entry in told}
        assert broken_rules(app) == {"What a gateway tells of a payment is what it was asked for."}
        with app.app_context():
            sweep()  # asks the gateway itself
        assert door.receipt().state == "placed"
    invariants_hold(app)


def test_without_comparing_the_sum_a_lie_would_place_the_order(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, provider = waits_on_the_card_page(app), Provider(app)
    pays_there(app)
    monkeypatch.setattr(settle, "misfit", lambda *_: "")
    provider.tells(provider.last(**LIES[0]))
    assert door.receipt().state == "placed"


def test_an_attempt_not_known_yet_is_to_be_told_again(app: Flask) -> None:
    door, provider = waits_on_the_card_page(app), Provider(app)
    pays_there(app)
    key = key_of(app)
    write(app, "UPDATE payments SET idempotency_key = 'pay_of_another'")
    answer = provider.tells(provider.last())
    assert (answer.status_code, answer.json) == (503, {"status": "not_ready"})
    assert int(answer.headers["Retry-After"]) > 0
    assert rows(app, "SELECT * FROM gateway_notifications") == []
    write(app, "UPDATE payments SET idempotency_key = :key", key=key)
    assert provider.tells(provider.last()).json == {"status": "applied"}
    assert door.receipt().state == "placed"


ELSEWHERE = {
    "/webhooks/test/another": (200, {"status": "ignored"}),
    "/webhooks/test/nowhere": (404, {"status": "unknown_shop"}),
    "/webhooks/paypal/demo": (404, {"status": "unknown_gateway"}),
    "/webhooks/offline/demo": (404, {"status": "unknown_gateway"}),
    "/webhooks/stripe/demo": (404, {"status": "unknown_gateway"}),
}


def test_told_at_another_address_it_changes_nothing(app: Flask) -> None:
    waits_on_the_card_page(app)
    pays_there(app)
    write(
        app,
        "UPDATE shops SET code = 'another' WHERE id = (SELECT max(id) FROM shops WHERE code <> 'demo')",
    )
    before, provider = everything(app), Provider(app)
    for url, said in ELSEWHERE.items():
        answer = provider.tells(provider.last(), url=url)
        assert (answer.status_code, answer.json) == said, url
    assert everything(app) == before


def test_what_cannot_be_read_is_refused_and_what_is_of_no_interest_is_taken(app: Flask) -> None:
    provider = Provider(app)
    for body in (b"", b"[]", b"{", b"\xff", b'{"type": "payment.captured"}', b"1" * 5000):
        assert provider.tells(("evt_1", body)).json == {"status": "unreadable"}
    assert provider.tells(("evt_2", b'{"type": "payout.paid", "data": {}}')).json == {
        "status": "ignored"
    }
    assert provider.tells(("evt_3", b" " * 262_145)).status_code == 413
    assert app.test_client().get(URL).status_code == 405


def test_without_a_secret_nothing_is_believed(app: Flask) -> None:
    waits_on_the_card_page(app)
    pays_there(app)
    app.extensions["tellers"]["test"] = SandboxTeller(())
    before, provider = everything(app), Provider(app, "whsec_")
    assert provider.tells(provider.last()).json == {"status": "no_secret"}
    app.extensions["tellers"]["test"] = SandboxTeller(("whsec_", "", "no base64"))
    assert provider.tells(provider.last()).status_code == 400
    assert everything(app) == before


def test_the_log_says_what_was_told_and_nobodys_secret(app: Flask) -> None:
    waits_on_the_card_page(app)
    pays_there(app)
    set_up_logs("INFO")
    provider = Provider(app)
    with capture_logs() as told:
        provider.tells(provider.last(email=ADA))
        provider.tells(provider.last(), seconds_ago=999)
    assert told[-1] == {
        "event": "notification_refused",
        "gateway": "test",
        "why": "NotGenuine",
        "log_level": "warning",
    }
    text = str(told)
    assert TEST_GATEWAY_SECRET not in text
    assert ADA not in text
    assert key_of(app) not in text
