"""What holds for every contract: who gets in, what its OpenAPI document says, and that a machine finds no fault with it."""

import json
import os
import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from flask import Flask
from hypothesis import given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from checkout import clock
from checkout.contracts import CONTRACTS
from checkout.contracts.contract import Contract, Route
from checkout.contracts.openapi import openapi_of
from checkout.db import db
from checkout.keys import SCOPES, create_key
from checkout.models import Order
from tests.contracts.partner import Partner
from tests.servers import Served

EVERY_ROUTE = [(contract, route) for contract in CONTRACTS for route in contract.routes]
ROUTE_IDS = [f"{contract.name}-{route.name}" for contract, route in EVERY_ROUTE]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
EXAMPLES = 15
ROOT = Path(__file__).parents[2]
#: contract -> the shop its examples are of
SHOPS = {
    "photo-order": "print",
    "checkout-summary": "print",
    "sylius": "demo",
    "purchase-request": "cloud",
    "emporix": "demo",
}
contracts = pytest.mark.parametrize("contract", CONTRACTS, ids=lambda each: each.name)
routes = pytest.mark.parametrize(("contract", "route"), EVERY_ROUTE, ids=ROUTE_IDS)


def _partner(app: Flask, contract: Contract, *scopes: str, **wishes: Any) -> Partner:
    with app.app_context():
        key = create_key(SHOPS[contract.name], list(scopes) or ["all"], "partner", **wishes)
    return Partner(app, key, header=_header(contract))


def _header(contract: Contract) -> str:
    return str(contract.credential.get("name", "Authorization"))


def _path(route: Route) -> str:
    return route.path.replace("<", "").replace(">", "")


@contracts
def test_its_document_is_public_and_its_guide_can_be_read(app: Flask, contract: Contract) -> None:
    client = app.test_client()

    document = client.get(f"/api/contracts/{contract.name}/openapi.json")
    guide = client.get(f"/api/docs/{contract.name}")

    assert document.get_json() == json.loads(json.dumps(openapi_of(contract)))
    assert (guide.status_code, guide.mimetype) == (200, "text/html")
    assert contract.title in guide.get_data(as_text=True)
    assert f"/api/docs/{contract.name}" in client.get("/api/docs").get_data(as_text=True)


@contracts
def test_its_references_lead_somewhere_and_its_examples_fit(contract: Contract) -> None:
    document = openapi_of(contract)
    for part in json.dumps(document).split('"$ref": "')[1:]:
        name = part.split('"')[0].removeprefix("#/components/schemas/")
        assert name in document["components"]["schemas"]
    for methods in document["paths"].values():
        for operation in methods.values():
            for content in _contents(operation):
                if "example" in content:
                    _validator(document, content["schema"]).validate(content["example"])


@pytest.mark.usefixtures("clock")  # some tell the time with an error
@routes
def test_nobody_gets_in_without_a_key_that_counts(
    app: Flask, contract: Contract, route: Route
) -> None:
    owner = _partner(app, contract)
    past = clock.now() - timedelta(seconds=1)
    expired = _partner(app, contract, expires_at=past)
    header = _header(contract)
    before = owner.rows()

    answers = [
        Partner(app, key, header=header).asks(route.method, _path(route), {})
        for key in (None, "sk_unknown", expired.key, "x" * 500)
    ]

    assert {each.status_code for each in answers} == {401}
    assert len({each.data for each in answers}) == 1
    assert owner.rows() == before


@routes
def test_a_key_without_the_scope_does_nothing(app: Flask, contract: Contract, route: Route) -> None:
    others = [scope for scope in SCOPES if scope != route.scope]
    narrow = _partner(app, contract, *others)
    before = narrow.rows()

    answer = narrow.asks(route.method, _path(route), {})

    assert answer.status_code in {401, 403}
    assert narrow.rows() == before


@contracts
def test_unknown_addresses_and_methods_are_answered_in_its_own_words(
    app: Flask, contract: Contract
) -> None:
    partner = _partner(app, contract)

    unknown = partner.asks("GET", f"{contract.prefixes[0]}/1/nothing/here")
    wrong = partner.asks("TRACE", _path(contract.routes[0]))

    assert (unknown.status_code, wrong.status_code) == (404, 405)
    assert wrong.headers["Allow"]
    for answer in (unknown, wrong):
        assert answer.mimetype == "application/json"


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: str(mode.value))
@routes
def test_a_machine_that_reads_the_document_finds_no_fault(
    app: Flask, contract: Contract, route: Route, mode: GenerationMode
) -> None:
    partner = _partner(app, contract)
    schema = schemathesis.openapi.from_wsgi(f"/api/contracts/{contract.name}/openapi.json", app)
    cases = schema.find_operation_by_id(route.name).as_strategy(generation_mode=mode)
    header = _header(contract)
    headers = {header: f"Bearer {partner.key}" if header == "Authorization" else str(partner.key)}

    @settings(max_examples=EXAMPLES, deadline=None, derandomize=True, database=None)
    @given(case=cases)
    def try_out(case: Case[Any]) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS)

    try_out()


def _contents(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in (operation.get("requestBody", {}), *operation["responses"].values()):
        yield from part.get("content", {}).values()


def _validator(
    document: dict[str, Any], schema: dict[str, Any]
) -> jsonschema_rs.Draft202012Validator:
    components = json.loads(json.dumps(document["components"]))
    return jsonschema_rs.Draft202012Validator({**schema, "components": components})


@contracts
def test_its_walk_through_works_when_pasted(
    served: Served, contract: Contract, tmp_path: Path
) -> None:
    text = (ROOT / "docs" / "contracts" / f"{contract.name}.md").read_text()
    (script,) = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    key = _partner(served.app, contract).key
    before = _bought(served.app)

    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "BASE": served.server.url, "KEY": str(key)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert _bought(served.app) == before + 1


def _bought(app: Flask) -> int:
    with app.app_context():
        return db.session.query(Order).filter(Order.state.in_(("placing", "placed"))).count()
