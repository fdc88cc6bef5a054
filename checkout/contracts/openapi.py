"""The OpenAPI 3.1 document of a contract, made from its routes."""

import hashlib
import re
from functools import cache
from typing import Any

from flask import Response, request
from pydantic_core import to_json

from .contract import Contract, Route

PART = re.compile(r"<(?:\w+:)?(\w+)>")


@cache
def _encoded(contract: Contract) -> tuple[bytes, str]:
    body = to_json(openapi_of(contract))
    return body, hashlib.sha256(body).hexdigest()[:16]


def send_openapi_of(contract: Contract) -> Response:
    """GET /api/contracts/<name>/openapi.json: public, and worth keeping until its ETag changes."""
    body, tag = _encoded(contract)
    response = Response(body, content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.set_etag(tag)
    response.make_conditional(request)
    return response


def openapi_of(contract: Contract) -> dict[str, Any]:
    """The document."""
    paths: dict[str, Any] = {}
    for route in contract.routes:
        path = PART.sub(r"{\1}", route.path)
        paths.setdefault(path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": contract.title, "version": "1.0.0", "description": contract.about},
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"key": dict(contract.credential)},
            "schemas": dict(contract.schemas),
        },
    }


def _operation(route: Route) -> dict[str, Any]:
    operation = dict(route.operation)
    own = operation.get("parameters", ())
    described = {each["name"] for each in own if each["in"] == "path"}
    parts = [_part(name) for name in PART.findall(route.path) if name not in described]
    operation["parameters"] = [*parts, *own]
    operation.setdefault("description", "")
    operation["description"] = f"{operation['description']} Scope: `{route.scope}`.".strip()
    return {"operationId": route.name, **operation}


def _part(name: str) -> dict[str, Any]:
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}
