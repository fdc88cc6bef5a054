"""The OpenAPI 3.1 document, made from the table of routes and the models that validate."""

import hashlib
from functools import cache
from typing import Any

from flask import Response, request
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import JsonSchemaMode
from pydantic_core import to_json

from ..keys import SCOPES
from .examples import BY_DOCUMENT, REQUESTS
from .problem_schema import ProblemDocument, problem_responses
from .reading import JSON
from .route import Route
from .routes import ROUTES
from .webhook_documents import WebhookMessage
from .webhook_example import WEBHOOK_MESSAGE

VERSION = "1.0.0"
ABOUT = (
    "Sell a shop's products from a program. Amounts are integers in minor units of `currency`, "
    "instants are RFC 3339 in UTC, every error is RFC 9457 problem details."
)
PLACES = {
    "id": "The checkout's opaque `id`.",
    "sku": "SKU of a product or of one of its variants.",
    "entity": "What the data belongs to: `customer`, `address`, `line` or `order`.",
    "method": "The stored way to pay's opaque `id`.",
    "name": "A letter, then up to 63 letters, digits, `_`, `.` and `-`.",
}
#: what `id` is where it is not a checkout's
OTHER_NAMES = {
    "orders": "Opaque `id`, integer `order_id` or `number`.",
    "gift-cards": "The gift card's opaque `id`.",
    "customers": "The customer's opaque `id`.",
    "quotes": "The quote's opaque `id`.",
    "webhooks": "The webhook's opaque `id`.",
}
HEADER_TEXT = {
    "ETag": "Version of the checkout, quoted; for `If-Match`.",
    "Location": "Path of what was made or goes on.",
}
KEY_TEXT = (
    "The same key and request again get the same answer, for 24 hours. "
    "1 to 255 printable ASCII characters, as they are or as a quoted string."
)
REPLAYED = "`true` when this is the answer to an earlier request with the same key."
ANSWERS = {
    200: "Done.",
    201: "Made.",
    202: "Not placed yet: the outcome is unknown, or the shopper must go on at `payment.action_url`. "
    "Look at `Location` again later; do not pay again.",
}


def send_openapi() -> Response:
    """GET /openapi.json: public, and worth keeping until its ETag changes."""
    body, tag = _encoded()
    response = Response(body, content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.set_etag(tag)
    response.make_conditional(request)
    return response


@cache
def openapi() -> dict[str, Any]:
    """The document."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Checkout API", "version": VERSION, "description": ABOUT},
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": _paths(),
        "webhooks": {"order": {"post": _told()}},
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"An API key of the shop. Scopes: {', '.join(SCOPES)}.",
                }
            },
            "schemas": _schemas(),
        },
    }


@cache
def _encoded() -> tuple[bytes, str]:
    body = to_json(openapi())
    return body, hashlib.sha256(body).hexdigest()[:16]


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return paths


def _told() -> dict[str, Any]:
    """What an address that was subscribed is sent."""
    content = {"schema": _reference(WebhookMessage), "example": WEBHOOK_MESSAGE}
    return {
        "operationId": "hear_of_order",
        "summary": "Something happened to an order; signed as Standard Webhooks has it",
        "security": [],
        "requestBody": {"required": True, "content": {JSON: content}},
        "responses": {
            "2XX": {"description": "Taken."},
            "410": {"description": "Nobody listens any more: nothing is sent again."},
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "description": f"Scope: `{route.scope}`.",
        "tags": [route.path.split("/")[1]],
        "parameters": _parameters(route),
        "responses": _answers(route) | problem_responses(route),
    }
    if route.body is not None:
        operation["requestBody"] = _request_body(route, route.body)
    return operation


def _parameters(route: Route) -> list[dict[str, Any]]:
    parameters = [_path_parameter(route, name) for name in PLACES if f"{{{name}}}" in route.path]
    if route.query is not None:
        parameters += [
            _parameter(name, "query", _without_null(schema), schema.get("description", ""))
            for name, schema in route.query.model_json_schema()["properties"].items()
        ]
    if route.takes_key:
        schema = {"type": "string", "minLength": 1}
        words = KEY_TEXT
        parameters.append(_parameter("Idempotency-Key", "header", schema, words))
        parameters[-1]["required"] = route.idempotency == "required"
    if route.conditional:
        words = "The ETag of the version this change is for."
        parameters.append(_parameter("If-Match", "header", {"type": "string"}, words))
    return parameters


def _path_parameter(route: Route, name: str) -> dict[str, Any]:
    words = PLACES[name]
    if name == "id":
        words = OTHER_NAMES.get(route.path.split("/")[1], words)
    schema = {"type": "string", "minLength": 1}
    return _parameter(name, "path", schema, words) | {"required": True}


def _parameter(name: str, where: str, schema: dict[str, Any], words: str) -> dict[str, Any]:
    return {"name": name, "in": where, "description": words, "schema": schema}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """A query parameter is there or not; it is never null."""
    kinds = [each for each in schema.get("anyOf", [schema]) if each.get("type") != "null"]
    kept = {name: value for name, value in kinds[0].items() if name not in {"title", "description"}}
    if schema.get("default") is not None:
        kept["default"] = schema["default"]
    return kept


def _request_body(route: Route, body: type[BaseModel]) -> dict[str, Any]:
    content = {"schema": _reference(body), "example": REQUESTS[route.name]}
    return {
        "required": not route.body_optional,
        "content": dict.fromkeys(route.media_types, content),
    }


def _answers(route: Route) -> dict[str, Any]:
    return {str(status): _answer(route, status, kind) for status, kind in route.answers.items()}


def _answer(route: Route, status: int, document: Any) -> dict[str, Any]:
    headers = _headers(route, status, document)
    return {
        "description": ANSWERS[status],
        "headers": headers,
        "content": {
            "application/json": {"schema": _reference(document), "example": _example(document)}
        },
    }


def _headers(route: Route, status: int, document: Any) -> dict[str, Any]:
    names = ["ETag"] if "version" in document.__annotations__ else []
    names += ["Location"] if status in {201, 202} else []
    headers = {
        name: {"description": HEADER_TEXT[name], "required": True, "schema": {"type": "string"}}
        for name in names
    }
    if route.takes_key:
        headers["Idempotency-Replayed"] = {"description": REPLAYED, "schema": {"const": "true"}}
    return headers


def _example(document: Any) -> Any:
    if document in BY_DOCUMENT:
        return BY_DOCUMENT[document]
    item = document.__annotations__["items"].__args__[0]
    return {"items": [BY_DOCUMENT[item]], "next": None}


def _reference(kind: Any) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _schemas() -> dict[str, Any]:
    bodies = [route.body for route in ROUTES if route.body is not None]
    documents = [kind for route in ROUTES for kind in route.answers.values()]
    documents.append(WebhookMessage)
    inputs = [_described(kind, "validation") for kind in dict.fromkeys(bodies)]
    outputs = [_described(kind, "serialization") for kind in dict.fromkeys(documents)]
    problem = _described(ProblemDocument, "serialization")
    _, definitions = TypeAdapter.json_schemas(
        [*inputs, *outputs, problem], ref_template="#/components/schemas/{model}"
    )
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _described(kind: Any, mode: JsonSchemaMode) -> tuple[str, JsonSchemaMode, TypeAdapter[Any]]:
    return kind.__name__, mode, TypeAdapter(kind)
