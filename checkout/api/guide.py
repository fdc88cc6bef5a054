"""GET /api/docs: the OpenAPI document as a page to read, rendered here, with nothing loaded from elsewhere."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import render_template
from markupsafe import Markup, escape

from .codes import DECLINE_REASONS, FAULTS, MOVEMENT_REFUSALS, PROBLEMS, REQUIREMENTS
from .openapi import openapi
from .problem_schema import codes_of
from .route import Route
from .routes import ROUTES

SCHEMA_PREFIX = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Property:
    """A row of a table: a parameter or a field."""

    name: str
    kind: str
    words: str
    #: name of the schema its kind refers to, if any
    refers_to: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A route as the page shows it. Examples are pretty-printed JSON."""

    name: str
    method: str
    path: str
    summary: str
    scope: str
    parameters: list[Property]
    takes: str
    request: str
    answers: list[tuple[str, str, str]]
    response: str
    problems: list[str]


def show_guide() -> str:
    """The page."""
    return render_template(
        "api_docs/show.html",
        language="en",
        about=openapi()["info"]["description"],
        endpoints=_endpoints(),
        schemas=_schema_tables(),
        kinds=PROBLEMS,
        faults=FAULTS,
        requirements=REQUIREMENTS,
        decline_reasons=DECLINE_REASONS,
        movement_refusals=MOVEMENT_REFUSALS,
    )


def prose(text: str) -> Markup:
    """Text with its `names` set as code."""
    parts = text.split("`")
    return Markup().join(
        Markup("<code>{}</code>").format(part) if index % 2 else part
        for index, part in enumerate(parts)
    )


def breakable(code: str) -> Markup:
    """A code that may be broken after its underscores and dashes, where a line has no room for it."""
    return Markup(re.sub("([_-])", r"\1<wbr>", str(escape(code))))  # noqa: S704 (escaped above)


@cache
def _endpoints() -> list[Endpoint]:
    paths = openapi()["paths"]
    return [_endpoint(route, paths[route.path][route.method.lower()]) for route in ROUTES]


@cache
def _schema_tables() -> dict[str, list[Property]]:
    return {
        name: [_property(field, schema) for field, schema in schema["properties"].items()]
        for name, schema in openapi()["components"]["schemas"].items()
    }


def _endpoint(route: Route, operation: dict[str, Any]) -> Endpoint:
    answers = {status: operation["responses"][str(status)] for status in route.answers}
    first = next(iter(answers.values()))["content"]["application/json"]
    return Endpoint(
        name=route.name,
        method=route.method,
        path=f"/api/v1{route.path}",
        summary=route.summary,
        scope=route.scope,
        parameters=[_parameter(each) for each in operation["parameters"]],
        takes="" if route.body is None else route.body.__name__,
        request=_pretty(_request_example(operation)),
        answers=[
            (
                str(status),
                each["description"],
                _referred(each["content"]["application/json"]["schema"]),
            )
            for status, each in answers.items()
        ],
        response=_pretty(first["example"]),
        problems=codes_of(route),
    )


def _request_example(operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {})
    return next((each["example"] for each in content.values()), None)


def _parameter(parameter: dict[str, Any]) -> Property:
    where = "" if parameter["in"] == "query" else f", {parameter['in']}"
    return Property(
        parameter["name"],
        _kind(parameter["schema"]) + where,
        parameter["description"],
        required=parameter.get("required", False),
    )


def _property(name: str, schema: dict[str, Any]) -> Property:
    return Property(name, _kind(schema), schema.get("description", ""), _referred(schema))


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"]).removeprefix(SCHEMA_PREFIX)
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    return str(schema.get("format") or schema.get("type", "any"))


def _referred(schema: dict[str, Any]) -> str:
    """The name of the schema that `schema` is, lists, or may be."""
    inner = [schema, schema.get("items", {}), *schema.get("anyOf", [])]
    inner += [each.get("items", {}) for each in schema.get("anyOf", [])]
    references = [each["$ref"] for each in inner if "$ref" in each]
    return str(references[0]).removeprefix(SCHEMA_PREFIX) if references else ""


def _pretty(example: Any) -> str:
    return "" if example is None else json.dumps(example, indent=2, ensure_ascii=False)
