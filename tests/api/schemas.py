"""Schemas of custom fields, as tests tell of them."""

from typing import Any

from tests.api.client import Program, codes_at, document, problem

GIFT = {
    "type": "object",
    "properties": {
        "message": {"type": "string", "maxLength": 20},
        "from": {"type": "string"},
        "items": {"type": "array", "items": {"type": "integer"}},
        "wrapping": {"type": "object", "properties": {"colour": {"enum": ["red", "blue"]}}},
    },
    "required": ["message"],
    "additionalProperties": False,
}
HALLO = {"message": "Hallo"}


def set_schema(
    api: Program, entity: str, name: str, schema: Any, *, is_required: bool = False
) -> Any:
    """Makes it the shop's."""
    body = {"schema": schema, "is_required": is_required}
    return document(api.asks("PUT", f"/custom-schemas/{entity}/{name}", body), 200)


def refused(api: Program, **fields: Any) -> dict[str, str]:
    """The faults by pointer of a new checkout that is refused."""
    return codes_at(problem(api.asks("POST", "/checkouts", fields), 422, "invalid"))
