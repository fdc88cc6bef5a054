"""What a shopper needs to pay by bank transfer, read from a payment method's row, which is not trusted. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stdnum import bic, iban
from stdnum.exceptions import ValidationError

_ALLOWED = {"account_holder", "iban", "bic", "bank", "days"}
_TOO_LONG = 140
_LONGEST_WAIT = 365
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Account:
    """The account that money is sent to. `iban` has no spaces; `bic` and `bank` may be empty; `days`: how long one may take."""

    account_holder: str
    iban: str
    bic: str
    bank: str
    days: int | None

    @property
    def iban_in_groups(self) -> str:
        """The IBAN as it is written on paper."""
        return str(iban.format(self.iban))


def account_from(data: Mapping[str, Any]) -> Account:
    """The account that a method's `transfer` describes. ValueError says what is wrong with it."""
    if unknown := data.keys() - _ALLOWED:
        raise ValueError(f"does not know {', '.join(sorted(map(str, unknown)))}")
    return Account(
        account_holder=_words(data, "account_holder", needed=True),
        iban=_checked(_words(data, "iban", needed=True), "iban", iban.validate),
        bic=_checked(_words(data, "bic"), "bic", bic.validate),
        bank=_words(data, "bank"),
        days=_days(data.get("days")),
    )


def _words(data: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    text = data.get(name, "")
    if not isinstance(text, str) or len(text) > _TOO_LONG or _CONTROL.search(text):
        raise ValueError(f"has no text of at most {_TOO_LONG} characters in {name}")
    if needed and not text.strip():
        raise ValueError(f"has no {name}")
    return text.strip()


def _checked(text: str, name: str, validate: Any) -> str:
    try:
        return str(validate(text)) if text else ""
    except ValidationError:
        raise ValueError(f"has no right {name}") from None


def _days(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= _LONGEST_WAIT:
        raise ValueError(f"has no number of days from 1 to {_LONGEST_WAIT} in days")
    return value
