"""Every request that changes something can be sent again; what was begun and not answered is gone on with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from checkout.api.routes import ROUTES
from checkout.keys import create_key
from checkout.models import IdempotencyRecord
from checkout.operations import idempotency
from checkout.operations.idempotency import New
from tests.api.client import COMPLETE, INVOICE, Program, card, document, problem
from tests.concurrency.faults import failing_once
from tests.concurrency.rivals import come_in_before
from tests.concurrency.witnesses import charges, rows
from tests.conftest import Clock

Step = tuple[str, str, str, Any]

CUSTOMER = {"email": "grace@example.com"}
METHOD = {"payment_method": "card", "token": "tok_visa", "label": "Visa … 4242"}
QUOTE = {
    "email": "ada@example.com",
    "valid_until": "2036-12-05T00:00:00Z",
    "lines": [{"sku": "mug-stoneware", "quantity": 2, "unit_price": 1900}],
}


def steps(api: Program) -> Iterator[Step]:
    """Requests that change something: name of the route, method, path, body; each follows what was made before."""
    checkout, given_up = api.opens(**COMPLETE), api.opens()
    customer = document(api.asks("POST", "/customers", {"email": "hedy@example.com"}), 201)["id"]
    person, purse = f"/customers/{customer}", f"/customers/{customer}/payment-methods"
    stored = document(api.asks("POST", purse, {**METHOD, "token": "tok_3ds"}), 201)["id"]
    quotes = [document(api.asks("POST", "/quotes", QUOTE), 201)["id"] for _ in range(2)]
    total = {"expected_total": checkout["total"], "payment": INVOICE}
    yield "create_checkout", "POST", "/checkouts", {"note": "hello"}
    yield "change_checkout", "PATCH", f"/checkouts/{checkout['id']}", {"note": "hello"}
    yield "cancel_checkout", "POST", f"/checkouts/{given_up['id']}/cancel", None
    yield "complete_checkout", "POST", f"/checkouts/{checkout['id']}/complete", total
    order = api.buys()
    shipment, withdrawals = (
        f"/orders/{order['id']}/{each}" for each in ("shipments/1", "withdrawals")
    )
    who = {"name": "Ada Lovelace", "email": "ada@example.com"}
    bought = [api.buys(card("tok_visa")), api.buys(), api.buys(), api.buys()]
    refunds, captures, payments, cancel = (
        f"/orders/{each['id']}/{verb}"
        for each, verb in zip(bought, ("refunds", "captures", "payments", "cancel"), strict=True)
    )
    yield "refund_order", "POST", refunds, {"amount": 1000}
    yield "capture_order", "POST", captures, {"amount": 1000}
    yield "pay_order", "POST", payments, {"payment": card("tok_visa")}
    yield "cancel_order", "POST", cancel, {"reason": "other"}
    yield "report_shipment", "PATCH", shipment, {"state": "shipped"}
    yield "withdraw_from_order", "POST", withdrawals, who
    yield "create_customer", "POST", "/customers", CUSTOMER
    yield "update_customer", "PATCH", person, {"name": "Hedy"}
    yield "create_stored_method", "POST", purse, METHOD
    yield "remove_stored_method", "DELETE", f"{purse}/{stored}", None
    yield "create_gift_card", "POST", "/gift-cards", {"amount": 500}
    yield "grant_store_credit", "POST", f"{person}/credit", {"amount": 500}
    yield "set_custom_schema", "PUT", "/custom-schemas/line/again", {"schema": {}}
    yield "remove_custom_schema", "DELETE", "/custom-schemas/line/again", None
    hooks = {"url": "https://partner.example/hooks", "events": ["order.placed"]}
    hook = document(api.asks("POST", "/webhooks", hooks), 201)["id"]
    yield "create_webhook", "POST", "/webhooks", hooks
    yield "update_webhook", "PATCH", f"/webhooks/{hook}", {"name": "Accounting"}
    yield "replace_webhook_secret", "POST", f"/webhooks/{hook}/secret", None
    yield "delete_webhook", "DELETE", f"/webhooks/{hook}", None
    yield "create_quote", "POST", "/quotes", QUOTE
    yield "accept_quote", "POST", f"/quotes/{quotes[0]}/accept", {}
    yield "withdraw_quote", "POST", f"/quotes/{quotes[1]}/withdraw", None


def test_every_request_that_changes_something_can_be_sent_again(app: Flask, api: Program) -> None:
    """Refused on another key instead: a card that is there twice, a schema that is gone, an e-mail address that is taken."""
    tried = set()
    for name, method, path, body in steps(api):
        first = api.asks(method, path, body, idempotency_key=f"again {name}")
        assert first.status_code in {200, 201}, (name, first.data)
        before = _counts(app)
        again = api.asks(method, path, body, idempotency_key=f"again {name}")
        assert (again.status_code, again.data) == (first.status_code, first.data), name
        assert again.headers["Idempotency-Replayed"] == "true", name
        assert "Idempotency-Replayed" not in first.headers, name
        for header in ("Content-Type", "ETag", "Location"):
            assert again.headers.get(header) == first.headers.get(header), name
        assert _counts(app) == before, name
        tried.add(name)
    assert tried >= {each.name for each in ROUTES if each.takes_key}


def test_a_body_where_none_belongs_is_part_of_the_request(api: Program) -> None:
    path = f"/checkouts/{api.opens()['id']}/cancel"
    first = api.asks("POST", path, raw=b"{no JSON", idempotency_key="raw")
    assert api.asks("POST", path, raw=b"{no JSON", idempotency_key="raw").data == first.data
    problem(api.asks("POST", path, raw=b"{other", idempotency_key="raw"), 422, REUSED)


def test_a_change_of_a_version_that_is_gone_is_answered_as_it_was(api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    path, etag = f"/checkouts/{checkout['id']}", f'"{checkout["version"]}"'
    wish = {"note": "ring twice"}
    first = api.asks("PATCH", path, wish, if_match=etag, idempotency_key="p")
    again = api.asks("PATCH", path, wish, if_match=etag, idempotency_key="p")
    assert (again.status_code, again.data) == (200, first.data)
    problem(api.asks("PATCH", path, wish, if_match=etag), 412, "stale_version")


def test_the_code_of_a_gift_card_is_kept_encrypted(app: Flask, api: Program) -> None:
    code = document(api.asks("POST", "/gift-cards", {"amount": 500}, idempotency_key="card"), 201)[
        "code"
    ]
    [(body,)] = rows(app, "SELECT body FROM idempotency_records")
    assert code.encode() not in bytes(body)
    again = api.asks("POST", "/gift-cards", {"amount": 500}, idempotency_key="card")
    assert again.get_json()["code"] == code


def test_every_answer_with_a_secret_is_kept_encrypted() -> None:
    telling = {
        route.name
        for route in ROUTES
        for kind in route.answers.values()
        if route.takes_key and {"secret", "code", "token"} & set(kind.__annotations__)
    }
    assert {"create_gift_card", "create_webhook"} <= telling
    assert telling == {route.name for route in ROUTES if route.seals}


def test_a_failure_while_answering_takes_the_change_back(
    shop_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = _grants(shop_app)
    with monkeypatch.context() as broken:
        broken.setattr("checkout.api.credit.store_credit_document", _breaks)
        problem(grant(), 500, "internal_error")
    assert _granted(shop_app) == 0
    assert document(grant(), 201)["items"][0]["balance"] == 500
    assert _granted(shop_app) == 500


def test_an_answer_that_is_kept_later_than_the_change_would_let_it_happen_twice(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the change committed by itself, as everywhere else."""
    grant = _grants(app)
    monkeypatch.setattr("checkout.api.idempotency.kept_open", _nothing_special)
    with monkeypatch.context() as broken:
        broken.setattr("checkout.api.credit.store_credit_document", _breaks)
        problem(grant(), 500, "internal_error")
    assert document(grant(), 201)["items"][0]["balance"] == 1000


