"""The kinds of values a program may send: bounded, printable, and never a card number."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from ..addresses.card_numbers import is_surely_card_number, looks_like_card_number
from ..models.order import MAX_QUANTITY

#: no control characters
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
#: tabs and line ends are fine
MANY_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
LARGEST_AMOUNT = 10**12


def _no_card(text: str) -> str:
    """Refuses what may be a card number: for text a person wrote."""
    if looks_like_card_number(text):
        raise _card_fault()
    return text


def surely_no_card(text: str) -> str:
    """Refuses what is hardly anything but a card number: for numbers and codes."""
    if is_surely_card_number(text):
        raise _card_fault()
    return text


def _card_fault() -> PydanticCustomError:
    words = "This looks like a card number. Card details belong on the payment page only."
    return PydanticCustomError("looks_like_card_number", words)


def _whole(value: Any) -> Any:
    """JSON has one kind of number: 4.0 is the integer 4."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _digits(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch("[0-9]{1,4}", value):
        return int(value)
    return value


def _second_in_utc(value: datetime) -> datetime:
    """To the second, as instants are answered. What lies outside the calendar only in UTC is no instant for us."""
    try:
        return value.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        words = "This instant is outside the years 1 to 9999 in UTC."
        raise PydanticCustomError("instant_out_of_range", words) from None


Email = Annotated[
    str, StringConstraints(max_length=254, pattern=ONE_LINE), AfterValidator(_no_card)
]
Phone = Annotated[
    str, StringConstraints(max_length=50, pattern=ONE_LINE), AfterValidator(surely_no_card)
]
Note = Annotated[
    str, StringConstraints(max_length=1000, pattern=MANY_LINES), AfterValidator(_no_card)
]
ShortText = Annotated[
    str, StringConstraints(max_length=100, pattern=ONE_LINE), AfterValidator(_no_card)
]
LongText = Annotated[
    str, StringConstraints(max_length=200, pattern=ONE_LINE), AfterValidator(_no_card)
]
PostalCode = Annotated[
    str, StringConstraints(max_length=20, pattern=ONE_LINE), AfterValidator(_no_card)
]
CountryCode = Annotated[str, StringConstraints(pattern="^[A-Za-z]{2}$")]
CurrencyCode = Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")]
VatId = Annotated[str, StringConstraints(max_length=30, pattern=ONE_LINE)]
LocaleTag = Annotated[str, StringConstraints(pattern="^(en|de)([-_][A-Z]{2})?$")]
Code = Annotated[
    str,
    StringConstraints(min_length=1, max_length=100, pattern=ONE_LINE),
    AfterValidator(surely_no_card),
]
WebAddress = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000, pattern=ONE_LINE),
    AfterValidator(surely_no_card),
]
#: no control characters, and not a card number of the paying kind
GiftCardCode = Annotated[
    str,
    StringConstraints(min_length=1, max_length=60, pattern=ONE_LINE),
    AfterValidator(surely_no_card),
]
PositiveAmount = Annotated[
    int, Field(strict=True, ge=1, le=LARGEST_AMOUNT), BeforeValidator(_whole)
]
Quantity = Annotated[int, Field(strict=True, ge=1, le=MAX_QUANTITY), BeforeValidator(_whole)]
Amount = Annotated[int, Field(strict=True, ge=0, le=LARGEST_AMOUNT), BeforeValidator(_whole)]
RowId = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1), BeforeValidator(_whole)]
PageSize = Annotated[int, Field(strict=True, ge=1, le=100), BeforeValidator(_digits)]
Instant = Annotated[AwareDatetime, AfterValidator(_second_in_utc)]
