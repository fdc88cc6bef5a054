"""The contract's OpenAPI document: valid, true to its routes, and tried out by a machine that reads it."""

import json
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
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from checkout.contracts.contract import Route
from checkout.contracts.openapi import openapi_of
from checkout.contracts.sylius import CONTRACT
from tests.contracts.sylius_client import Partner

PLACE = f"/api/contracts/{CONTRACT.name}/openapi.json"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    ignored_auth,
    unsupported_method,
]
EXAMPLES = 12


def test_the_document_and_its_guide_are_public(app: Flask) -> None:
    client = app.test_client()

    assert client.get(PLACE).get_json() == json.loads(json.dumps(openapi_of(CONTRACT)))
    guide = client.get(f"/api/docs/{CONTRACT.name}")
    assert guide.status_code == 200
    assert "shippingAddress[firstName]" in json.dumps(client.get(PLACE).get_json())


def test_answers_are_what_is_described(sylius: Partner) -> None:
    cart = sylius.fills()
    answers = [("Order", sylius.addresses(cart))]
    answers.append(("CheckoutStep", sylius.gets(f"/checkouts/{cart}")))
    answers.append(("Order", sylius.ships(cart)))
    answers.append(("CheckoutStep", sylius.gets(f"/checkouts/{cart}")))
    answers += [("Order", sylius.chooses(cart)), ("Order", sylius.puts(cart))]
    answers += [("Page", sylius.gets("/carts")), ("Page", sylius.gets("/countries"))]
    answers.append(("Error", sylius.asks("PUT", f"/checkouts/{cart}").get_json()))
    components = openapi_of(CONTRACT)["components"]

    for name, answer in answers:
        schema = {"$ref": f"#/components/schemas/{name}", "components": components}
        jsonschema_rs.Draft202012Validator(schema).validate(answer)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@pytest.mark.parametrize("route", CONTRACT.routes, ids=lambda route: route.name)
def test_a_machine_that_reads_the_document_finds_no_fault(
    app: Flask, sylius: Partner, route: Route, mode: GenerationMode
) -> None:
    schema = schemathesis.openapi.from_wsgi(PLACE, app)
    cases = schema.find_operation_by_id(route.name).as_strategy(generation_mode=mode)
    cart = sylius.fills()
    known = {"order_id": str(cart), "cart_id": str(cart), "item_id": "1"}

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
    @given(case=cases, take_known=strategies.booleans())
    def try_out(case: Case[Any], take_known: bool) -> None:
        if take_known and case.path_parameters:
            case.path_parameters = {name: known.get(name, "1") for name in case.path_parameters}
        guessed = mode is GenerationMode.NEGATIVE and "Authorization" in (case.headers or {})
        headers = {} if guessed else {"Authorization": f"Bearer {sylius.key}"}
        case.call_and_validate(headers=headers, checks=CHECKS)

    try_out()
