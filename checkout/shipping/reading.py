"""Reading a shop's JSON: each reader takes a value and what it is called, and refuses what it cannot be.

All refusals are ValueErrors that say which value is wrong, for the operator who wrote it.
"""

from collections.abc import Mapping
from typing import cast

#: More minor units, grams or items than any real rate has; what is larger is a slip of the keyboard.
LARGEST = 1_000_000_000


def read_object(value: object, name: str, required: str, optional: str = "") -> dict[str, object]:
    """`value` as an object with all of the `required` keys and none but the `optional` beside them."""
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise ValueError(f"{name} must be an object")
    must, may = set(required.split()), set(optional.split())
    if missing := sorted(must - set(value)):
        raise ValueError(f"{name} lacks {', '.join(missing)}")
    if unknown := sorted(set(value) - must - may):
        raise ValueError(f"{name} has unknown {', '.join(unknown)}")
    return dict(value)


def read_number(value: object, name: str, smallest: int = 0) -> int:
    """`value` as a whole number from `smallest` on."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{name} must be a whole number, not {value!r}")  # noqa: TRY004 - see the module
    if not smallest <= value <= LARGEST:
        raise ValueError(f"{name} must lie between {smallest} and {LARGEST}, not {value}")
    return value


def read_list(value: object, name: str) -> list[object]:
    """`value` as a list with something in it."""
    if not isinstance(value, list | tuple) or not value:
        raise ValueError(f"{name} must be a list with something in it")
    return cast(list[object], list(value))


def read_text(value: object, name: str) -> str:
    """`value` as text with something in it, without space around."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{name} must be text, not {value!r}")
    return value.strip()
