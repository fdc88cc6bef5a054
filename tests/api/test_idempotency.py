"""The same request sent again gets the same answer; nothing happens twice."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql

from checkout.api.idempotency import fingerprint_of
from checkout.db import db
from checkout.keys import create_key
from checkout.models import ApiKey, IdempotencyRecord, Order
from checkout.operations import idempotency
from checkout.operations.idempotency import (
    InFlight,
    Mismatch,
    New,
    Replay,
    TakenOver,
    abandon,
    claim,
    finish,
    purge,
    release,
)
from tests.api.client import COMPLETE, INVOICE, Program, card, document, problem
from tests.conftest import AppMaker, Clock


def orders_in(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(Order.id))) or 0


def records_in(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count(IdempotencyRecord.id))) or 0


def test_a_repeated_completion_is_answered_byte_by_byte(api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    first = api.completes(checkout, INVOICE, key="K-1")

    again = api.completes(checkout, INVOICE, key="K-1")

    assert document(first, 200)["state"] == "placed"
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    for name in ("ETag", "Content-Type"):
        assert again.headers[name] == first.headers[name]


def test_a_repeated_creation_makes_one_checkout(app: Flask, api: Program) -> None:
    first = api.asks("POST", "/checkouts", COMPLETE, idempotency_key="K-2")
    again = api.asks("POST", "/checkouts", COMPLETE, idempotency_key="K-2")

    assert again.data == first.data
    assert again.headers["Location"] == first.headers["Location"]
    assert orders_in(app) == 1


def test_a_creation_needs_no_key(app: Flask, api: Program) -> None:
    api.opens()
    api.opens()

    assert orders_in(app) == 2


def test_a_declined_payment_and_a_wait_are_answers_too(api: Program) -> None:
    for token, status in (("tok_declined", 402), ("tok_3ds", 202)):
        checkout = api.opens(**COMPLETE)
        first = api.completes(checkout, card(token), key=token)
        again = api.completes(checkout, card(token), key=token)
        assert (first.status_code, again.status_code) == (status, status)
        assert again.data == first.data
        assert again.headers.get("Location") == first.headers.get("Location")
        assert again.headers["Idempotency-Replayed"] == "true"


def test_completing_needs_a_key(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    refused = api.asks("POST", f"/checkouts/{checkout['id']}/complete", {"expected_total": 5290})

    told = problem(refused, 400, "idempotency_key_missing")
    assert told["type"] == "/api/docs#idempotency_key_missing"


@pytest.mark.parametrize("key", ["", " ", "x" * 256, "ключ", "a\tb", '"open', '""', '"a"b"'])
def test_a_malformed_key_is_refused(api: Program, key: str) -> None:
    checkout = api.opens(**COMPLETE)

    refused = api.completes(checkout, INVOICE, key=key.encode().decode("latin-1") or " ")

    problem(refused, 400, "idempotency_key_malformed")
    assert api.reads(f"/checkouts/{checkout['id']}")["state"] == "open"


def test_a_quoted_key_is_the_same_key(api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    first = api.completes(checkout, INVOICE, key='"K-3 \\"x\\""')

    assert api.completes(checkout, INVOICE, key='K-3 "x"').data == first.data


def test_a_key_belongs_to_one_request(api: Program) -> None:
    one, other = api.opens(**COMPLETE), api.opens(**COMPLETE)
    document(api.completes(one, INVOICE, key="K-4"), 200)

    for checkout, payment, total in (
        (one, card("tok_visa"), 5290),
        (one, INVOICE, 5291),
        (other, INVOICE, 5290),
    ):
        refused = api.completes(checkout, payment, total=total, key="K-4")
        problem(refused, 422, "idempotency_key_reused")
    assert api.reads(f"/checkouts/{other['id']}")["state"] == "open"


def test_a_key_means_nothing_to_others(api: Program, stranger: Program) -> None:
    mine = api.asks("POST", "/checkouts", {"note": "mine"}, idempotency_key="K-5")
    theirs = stranger.asks("POST", "/checkouts", {"note": "mine"}, idempotency_key="K-5")

    assert theirs.status_code == 201
    assert theirs.get_json()["id"] != mine.get_json()["id"]


def test_a_key_means_nothing_at_another_endpoint(api: Program) -> None:
    made = api.asks("POST", "/checkouts", COMPLETE, idempotency_key="K-6").get_json()

    assert document(api.completes(made, INVOICE, key="K-6"), 200)["state"] == "placed"


def test_what_changed_nothing_leaves_the_key_free(app: Flask, api: Program) -> None:
    checkout = api.opens(lines=COMPLETE["lines"])
    path = f"/checkouts/{checkout['id']}/complete"

    for body, headers, status, code in (
        ({"expected_total": "x"}, {}, 422, "invalid"),
        (None, {}, 415, "unsupported_media_type"),
        ({}, {"content_type": "text/plain"}, 415, "unsupported_media_type"),
        ({"expected_total": 1}, {"authorization": "Bearer x"}, 401, "unauthenticated"),
        ({"expected_total": 1, "payment": {"method": "x"}}, {}, 422, "invalid"),
        ({"expected_total": 4800, "payment": INVOICE}, {}, 422, "requirements_unmet"),
    ):
        refused = api.asks("POST", path, body, idempotency_key="K-7", **headers)
        problem(refused, status, code)
    assert records_in(app) == 0
    complete = api.patches(checkout, **COMPLETE)
    assert document(api.completes(complete, INVOICE, key="K-7"), 200)["state"] == "placed"


def test_a_key_in_use_says_when_to_come_back(app: Flask, api: Program) -> None:
    checkout = api.opens(**COMPLETE)
    body = json.dumps({"expected_total": 5290, "payment": INVOICE})
    path = f"/api/v1/checkouts/{checkout['id']}/complete"
    with app.test_request_context(path, method="POST", data=body) as context:
        fingerprint = fingerprint_of(context.request)
        record = claim(_scope(), "K-8", fingerprint)

    refused = api.completes(checkout, INVOICE, key="K-8")

    assert isinstance(record, New)
    problem(refused, 409, "idempotency_key_in_use")
    assert refused.headers["Retry-After"] == "1"
    with app.app_context():
        abandon(record)
    assert api.completes(checkout, INVOICE, key="K-8").status_code == 200


def test_a_failure_after_the_order_was_placed_is_resumed(
    api: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout = api.opens(**COMPLETE)

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("SELECT secrets FROM shop")

    with monkeypatch.context() as broken:
        broken.setattr("checkout.api.completing.order_document", breaks)
        answer = api.completes(checkout, INVOICE, key="K-9")
        problem(answer, 500, "internal_error")
        assert b"SELECT" not in answer.data
    resumed = document(api.completes(checkout, INVOICE, key="K-9"), 200)
    assert resumed["state"] == "placed"
    assert len(resumed["payments"]) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(body=st.dictionaries(st.text(max_size=5), json_values, max_size=4), indent=st.integers(0, 4))
def test_key_order_and_white_space_do_not_count(body: dict[str, Any], indent: int) -> None:
    turned = dict(reversed(body.items()))
    spaced = json.dumps(turned, indent=indent, ensure_ascii=bool(indent))

    assert _fingerprint(spaced) == _fingerprint(json.dumps(body))


@given(body=json_values, other=json_values)
def test_another_body_is_another_request(body: Any, other: Any) -> None:
    same = json.dumps(body, sort_keys=True) == json.dumps(other, sort_keys=True)

    assert (_fingerprint(json.dumps(body)) == _fingerprint(json.dumps(other))) is same


def test_a_key_goes_from_claimed_to_answered(app: Flask) -> None:
    with app.app_context():
        mine = claim("place 1", "K", "print")
        assert isinstance(mine, New)
        assert claim("place 1", "K", "print") == InFlight()
        assert claim("place 1", "K", "other") == Mismatch()
        assert isinstance(claim("place 2", "K", "other"), New)
        finish(mine, 303, {"Location": "/orders/x"}, b"")
        assert claim("place 1", "K", "print") == Replay(303, {"Location": "/orders/x"}, b"")
        assert claim("place 1", "K", "other") == Mismatch()


def test_a_dead_claim_is_taken_over_once(app: Flask, clock: Clock) -> None:
    with app.app_context():
        dead = claim("s", "K", "print")
        clock.forward(seconds=59)
        assert claim("s", "K", "print") == InFlight()
        clock.forward(seconds=1)
        heir = claim("s", "K", "print")
        assert isinstance(dead, New)
        assert isinstance(heir, New)
        assert (dead.is_resumed, heir.is_resumed) == (False, True)
        assert (heir.request, heir.since) == (dead.request, dead.since)
        assert claim("s", "K", "print") == InFlight()
        with pytest.raises(TakenOver):
            finish(dead, 200, {}, b"late")
        abandon(dead)
        release(dead)
        assert claim("s", "K", "print") == InFlight()
        finish(heir, 200, {}, b"mine")
        assert claim("s", "K", "print") == Replay(200, {}, b"mine")


def test_answers_are_kept_for_a_day(app: Flask, clock: Clock) -> None:
    with app.app_context():
        mine = claim("s", "K", "print")
        assert isinstance(mine, New)
        finish(mine, 200, {}, b"mine")
        assert purge(clock.instant + timedelta(hours=24)) == 0
        assert purge(clock.instant + timedelta(hours=24, seconds=61)) == 1
        assert isinstance(claim("s", "K", "print"), New)


def test_of_many_at_once_one_claims(shop_app: Flask) -> None:
    assert _claims_at_once(shop_app).count(New) == 1


def test_looking_before_inserting_would_let_several_claim(
    make_app: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without the one atomic insert the race of the test above is lost."""
    everybody_looked = Barrier(8)

    def look_then_insert(scope: str, key: str, fingerprint: str, now: datetime) -> int | None:
        record = {"scope": scope, "key": key, "fingerprint": fingerprint, "claimed_at": now}
        record |= {"attempt": 1, "leased_until": now}
        found = db.session.scalar(select(IdempotencyRecord.id).where(IdempotencyRecord.key == key))
        everybody_looked.wait(10)
        if found is not None:
            return None
        insert = postgresql.insert(IdempotencyRecord).values(record)
        return db.session.scalar(
            insert.on_conflict_do_update(
                index_elements=["scope", "key"], set_={"claimed_at": now}
            ).returning(IdempotencyRecord.id)
        )

    monkeypatch.setattr(idempotency, "_insert", look_then_insert)
    assert _claims_at_once(make_app("postgresql")).count(New) > 1


