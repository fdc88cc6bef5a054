"""GET /api/docs/<contract>: the contract's OpenAPI document as a page to read, with nothing loaded from elsewhere."""

import json
from dataclasses import dataclass
from typing import Any

from flask import render_template

from .contract import Contract
from .openapi import openapi_of


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent or answered: its status or media type, words, and an example, pretty-printed."""

    heading: str
    words: str
    example: str


@dataclass(frozen=True, slots=True)
class Operation:
    """A route as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    description: str
    #: name, where it goes, words
    parameters: list[tuple[str, str, str]]
    requests: list[Message]
    answers: list[Message]


def show_guide_of(contract: Contract) -> str:
    """The page."""
    paths = openapi_of(contract)["paths"]
    return render_template(
        "api_docs/contract.html",
        language="en",
        contract=contract,
        operations=[
            _operation(method.upper(), path, operation)
            for path, methods in paths.items()
            for method, operation in methods.items()
        ],
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> Operation:
    return Operation(
        name=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        parameters=[
            (each["name"], each["in"], each.get("description", ""))
            for each in operation["parameters"]
        ],
        requests=list(_messages("", operation.get("requestBody", {}))),
        answers=[
            message
            for status, answer in operation["responses"].items()
            for message in _messages(status, answer)
        ],
    )


def _messages(heading: str, described: dict[str, Any]) -> list[Message]:
    words = described.get("description", "")
    contents = described.get("content", {})
    if not contents:
        return [Message(heading, words, "")] if heading else []
    messages = []
    for media_type, content in contents.items():
        examples = content.get("examples", {"": {"value": content.get("example")}})
        for name, example in examples.items():
            titles = (heading, media_type, name)
            messages.append(Message(" · ".join(filter(None, titles)), words, _pretty(example)))
    return messages


def _pretty(example: dict[str, Any]) -> str:
    value = example.get("value")
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
