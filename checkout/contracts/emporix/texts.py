"""The kinds of values a checkout may carry: bounded, storable, and never a card number."""

import re
from decimal import Decimal
from numbers import Real
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

from ...addresses.card_numbers import looks_like_card_number

CONTROL = re.compile(r"[\x00-\x1f\x7f]")
LONGEST = 255
LARGEST = 10**12


def _sound(text: str) -> str:
    if CONTROL.search(text):
        raise PydanticCustomError("text", "The text has characters that cannot be stored.")
    if looks_like_card_number(text):
        raise PydanticCustomError("text", "This looks like a card number.")
    return text


def _storable(text: str) -> str:
    if CONTROL.search(text):
        raise PydanticCustomError("text", "The text has characters that cannot be stored.")
    return text


def _said(value: Any) -> Any:
    """The document knows no null: what is not said is left out."""
    if value is None:
        raise PydanticCustomError("null", "This must not be null; leave it out.")
    return value


def _number(value: Any) -> Any:
    """The number as it was written: a JSON reader's own kind of it is turned back into its shortest spelling."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise PydanticCustomError("number", "This must be a number.")
    return Decimal(str(value))


Text = Annotated[str, Field(max_length=LONGEST), AfterValidator(_sound)]
#: an id or code of ours: it is looked up and never kept
Code = Annotated[str, Field(max_length=LONGEST), AfterValidator(_storable)]
#: major units, as exact as they were written
Amount = Annotated[
    Decimal, BeforeValidator(_number), Field(le=LARGEST, ge=-LARGEST, decimal_places=20)
]
Country = Annotated[str, Field(pattern="^[A-Za-z]{2}$")]
T = TypeVar("T")
#: a property that may be left out
Perhaps = Annotated[T | None, BeforeValidator(_said)]