def test_many_completions_at_once_place_one_order(shop_app: Flask) -> None:
    with shop_app.app_context():
        key = create_key("demo", ["all"], "racer")
    checkout = Program(shop_app, key).opens(**COMPLETE)
    start = Barrier(6)

    def complete(_: int) -> int:
        program = Program(shop_app, key)
        start.wait(10)
        return program.completes(checkout, card("tok_visa"), key="K-race").status_code

    with ThreadPoolExecutor(6) as threads:
        statuses = list(threads.map(complete, range(6)))

    assert set(statuses) <= {200, 409}
    assert 200 in statuses
    order = Program(shop_app, key).reads(f"/orders/{checkout['id']}")
    assert [payment["state"] for payment in order["payments"]] == ["captured"]


def _claims_at_once(app: Flask) -> list[type]:
    start = Barrier(8)

    def attempt(_: int) -> type:
        with app.app_context():
            start.wait(10)
            return type(idempotency.claim("s", "K", "print"))

    with ThreadPoolExecutor(8) as threads:
        return list(threads.map(attempt, range(8)))


def _scope() -> str:
    key_id = db.session.scalar(select(ApiKey.id).where(ApiKey.name == "tests"))
    return f"demo key {key_id} POST /checkouts/{{id}}/complete"


_plain = Flask(__name__)


def _fingerprint(body: str) -> str:
    with _plain.test_request_context("/x", method="POST", data=body.encode()) as context:
        return fingerprint_of(context.request)
