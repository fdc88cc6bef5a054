"""Setting the schemas of custom fields, and what becomes of bad ones."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from checkout.db import db
from checkout.doctor import violations
from checkout.models import CustomSchema
from tests.api.client import COMPLETE, INVOICE, Program, codes_at, document, problem
from tests.api.schemas import GIFT, HALLO, refused, set_schema


@pytest.fixture(autouse=True)
def _gift(api: Program) -> None:
    set_schema(api, "order", "gift", GIFT)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"$ref": "http://127.0.0.1:1/schema.json"},
        {"$ref": "https://json-schema.org/draft/2020-12/nothing"},
        {"$ref": "file:///etc/passwd"},
        {"$schema": "http://127.0.0.1:1/schema.json"},
        {"$ref": "#/nowhere"},
        {"properties": {"a": {"pattern": "^(?=a)b"}}},
        {"properties": {"a": {"pattern": "(a{1000}){1000}"}}},
        {"description": "x" * 33000},
    ],
)
def test_what_cannot_be_used_as_a_schema_isrefused(api: Program, schema: Any) -> None:
    answer = api.asks("PUT", "/custom-schemas/order/gift", {"schema": schema})

    assert codes_at(problem(answer, 422, "invalid")) == {"#/schema": "schema_invalid"}
    assert api.reads("/custom-schemas/order/gift")["schema"] == GIFT


@pytest.mark.parametrize("path", ["shop/gift", "order/1st", "order/a%20b", f"order/{'x' * 65}"])
def test_a_schema_has_a_known_entity_and_a_plain_name(api: Program, path: str) -> None:
    problem(api.asks("PUT", f"/custom-schemas/{path}", {"schema": {}}), 404, "not_found")


def test_schemas_are_the_shops_own(api: Program, stranger: Program) -> None:
    assert stranger.reads("/custom-schemas") == {"items": []}
    problem(stranger.asks("DELETE", "/custom-schemas/order/gift"), 404, "not_found")
    set_schema(stranger, "order", "gift", {"maxProperties": 0})

    assert len(api.reads("/custom-schemas")["items"]) == 1
    assert api.opens(custom={"gift": HALLO})["custom"] == {"gift": HALLO}


def test_a_pattern_is_matched_in_linear_time(api: Program) -> None:
    evil = {"properties": {"message": {"pattern": "^(a+)+$"}}}
    set_schema(api, "order", "gift", evil)

    found = refused(api, custom={"gift": {"message": "a" * 15000 + "b"}})

    assert found == {"#/custom/gift/message": "custom_invalid"}


def test_a_schema_broken_by_hand_is_not_there_and_doctor_names_it(app: Flask, api: Program) -> None:
    set_schema(api, "order", "gift", GIFT, is_required=True)
    checkout = api.opens(**COMPLETE, custom={"gift": HALLO})
    with app.app_context(), db.engine.begin() as by_hand:
        broken = CustomSchema.entity == "order"
        by_hand.execute(update(CustomSchema).where(broken).values(schema={"type": "nonsense"}))

    with app.app_context():
        assert [each.rule.split()[1] for each in violations()] == ["schema"]
    assert refused(api, custom={"gift": HALLO}) == {"#/custom/gift": "unknown_custom_schema"}
    assert document(api.completes(checkout, INVOICE), 200)["state"] == "placed"
