"""Who gets in where: every route of the API, tried by everyone who might try."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from checkout import create_app
from checkout.api.route import Route
from checkout.api.routes import ROUTES
from checkout.db import db, unit_of_work
from checkout.keys import SCOPES, create_key
from checkout.models import ApiKey
from tests.api.client import COMPLETE, Program, document, problem
from tests.api.conftest import ProgramMaker
from tests.conftest import Clock

PUBLIC = {("GET", "/api/v1/openapi.json"), ("GET", "/api/docs")}
QUOTE = {
    "email": "ada@example.com",
    "lines": [{"sku": "mug-stoneware", "quantity": 2, "unit_price": 1900}],
    "valid_until": "2999-01-01T00:00:00Z",
}
STORED_METHOD = {"payment_method": "card", "token": "tok_visa", "label": "Visa … 4242"}
VISA = {"method": "card", "token": "tok_visa"}
WEBHOOK = {"url": "https://partner.example/hooks"}
BODIES = {
    "create_stored_method": STORED_METHOD,
    "create_webhook": WEBHOOK,
    "update_webhook": {"name": "Books"},
    "create_checkout": COMPLETE,
    "change_checkout": {"note": "Hello"},
    "preview_checkout": {"note": "Hello"},
    "create_customer": {"email": "grace@example.com"},
    "update_customer": {"name": "Ada"},
    "set_custom_schema": {"schema": {}},
    "create_gift_card": {"amount": 2500},
    "create_quote": QUOTE,
    "grant_store_credit": {"amount": 1200},
    "report_shipment": {"state": "shipped"},
    "capture_order": {"amount": 1000},
    "refund_order": {"amount": 1000},
    "pay_order": {"payment": VISA},
    "withdraw_from_order": {"name": "Ada", "email": "ada@example.com"},
    "complete_checkout": {"expected_total": 5290, "payment": {"method": "invoice"}},
}
#: how an id begins -> where what it names is read
PLACES = {
    "co_": "checkouts",
    "cu_": "customers",
    "gc_": "gift-cards",
    "qu_": "quotes",
    "wh_": "webhooks",
}
every_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
routes_with_an_id = pytest.mark.parametrize(
    "route", [each for each in ROUTES if "{id}" in each.path], ids=lambda route: route.name
)


def test_every_route_is_in_the_table_of_policies(tmp_path_factory: Any) -> None:
    app = create_app({"INSTANCE_PATH": str(tmp_path_factory.mktemp("routes"))})

    assert set(_served(app)) == PUBLIC | {(each.method, _rule(each)) for each in ROUTES}
    assert {each.scope for each in ROUTES} == set(SCOPES)


@every_route
def test_nobody_gets_in(app: Flask, api: Program, route: Route) -> None:
    checkout = api.opens(**COMPLETE)

    refused = _try(Program(app, None), route, checkout["id"])

    problem(refused, 401, "unauthenticated")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


@every_route
def test_a_key_needs_the_scope(api: Program, program_with: ProgramMaker, route: Route) -> None:
    checkout = api.opens(**COMPLETE)
    others = [scope for scope in SCOPES if scope != route.scope]

    refused = _try(program_with(*others), route, checkout["id"])

    assert problem(refused, 403, "scope_missing")["scope"] == route.scope
    assert api.reads(f"/checkouts/{checkout['id']}")["version"] == 1


@every_route
def test_the_scope_alone_is_enough(api: Program, program_with: ProgramMaker, route: Route) -> None:
    own = _owned(api, route)
    api.asks("PUT", "/custom-schemas/order/gift", {"schema": {}})

    method = _stored_method_of(api, own["id"]) if "{method}" in route.path else ""

    answer = _try(program_with(route.scope), route, own["id"], method)
    assert answer.status_code in {200, 201}


@routes_with_an_id
def test_what_is_anothers_is_not_there(api: Program, stranger: Program, route: Route) -> None:
    own = _owned(api, route)
    place = PLACES[own["id"][:3]]

    for name in _names_for(route, own):
        refused = _try(stranger, route, name)
        missing = _try(stranger, route, own["id"][:3] + "0" * 20)
        problem(refused, 404, "not_found")
        assert (refused.data, refused.headers) == (missing.data, missing.headers)
    moving = {"page": "", "expires_at": "", "code": ""}
    assert api.reads(f"/{place}/{own['id']}") | moving == own | moving


def test_another_shop_shows_its_own_things_only(api: Program, stranger: Program) -> None:
    order = api.buys()

    assert stranger.reads("/products") == {"items": [], "next": None}
    assert stranger.reads("/orders") == {"items": [], "next": None}
    assert stranger.reads("/orders?email=ada@example.com")["items"] == []
    for path in (
        "/products/mug-stoneware",
        f"/orders/{order['number']}",
        f"/orders/{order['order_id']}",
    ):
        problem(stranger.asks("GET", path), 404, "not_found")
    refused = stranger.asks("POST", "/checkouts", COMPLETE)
    assert {"unknown_sku", "unknown_shipping_method"} == {
        error["code"] for error in problem(refused, 422, "invalid")["errors"]
    }
    assert stranger.opens()["currency"] == "CHF"


def test_an_external_id_of_another_shop_is_free(api: Program, stranger: Program) -> None:
    api.opens(external_id="A-1")

    assert stranger.opens(external_id="A-1")["external_id"] == "A-1"


def test_every_useless_key_gets_the_same_answer(app: Flask, api: Program, clock: Clock) -> None:
    with app.app_context():
        old = create_key("demo", ["all"], "old", expires_at=clock.instant + timedelta(days=1))
        gone = create_key("demo", ["all"], "gone")
        document(Program(app, old).asks("GET", "/orders"), 200)
        _revoke("gone")
    clock.forward(days=1)

    answers = [
        Program(app, key).asks("GET", "/orders")
        for key in (None, "", "sk_unknown", "x" * 5000, old, gone, f"{api.key}x")
    ]
    answers += [
        Program(app, None).asks("GET", "/orders", authorization=header)
        for header in (f"Basic {api.key}", f"{api.key}", "Bearer", f"Token {api.key}")
    ]

    for answer in answers:
        problem(answer, 401, "unauthenticated")
        assert (answer.data, answer.headers) == (answers[0].data, answers[0].headers)


def test_a_cookie_is_no_key(app: Flask) -> None:
    program = Program(app, None)
    with program.client.session_transaction() as session:
        session["order"] = "x"

    problem(program.asks("POST", "/checkouts", {}), 401, "unauthenticated")


def test_no_answer_is_kept_by_a_cache(api: Program) -> None:
    order = api.buys()

    for path in ("/orders", f"/orders/{order['id']}", f"/checkouts/{order['id']}", "/products"):
        assert api.asks("GET", path).headers["Cache-Control"] == "no-store"


def _served(app: Flask) -> Iterator[tuple[str, str]]:
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api."):
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                yield method, rule.rule


def _rule(route: Route) -> str:
    return "/api/v1" + route.path.replace("{", "<").replace("}", ">")


def _names_for(route: Route, checkout: Any) -> list[str]:
    more = [str(checkout["order_id"])] if route.name == "read_order" else []
    return [checkout["id"], *more]


def _owned(api: Program, route: Route) -> Any:
    """What the route is about, of the caller's own shop."""
    if route.path.startswith("/customers"):
        return document(api.asks("POST", "/customers", {"email": "ada@example.com"}), 201)
    if route.path.startswith("/gift-cards"):
        return document(api.asks("POST", "/gift-cards", {"amount": 2500}), 201)
    if route.path.startswith("/quotes"):
        return document(api.asks("POST", "/quotes", QUOTE), 201)
    if route.path.startswith("/webhooks"):
        added = document(api.asks("POST", "/webhooks", WEBHOOK), 201)
        return {name: each for name, each in added.items() if name != "secret"}
    if route.path.startswith("/orders/{id}/"):
        paid = api.buys(VISA if route.name == "refund_order" else None)
        return api.reads(f"/checkouts/{paid['id']}")
    return api.opens(**COMPLETE)


def _stored_method_of(api: Program, customer: str) -> str:
    stored = api.asks("POST", f"/customers/{customer}/payment-methods", STORED_METHOD)
    return str(document(stored, 201)["id"])


def _try(program: Program, route: Route, id_: str, method: str = "none") -> Any:
    parts = {"id": id_, "sku": "mug-stoneware", "entity": "order", "name": "gift", "number": "1"}
    path = route.path.format(**parts, method=method)
    headers = {} if not route.takes_key else {"idempotency_key": "K"}
    return program.asks(route.method, path, BODIES.get(route.name), **headers)


@unit_of_work
def _revoke(name: str) -> None:
    key = db.session.scalars(select(ApiKey).where(ApiKey.name == name)).one()
    key.revoked_at = key.created_at
