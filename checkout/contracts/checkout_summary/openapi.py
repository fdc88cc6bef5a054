"""What the routes take and answer, in the words of OpenAPI."""

from typing import Any

from .choices import POSTAGES, SPEEDS
from .reading import SentCheckout

JSON = "application/json"
TEXT = {"type": "string"}
AMOUNT = {"type": "number", "description": "Exact, in major units of the currency."}
INSTANT = {"type": "string", "format": "date-time"}
INSTANT_OR_NULL = {"type": ["string", "null"], "format": "date-time"}
TEXTS = {"type": "array", "items": TEXT}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _map_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": schema}


def _envelope(payload: dict[str, Any]) -> dict[str, Any]:
    return _object(
        {
            "profile": {"anyOf": [_ref("Profile"), {"type": "null"}]},
            "payload": payload,
            "errors": TEXTS,
            "hasErrors": {"type": "boolean"},
            "warnings": TEXTS,
            "hasWarnings": {"type": "boolean"},
            "metadata": {"type": "object"},
        }
    )


PROFILE = {
    "id": {"type": "integer", "description": "0 of an order that is no customer's."},
    "aadId": {"type": "string", "format": "uuid"},
    **dict.fromkeys(("email", "firstName", "lastName", "company"), TEXT),
    "created": INSTANT,
    "shouldProcessQrCodes": {"type": "boolean"},
}
ITEM = {
    "tax": AMOUNT,
    "name": TEXT,
    "quantity": {"type": "integer"},
    "rate": AMOUNT,
    "total": {**AMOUNT, "description": "Of this item alone, without tax and sub-items."},
    "transactionType": {"enum": ["Charge", "Discount", "Credit"]},
    "transactionSubType": TEXT,
    "subItems": {"type": "array", "items": _ref("LineItem")},
}
EXECUTED = {"orderId": {"type": "integer"}, "status": TEXT}
SUMMARY = {
    **EXECUTED,
    "lineItems": ITEM["subItems"],
    "credits": ITEM["subItems"],
    **dict.fromkeys(("totalCharges", "totalTax", "totalCredits", "balance"), AMOUNT),
    "productionSpeeds": _map_of(INSTANT),
    "productionSpeedPrices": _map_of(AMOUNT),
    "postageTypePrices": _map_of(AMOUNT),
    "estimatedDeliveryDateMin": INSTANT_OR_NULL,
    "estimatedDeliveryDateMax": INSTANT_OR_NULL,
}
SCHEMAS = {
    "Profile": _object(PROFILE),
    "LineItem": _object(ITEM),
    "Summary": _object(SUMMARY),
    "Executed": _object(EXECUTED),
    "SummaryEnvelope": _envelope(_ref("Summary")),
    "ExecutedEnvelope": _envelope(_ref("Executed")),
    "ErrorEnvelope": _envelope({"type": "null"}),
    "Checkout": SentCheckout.model_json_schema(),
}
EXAMPLE_PROFILE = {
    "id": 7,
    "aadId": "1cbad290-069a-4527-be23-a0c144b5302d",
    "email": "ada@example.com",
    "firstName": "Ada",
    "lastName": "Example",
    "company": "Example Press",
    "created": "2026-11-21T09:30:00Z",
    "shouldProcessQrCodes": False,
}


def _example_item(name: str, subtype: str, each: int, **more: Any) -> dict[str, Any]:
    """Examples have whole amounts, because a float is made nowhere here."""
    return {
        "tax": 0,
        "name": name,
        "quantity": 1,
        "rate": each,
        "total": each,
        "transactionType": "Charge",
        "transactionSubType": subtype,
        "subItems": [],
        **more,
    }


