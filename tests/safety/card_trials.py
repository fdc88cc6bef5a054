"""Card numbers, every place of an OpenAPI document or a page where one could be typed, and a look at what was kept."""

import copy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

from flask import Flask

#: published test numbers, as people and programs write them
NUMBERS = ("4242 4242 4242 4242", "5555-5555-5555-4444", "378282246310005", "3056 930902 5904")
DIGITS = tuple("".join(each for each in number if each.isdigit()) for number in NUMBERS)
#: a name that no document knows
UNKNOWN = "unheard_of"
DEEPEST = 8

Place = tuple[str | int, ...]


def kept_numbers(app: Flask, *more: str) -> set[str]:
    """The numbers that are anywhere in what the shop has written: its database, outbox, uploads and ledgers, and in `more`."""
    folder = Path(app.instance_path)
    kept = [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
    kept += [each.encode() for each in more]
    wanted = {number: number.encode() for number in (*NUMBERS, *DIGITS)}
    return {number for number, code in wanted.items() if any(code in each for each in kept)}


@dataclass(frozen=True)
class Taken:
    """An operation of a document that takes a body: how it is called, and an example of what it takes."""

    method: str
    path: str
    schema: dict[str, Any]
    example: Any
    media_type: str

    def with_numbers(self, document: dict[str, Any]) -> Iterator[tuple[Place, Any]]:
        """The example with a card number at each place in turn where a value or a name can stand."""
        numbers = cycle(NUMBERS)
        for place in sorted(set(_places(document, self.schema, ())), key=str):
            number = next(numbers)
            yield place, _with(self.example, place, number)
        yield (UNKNOWN,), _with(self.example, (UNKNOWN,), next(numbers))
        yield ("name",), _with(self.example, (next(numbers),), "x")
        yield ("number",), _with(self.example, (UNKNOWN,), int(DIGITS[0]))


def bodies_of(document: dict[str, Any]) -> Iterator[Taken]:
    """Every operation of the document that takes JSON."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}) if method != "get" else {}
            for media_type, told in content.items():
                if "json" in media_type:
                    for example in _examples(told):
                        yield Taken(method.upper(), path, told["schema"], example, media_type)


def _examples(content: dict[str, Any]) -> list[Any]:
    several = [each["value"] for each in content.get("examples", {}).values()]
    return several or [content.get("example", {})]


def _places(document: dict[str, Any], schema: Any, at: Place) -> Iterator[Place]:
    """Where in a document of that schema a text or number can stand."""
    if not isinstance(schema, dict) or len(at) > DEEPEST:
        return
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        yield from _places(document, document["components"]["schemas"][name], at)
        return
    for kind in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(kind, ()):
            yield from _places(document, each, at)
    for name, inner in schema.get("properties", {}).items():
        yield from _places(document, inner, (*at, name))
    if "items" in schema:
        yield from _places(document, schema["items"], (*at, 0))
    if free := schema.get("additionalProperties"):
        yield from _places(document, free, (*at, UNKNOWN))
        yield (*at, UNKNOWN)
    types = schema.get("type", [])
    if {"string", "integer", "number"} & {*([types] if isinstance(types, str) else types)}:
        yield at


def _with(example: Any, place: Place, value: Any) -> Any:
    """A copy of the example with the value at that place, and whatever is needed around it."""
    body = copy.deepcopy(example)
    if not place:
        return value
    here = body
    for index, part in enumerate(place[:-1]):
        nothing: Any = [] if isinstance(place[index + 1], int) else {}
        here = _member(here, part, nothing)
    _put(here, place[-1], value)
    return json.loads(json.dumps(body))


def _member(here: Any, part: str | int, nothing: Any) -> Any:
    if isinstance(part, int):
        if not here:
            here.append(nothing)
        if not isinstance(here[part], type(nothing)):
            here[part] = nothing
        return here[part]
    if not isinstance(here.get(part), type(nothing)):
        here[part] = nothing
    return here[part]


def _put(here: Any, part: str | int, value: Any) -> None:
    if isinstance(part, int) and not here:
        here.append(value)
    else:
        here[part] = value
