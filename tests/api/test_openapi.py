"""The OpenAPI document: true to the code, and tried out by a machine that reads it."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from hypothesis import given, settings, strategies
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from checkout.api.codes import PROBLEMS
from checkout.api.openapi import openapi
from checkout.api.problem_schema import codes_of
from checkout.api.route import Route
from checkout.api.routes import ROUTES
from tests.api.client import COMPLETE, Program

OPERATIONS = [
    (path, method, operation)
    for path, methods in openapi()["paths"].items()
    for method, operation in methods.items()
]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
    unsupported_method,
]
EXAMPLES = 25


def test_the_document_is_public_and_worth_keeping(app: Flask) -> None:
    first = app.test_client().get("/api/v1/openapi.json")
    tag = {"If-None-Match": first.headers["ETag"]}
    again = app.test_client().get("/api/v1/openapi.json", headers=tag)

    assert first.get_json() == json.loads(json.dumps(openapi()))
    assert "public" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")


def test_every_route_is_described() -> None:
    described = {(method.upper(), path) for path, method, _ in OPERATIONS}

    assert described == {(route.method, route.path) for route in ROUTES}
    assert len({operation["operationId"] for *_, operation in OPERATIONS}) == len(ROUTES)


def test_every_problem_is_described_somewhere() -> None:
    anywhere = {"method_not_allowed"}

    assert {code for route in ROUTES for code in codes_of(route)} | anywhere == set(PROBLEMS)


@pytest.mark.parametrize(
    ("path", "method", "operation"), OPERATIONS, ids=[each[2]["operationId"] for each in OPERATIONS]
)
def test_examples_fit_their_schemas(path: str, method: str, operation: dict[str, Any]) -> None:
    contents = [*operation["responses"].values(), operation.get("requestBody", {})]

    for kind, content in _contents(contents):
        for example in _examples(content):
            _validator(content["schema"]).validate(example)
        assert list(_examples(content)), f"{method} {path} has no example of {kind}"


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(openapi())
    schemas = openapi()["components"]["schemas"]

    for part in text.split('"$ref": "')[1:]:
        assert part.split('"')[0].removeprefix("#/components/schemas/") in schemas


def test_answers_are_exactly_what_is_described(api: Program) -> None:
    """The type checker sees to it; this sees to the type checker."""
    order = api.buys(coupon_codes=["WELCOME10"])
    checkout = api.opens(**COMPLETE)

    for document, name in (
        (order, "OrderDocument"),
        (checkout, "CheckoutDocument"),
        (api.reads("/products"), "ProductList"),
        (api.reads("/orders"), "OrderList"),
    ):
        _validator({"$ref": f"#/components/schemas/{name}"}, closed=True).validate(document)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_machine_that_reads_the_document_finds_no_fault(
    app: Flask, api: Program, route: Route, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    cases = schema.find_operation_by_id(route.name).as_strategy(generation_mode=mode)
    known = {"id": api.opens(**COMPLETE)["id"], "sku": "mug-stoneware"}
    known |= {"entity": "order", "name": "gift", "method": "pm_unknown", "number": "1"}
    api.asks("PUT", "/custom-schemas/order/gift", {"schema": {}})

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
    @given(case=cases, take_known=strategies.booleans())
    def try_out(case: Case[Any], take_known: bool) -> None:
        if take_known and case.path_parameters:
            case.path_parameters = {name: known[name] for name in case.path_parameters}
        guessed = mode is GenerationMode.NEGATIVE and "Authorization" in (case.headers or {})
        headers = {} if guessed else {"Authorization": f"Bearer {api.key}"}
        case.call_and_validate(headers=headers, checks=CHECKS)

    try_out()


def _contents(parts: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for part in parts:
        yield from part.get("content", {}).items()


def _examples(content: dict[str, Any]) -> Iterator[Any]:
    if "example" in content:
        yield content["example"]
    yield from (example["value"] for example in content.get("examples", {}).values())


def _validator(
    schema: dict[str, Any], *, closed: bool = False
) -> jsonschema_rs.Draft202012Validator:
    components = json.loads(json.dumps(openapi()["components"]))
    if closed:
        for each in components["schemas"].values():
            each.setdefault("additionalProperties", False)
    return jsonschema_rs.Draft202012Validator({**schema, "components": components})
