"""Custom fields: extra data of programs, held to the JSON Schemas of the shop.

Data is an object by name of its schema. It is limited in size, depth and kind before a schema sees it; schemas
are compiled once per process and change of the catalogue, fetch nothing, and know only patterns that are
matched in linear time.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .addresses.card_numbers import looks_like_card_number
from .models import CustomSchema

if TYPE_CHECKING:
    from jsonschema_rs import Validator

#: of all data of one order, line, address or customer, as JSON in UTF-8
MAX_BYTES = 16 * 1024
MAX_DEPTH = 10
MAX_SCHEMA_BYTES = 32 * 1024
#: beyond it, programs disagree about the value (RFC 8259, section 6)
LARGEST_INTEGER = 2**53 - 1
MAX_FAULTS = 20
MAX_WORDS = 200
#: of a compiled pattern, in bytes
PATTERN_SIZE = 1 << 20

Data = Mapping[str, Any]
Path = tuple[str | int, ...]


class NoSchema(Exception):
    """What was given as a schema cannot be used as one; the message says why."""


@dataclass(frozen=True, slots=True)
class CustomFault:
    """One thing wrong with data: where, a stable code, and words with their parameters."""

    path: Path
    code: str
    message: str
    params: tuple[tuple[str, object], ...] = ()


class CustomRules:
    """The schemas of one shop. One that is broken counts as not there; `doctor` names it."""

    def __init__(self, schemas: Iterable[CustomSchema]) -> None:
        self._schemas = {(each.entity, each.name): each for each in schemas}
        self._compiled: dict[tuple[str, str], Validator | None] = {}

    def faults(self, entity: str, data: Data, names: Iterable[str]) -> Iterator[CustomFault]:
        """What is wrong with `data` as a whole, and with what it has for the schemas of these names."""
        if beyond := tuple(_beyond_limits(data)):
            yield from beyond
            return
        for name in names:
            validator = self._validator(entity, name)
            if validator is None:
                words = "This shop has no schema %(name)s."
                yield CustomFault((name,), "unknown_custom_schema", words, (("name", name),))
            else:
                yield from _against(validator, name, data[name])

    def missing(self, entity: str, data: Data | None) -> Iterator[str]:
        """The names of required schemas that `data` has nothing for."""
        for (kind, name), schema in self._schemas.items():
            is_asked_for = kind == entity and schema.is_required and name not in (data or {})
            if is_asked_for and self._validator(entity, name) is not None:
                yield name

    def outdated(self, entity: str, data: Data | None) -> Iterator[str]:
        """The names of schemas that stored `data` does not fit any more. Data of a schema that is gone may stay."""
        for name, value in (data or {}).items():
            validator = self._validator(entity, name)
            if validator is not None and not validator.is_valid(value):
                yield name

    def _validator(self, entity: str, name: str) -> "Validator | None":
        key = (entity, name)
        if key not in self._schemas:
            return None
        if key not in self._compiled:
            try:
                self._compiled[key] = compiled(self._schemas[key].schema)
            except NoSchema:
                self._compiled[key] = None
        return self._compiled[key]


def compiled(schema: object) -> "Validator":
    """The validator of a schema, of draft 2020-12 unless it names another. Raises `NoSchema`."""
    # A shop without schemas need not load the library.
    from jsonschema_rs import ReferencingError, RegexOptions, validator_for  # noqa: PLC0415

    if not isinstance(schema, dict):
        raise NoSchema("A schema is an object.")
    if len(_encoded(schema)) > MAX_SCHEMA_BYTES:
        raise NoSchema(f"A schema has at most {MAX_SCHEMA_BYTES} bytes.")
    linear = RegexOptions(size_limit=PATTERN_SIZE, dfa_size_limit=PATTERN_SIZE)
    try:
        return validator_for(schema, validate_formats=True, offline=True, pattern_options=linear)
    except (ValueError, ReferencingError) as error:
        raise NoSchema(_short(getattr(error, "message", str(error)))) from None


def is_usable(schema: object) -> bool:
    """Whether data can be held to it."""
    try:
        compiled(schema)
    except NoSchema:
        return False
    return True


def merged(before: Data | None, patch: Data) -> dict[str, Any]:
    """`before` with a JSON merge patch (RFC 7396) applied: null takes a name away."""
    after = dict(before or {})
    for name, value in patch.items():
        if value is None:
            after.pop(name, None)
        elif isinstance(value, Mapping):
            inner = after.get(name)
            after[name] = merged(inner if isinstance(inner, Mapping) else None, value)
        else:
            after[name] = value
    return after


def identity(data: Data | None) -> str:
    """The same text for the same data."""
    return json.dumps(data, sort_keys=True) if data else ""


def _beyond_limits(data: Data) -> Iterator[CustomFault]:
    yield from _unfit((), data)
    if _depth(data) > MAX_DEPTH + 1:  # the object of names is not counted
        words = "Custom data is nested at most %(limit)s levels deep."
        yield CustomFault((), "custom_too_large", words, (("limit", MAX_DEPTH),))
    elif len(_encoded(data)) > MAX_BYTES:
        words = "Custom data has at most %(limit)s bytes."
        yield CustomFault((), "custom_too_large", words, (("limit", MAX_BYTES),))


def _unfit(path: Path, value: object) -> Iterator[CustomFault]:
    """Values that no database and no other program could take as they are, and card numbers."""
    match value:
        case Mapping():
            for name, inner in value.items():
                yield from _unfit_text((*path, name), name)
                yield from _unfit((*path, name), inner)
        case list():
            for index, inner in enumerate(value):
                yield from _unfit((*path, index), inner)
        case str():
            yield from _unfit_text(path, value)
        case bool() | None:
            return
        case int() if abs(value) <= LARGEST_INTEGER:
            yield from _unfit_text(path, str(value))
        case _ if isinstance(value, int) or not _is_finite(value):
            yield CustomFault(path, "out_of_range", "The number is too small or too large.")


def _unfit_text(path: Path, text: str) -> Iterator[CustomFault]:
    if looks_like_card_number(text):
        words = "This looks like a card number. Card details belong on the payment page only."
        yield CustomFault(path, "looks_like_card_number", words)
    elif "\x00" in text or any("\ud800" <= each <= "\udfff" for each in text):
        yield CustomFault(path, "malformed", "The text has characters that cannot be stored.")


def _is_finite(number: object) -> bool:
    try:
        json.dumps(number, allow_nan=False)
    except ValueError:
        return False
    return True


def _depth(value: object) -> int:
    inner: Iterable[object] = ()
    if isinstance(value, Mapping):
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    else:
        return 0
    return 1 + max(map(_depth, inner), default=0)


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode(errors="surrogatepass")


def _against(validator: "Validator", name: str, value: object) -> Iterator[CustomFault]:
    for error in list(validator.iter_errors(value))[:MAX_FAULTS]:
        params = (("reason", _short(error.message)),)
        yield CustomFault((name, *error.instance_path), "custom_invalid", "%(reason)s", params)


def _short(words: str) -> str:
    return words if len(words) <= MAX_WORDS else f"{words[:MAX_WORDS]}…"
