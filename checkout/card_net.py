"""The last net for card numbers: whatever was sent, none gets past the door.

Every field that takes words refuses card-like input itself and says so beside the field. What those checks do not
know, a hidden field, a number, a name in free data, a field that is new, is looked at here before anything is done
with it. Only what is hardly anything but a card number is caught, in one of the shapes in which cards are written.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs

from flask import Request
from pydantic_core import from_json
from werkzeug.exceptions import BadRequest

from .addresses.card_numbers import is_surely_card_number, looks_like_card_number

Path = tuple[str | int, ...]
Fields = Mapping[str, list[str]]

CARD_WORDS = "This looks like a card number. Card details belong on the payment page only."
KEY = "Idempotency-Key"
#: a body in which this is not found has no number to look for
MAYBE = re.compile(rb"(?:\d[^0-9A-Za-z\"]{0,3}){14}|\\u|[\x80-\xff]")
FORM = "application/x-www-form-urlencoded"


class CardNumberSent(BadRequest):
    """There is a card number at `path` of what was sent, which does not repeat it. Nothing was done with it."""

    def __init__(self, path: Path) -> None:
        super().__init__(CARD_WORDS)
        self.path = tuple("…" if looks_like_card_number(str(each)) else each for each in path)


def refuse_card_numbers(
    request: Request, *, but: Collection[str] = (), form: Fields | None = None
) -> None:
    """Raises `CardNumberSent` for a card number in the query, the idempotency key or the body of a request.

    `form` are the fields of a body that somebody has read already; otherwise it stays to be read. Fields called one of
    `but` are left to whoever reads them. Files are not looked at.
    """
    for path, text in _sent(request, form):
        if path[0] not in but and is_surely_card_number(text):
            raise CardNumberSent(path)


def path_in_words(path: Path) -> str:
    """As `lines[0].name`, without repeating a card number that is a name itself."""
    parts = (
        f"[{part}]"
        if isinstance(part, int)
        else f".{'…' if looks_like_card_number(part) else part}"
        for part in path
    )
    return "".join(parts).removeprefix(".")


def _sent(request: Request, form: Fields | None) -> Iterator[tuple[Path, str]]:
    yield (KEY,), request.headers.get(KEY, "")
    yield from _fields(request.args.to_dict(flat=False))
    if form is not None:
        yield from _fields(form)
    elif request.mimetype == FORM:
        yield from _fields(parse_qs(request.get_data(as_text=True), keep_blank_values=True))
    elif "json" in request.mimetype and MAYBE.search(raw := request.get_data()):
        yield from _values(_parsed(raw))


def _fields(fields: Fields) -> Iterator[tuple[Path, str]]:
    for name, values in fields.items():
        yield (name,), name
        yield from (((name,), each) for each in values)


def _parsed(raw: bytes) -> object:
    try:
        return from_json(raw)
    except ValueError:  # whoever reads it says so
        return None


def _values(document: object) -> Iterator[tuple[Path, str]]:
    """Every text and whole number in a JSON document with its path, names of members included."""
    waiting: list[tuple[Path, Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        match value:
            case dict():
                for name, inner in value.items():
                    yield (*path, name), name
                    waiting.append(((*path, name), inner))
            case list():
                waiting += [((*path, index), inner) for index, inner in enumerate(value)]
            case bool() | None | float():
                continue
            case _:
                yield path or ("",), str(value)