@pytest.mark.parametrize("engine", ["postgresql"])
def test_a_statement_that_has_to_be_tried_again_is_and_the_rest_with_it(app: Flask) -> None:
    grant, at, failed, key = _grants(app), 0, ["first"], "grant"
    while failed:
        key = f"grant {at}"
        with failing_once(app, at, "40001") as failed:
            answer = grant(key)
        if at:  # the first one asks who calls, and no unit of work has begun
            assert document(answer, 201)["items"][0]["balance"] == 500 * at, failed
        at += 1
    assert at > 8
    assert _granted(app) == 500 * (at - 1)


def test_who_was_taken_for_dead_changes_nothing_any_more(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, heir = _two_who_grant(app, clock, monkeypatch)
    problem(first, 409, "idempotency_key_in_use")
    assert document(heir, 201)["items"][0]["balance"] == 500
    assert _granted(app) == 500


def test_without_counting_who_holds_the_key_both_would_grant(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idempotency, "_still", _whoever)
    _two_who_grant(app, clock, monkeypatch)
    assert _granted(app) == 1000


def test_an_outcome_nobody_knew_is_told_once_it_is_known(app: Flask, api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    unknown = api.completes(checkout, card("tok_timeout"), key="lost")
    assert document(unknown, 202)["state"] == "placing"
    known = api.completes(checkout, card("tok_timeout"), key="lost")
    assert document(known, 200)["state"] == "placed"
    again = api.completes(checkout, card("tok_timeout"), key="lost")
    assert (again.data, again.headers["Idempotency-Replayed"]) == (known.data, "true")
    assert len(charges(app)) == 1
    problem(api.completes(checkout, card("tok_visa"), key="lost"), 422, REUSED)


def test_a_decline_that_was_not_heard_is_told_and_the_card_not_asked_again(
    app: Flask, api: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    again, attempts = _declined_twice(app, api, monkeypatch)
    assert problem(again, 402, "payment_declined")["reason"] == "card_declined"
    assert attempts == 1


def test_starting_over_would_ask_the_card_again(
    app: Flask, api: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    monkeypatch.setattr("checkout.api.completing.resume_placing", lambda *_: None)
    _, attempts = _declined_twice(app, api, monkeypatch)
    assert attempts == 2


REUSED = "idempotency_key_reused"
PAYMENTS = "SELECT count(*) FROM payments"
COUNTED = ("orders", "customers", "quotes", "stored_methods", "credit_entries", "payments")


def _counts(app: Flask) -> list[int]:
    return [rows(app, f"SELECT count(*) FROM {table}")[0][0] for table in COUNTED]


def _granted(app: Flask) -> int:
    """Minor units of store credit, whoever has it."""
    [(total,)] = rows(
        app, "SELECT coalesce(sum(balance), 0) FROM credit_accounts WHERE kind = 'store_credit'"
    )
    return int(total)


def _grants(app: Flask) -> Callable[..., TestResponse]:
    """How a program gives a new customer 5 euros, always by the same request."""
    with app.app_context():
        api = Program(app, create_key("demo", ["all"], "tests"))
    path = f"/customers/{document(api.asks('POST', '/customers', CUSTOMER), 201)['id']}/credit"

    def grant(key: str = "grant") -> TestResponse:
        return api.asks("POST", path, {"amount": 500}, idempotency_key=key)

    return grant


def _two_who_grant(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> tuple[TestResponse, TestResponse]:
    """The answers to one who stops before anything is written for longer than a lease, and to one who comes meanwhile."""
    grant = _grants(app)
    answers: list[TestResponse] = []

    def take_over() -> None:
        clock.forward(seconds=61)
        answers.append(grant())

    come_in_before(monkeypatch, "checkout.api.credit:grant_credit", take_over, patience=30)
    first = grant()
    return first, answers[0]


def _declined_twice(
    app: Flask, api: Program, monkeypatch: pytest.MonkeyPatch
) -> tuple[TestResponse, int]:
    """The answer to who asks again after the first one failed to be told of a decline; how often the card was tried."""
    checkout = api.opens(**COMPLETE)
    with monkeypatch.context() as broken:
        broken.setattr("checkout.api.completing.declined", _breaks)
        problem(api.completes(checkout, card("tok_declined"), key="d"), 500, "internal_error")
    again = api.completes(checkout, card("tok_declined"), key="d")
    return again, rows(app, PAYMENTS)[0][0]


def _breaks(*_: object, **__: object) -> None:
    raise RuntimeError


@contextmanager
def _nothing_special() -> Iterator[None]:
    yield


def _whoever(claimed: New) -> tuple[Any, ...]:
    return (IdempotencyRecord.id == claimed.record_id,)
