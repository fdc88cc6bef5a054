"""Bodies as this contract sends them: JSON, or form fields with bracketed names. Both become one nested form."""

import re
from typing import Any
from urllib.parse import parse_qsl

from flask import Request
from pydantic_core import from_json
from werkzeug.exceptions import UnsupportedMediaType

from .errors import BLANK, EXTRA, INVALID, FormFault, FormInvalid, MalformedBody, Path

Form = dict[str, Any]

FORM, JSON = "application/x-www-form-urlencoded", "application/json"
NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
KEY = re.compile(r"\[([^\[\]]*)\]")
NUMBER = re.compile(r"[0-9]{1,18}")
MOST_FIELDS = 1000
DEEPEST = 5
LONGEST = 255


def read_form(request: Request) -> Form:
    """The form in a request's body; an empty body is an empty form.

    Raises `MalformedBody`, and `UnsupportedMediaType` for what is neither JSON nor form fields.
    """
    body = request.get_data()
    if not body.strip():
        return {}
    match request.mimetype:
        case "application/json":
            return _from_json(body)
        case "application/x-www-form-urlencoded":
            return _from_fields(body)
        case _:
            raise UnsupportedMediaType


def only(form: Form, *names: str) -> None:
    """Raises `FormInvalid` when the form has fields of other names."""
    if form.keys() - set(names):
        raise FormInvalid((FormFault((), EXTRA),))


class Fields:
    """Reads a form field by field and collects what is wrong with it."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self.faults: list[FormFault] = []

    def text(self, *path: str, required: bool = True, longest: int = LONGEST) -> str:
        """One line of text, or digits that were sent as a number; empty when there is none."""
        value = self._at(path)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is None or (isinstance(value, str) and not value.strip()):
            self._blame(BLANK, path, wrong=required)
            return ""
        if not isinstance(value, str) or not _is_one_line(value, longest):
            self._blame(INVALID, path)
            return ""
        return value.strip()

    def number(self, *path: str, least: int = 0, most: int = 10**18) -> int | None:
        """A whole number, also one sent as text; none when there is none that can be taken."""
        value = self._at(path)
        if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
            value = int(value)
        if value is None or value == "":
            self._blame(BLANK, path)
        elif isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self._blame(INVALID, path)
        else:
            return value
        return None

    def part(self, name: str, *names: str) -> Form | None:
        """The form within the form, which may have fields of these names; none when it was not sent."""
        value = self._form.get(name)
        if value in (None, "", []):
            return None
        if not isinstance(value, dict):
            self._blame(INVALID, (name,))
            return None
        self._blame(EXTRA, (name,), wrong=bool(value.keys() - set(names)))
        return value

    def check(self) -> None:
        """Raises `FormInvalid` with everything that was wrong so far."""
        if self.faults:
            raise FormInvalid(tuple(self.faults))

    def _at(self, path: Path) -> Any:
        value: Any = self._form
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def _blame(self, words: str, path: Path, *, wrong: bool = True) -> None:
        if wrong:
            self.faults.append(FormFault(path, words))


def numbered(value: Any) -> dict[str, Any]:
    """The entries of a list or of numbered fields, by their numbers."""
    if isinstance(value, list):
        return {str(index): each for index, each in enumerate(value)}
    return dict(value) if isinstance(value, dict) else {}


def _is_one_line(text: str, longest: int) -> bool:
    return len(text) <= longest and not re.search(r"[\x00-\x1f\x7f\ud800-\udfff]", text)


def _from_json(body: bytes) -> Form:
    try:
        form = from_json(body, allow_inf_nan=False)
    except (ValueError, RecursionError):
        raise MalformedBody from None
    if not isinstance(form, dict):
        raise MalformedBody
    return form


def _from_fields(body: bytes) -> Form:
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS
        )
    except ValueError:
        raise MalformedBody from None
    form: Form = {}
    for name, value in pairs:
        _put(form, name, value)
    return form


def _put(form: Form, name: str, value: str) -> None:
    parts = NAME.fullmatch(name)
    if parts is None:
        raise MalformedBody
    keys = [parts[1], *KEY.findall(parts[2])]
    if len(keys) > DEEPEST:
        raise MalformedBody
    node = form
    for key in keys[:-1]:
        node = node.setdefault(_named(node, key), {})
        if not isinstance(node, dict):
            raise MalformedBody
    last = _named(node, keys[-1])
    if isinstance(node.get(last), dict):
        raise MalformedBody
    node[last] = value


def _named(node: Form, key: str) -> str:
    """Empty brackets mean one more: `shipments[][method]`."""
    return key or str(len(node))