EXAMPLE_SUMMARY = {
    "orderId": 12,
    "status": "Draft",
    "lineItems": [
        _example_item(
            "100 business cards",
            "Product",
            24,
            quantity=2,
            total=48,
            subItems=[
                _example_item("Production: Faster production", "Production", 15),
                _example_item("First class postage", "Postage", 14),
            ],
        )
    ],
    "credits": [_example_item("Store credit", "StoreCredit", 7, transactionType="Credit")],
    "totalCharges": 77,
    "totalTax": 0,
    "totalCredits": 7,
    "balance": 70,
    "productionSpeeds": {
        "Normal": "2026-12-01T18:00:00Z",
        "ExpeditedFaster": "2026-11-27T18:00:00Z",
        "ExpeditedFastest": "2026-11-24T18:00:00Z",
    },
    "productionSpeedPrices": {"Normal": 0, "ExpeditedFaster": 15, "ExpeditedFastest": 30},
    "postageTypePrices": {"Standard": 6, "FirstClass": 14},
    "estimatedDeliveryDateMin": "2026-11-30T18:00:00Z",
    "estimatedDeliveryDateMax": "2026-12-01T18:00:00Z",
}


def _example(payload: Any, *errors: str) -> dict[str, Any]:
    return {
        "profile": EXAMPLE_PROFILE if payload else None,
        "payload": payload,
        "errors": list(errors),
        "hasErrors": bool(errors),
        "warnings": [],
        "hasWarnings": False,
        "metadata": {"currency": "USD", "number": None, "paid": 0} if payload else {},
    }


def _answer(words: str, schema: str, example: Any) -> dict[str, Any]:
    return {"description": words, "content": {JSON: {"schema": _ref(schema), "example": example}}}


REFUSALS = {
    "400": (
        "Malformed, no such order, or it cannot be carried out as it is. Nothing was done.",
        "holdUntilDate must be later than 2026-12-01, when normal production is completed.",
    ),
    "401": (
        "The API key is missing, or it does not count.",
        "The API key is missing, or it does not count.",
    ),
    "403": (
        "The API key may not do this.",
        "The API key does not have the scope checkouts:write.",
    ),
    "413": ("The body is longer than 64 KB.", "The body is longer than 64 KB."),
    "500": (
        "Something went wrong here.",
        "Something went wrong here. Look at the order before trying again.",
    ),
}


def _refusals(*statuses: str) -> dict[str, Any]:
    return {
        status: _answer(words, "ErrorEnvelope", _example(None, error))
        for status, (words, error) in REFUSALS.items()
        if status in statuses
    }


def _parameter(name: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, "description": words, "required": False}


SHOW = {
    "summary": "Price an order",
    "description": "As if it were executed with these choices. Nothing is written.",
    "tags": ["checkout summary"],
    "parameters": [
        _parameter("postage", {"enum": list(POSTAGES)}, "Else as chosen, else the cheapest."),
        _parameter("production", {"enum": list(SPEEDS)}, "Else as chosen, else the normal one."),
        _parameter(
            "holdUntilDate",
            TEXT,
            "The day until which production waits, later than its normal completion: a date or a date-time.",
        ),
    ],
    "responses": {
        "200": _answer("The order, priced.", "SummaryEnvelope", _example(EXAMPLE_SUMMARY)),
        **_refusals("400", "401", "403", "500"),
    },
}
EXECUTE = {
    "summary": "Execute the checkout",
    "description": (
        "Places the order. `autoBill` charges the customer's stored payment method; without one, or when it is "
        "declined, the order has an open balance, which `warnings` say. Again, it answers the same and changes nothing."
    ),
    "tags": ["checkout summary"],
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": _ref("Checkout"),
                "example": {
                    "postageType": "FirstClass",
                    "productionSpeed": "ExpeditedFaster",
                    "holdUntilDate": None,
                    "autoBill": True,
                },
            }
        },
    },
    "responses": {
        "200": _answer(
            "Placed, or its payment is still pending.",
            "ExecutedEnvelope",
            _example({"orderId": 12, "status": "Placed"}),
        ),
        **_refusals("400", "401", "403", "413", "500"),
    },
}
