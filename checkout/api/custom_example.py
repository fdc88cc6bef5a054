"""The schema of custom fields that the examples show."""

from typing import Any

GIFT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"message": {"type": "string", "maxLength": 200}},
    "required": ["message"],
    "additionalProperties": False,
}

CUSTOM_SCHEMA: dict[str, Any] = {
    "entity": "order",
    "name": "gift",
    "schema": GIFT_SCHEMA,
    "is_required": False,
}
