"""JSON whose numbers are exact: decimals are written digit by digit, never by way of binary fractions."""

import json
from collections.abc import Mapping
from decimal import Decimal

#: what a document may be made of
Json = None | bool | int | str | Decimal | list["Json"] | Mapping[str, "Json"]


def to_exact_json(document: Json) -> bytes:
    """The document as JSON: `Decimal("4.90")` becomes `4.90`. Raises `TypeError` for anything else than `Json`."""
    return _written(document).encode()


def _written(value: Json) -> str:
    match value:
        case Decimal():
            return format(value, "f")
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case list():
            return f"[{','.join(map(_written, value))}]"
        case Mapping():
            return f"{{{','.join(_member(name, each) for name, each in value.items())}}}"
        case _:
            raise TypeError(type(value).__name__)


def _member(name: str, value: Json) -> str:
    return f"{_written(name)}:{_written(value)}"
