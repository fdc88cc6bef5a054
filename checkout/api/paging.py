"""Cursors: where a page of a list ended, opaque to the caller and stable when rows are added."""

import base64
import binascii
import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

from .problems import Problem


def next_page(path: str, query: BaseModel, ended_at: list[Any]) -> str:
    """The path and query string that fetches what comes after `ended_at`."""
    wanted = query.model_dump(exclude_none=True) | {"cursor": _encoded(ended_at)}
    return f"{path}?{urlencode(wanted)}"


def product_cursor(cursor: str | None) -> tuple[int, int] | None:
    """Position and id of the last product seen. Raises `Problem`."""
    match _decoded(cursor):
        case None:
            return None
        case [int(position), int(id_)]:
            return position, id_
        case _:
            raise _malformed()


def order_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    """Instant and id of the last order seen. Raises `Problem`."""
    match _decoded(cursor):
        case None:
            return None
        case [str(instant), int(id_)] if 0 <= id_ < 2**63:
            return _instant(instant), id_
        case _:
            raise _malformed()


def id_cursor(cursor: str | None) -> int | None:
    """Id of the last row seen. Raises `Problem`."""
    match _decoded(cursor):
        case None:
            return None
        case [int(id_)] if 0 <= id_ < 2**63:
            return id_
        case _:
            raise _malformed()


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise _malformed() from None
    if instant.tzinfo is None:
        raise _malformed()
    return instant


def _encoded(values: list[Any]) -> str:
    raw = json.dumps(values, separators=(",", ":"))
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _decoded(cursor: str | None) -> Any:
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return json.loads(base64.b64decode(padded, altchars=b"-_", validate=True)) or "nothing"
    except (ValueError, binascii.Error, RecursionError):
        raise _malformed() from None


def _malformed() -> Problem:
    words = "Take the cursor from `next` of the page before."
    return Problem(
        "invalid_parameters",
        errors=[{"pointer": "cursor", "code": "cursor_malformed", "detail": words}],
    )
