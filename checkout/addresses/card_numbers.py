"""Spotting a payment card number typed into the wrong field."""

import re
from typing import Final

_RUN_OF_DIGITS = re.compile(r"\d+(?:[ .\-\u2010-\u2015]{1,2}\d+)*")
_SHORTEST: Final = 13
_LONGEST: Final = 19


def looks_like_card_number(text: str) -> bool:
    """True when 13 to 19 digits in a row, spaced or not, carry a card's check digit (Luhn)."""
    return sum(map(str.isdecimal, text)) >= _SHORTEST and any(
        _has_card(re.findall(r"\d+", run)) for run in _RUN_OF_DIGITS.findall(text)
    )


def _has_card(groups: list[str]) -> bool:
    """Look at every stretch of whole groups, so a house number before a card hides nothing."""
    stretches = (
        "".join(groups[start:end])
        for start in range(len(groups))
        for end in range(start + 1, len(groups) + 1)
    )
    return any(
        _SHORTEST <= len(digits) <= _LONGEST and len(set(digits)) > 1 and _passes_luhn(digits)
        for digits in stretches
    )


def _passes_luhn(digits: str) -> bool:
    values = [int(digit) for digit in reversed(digits)]
    doubled = (sum(divmod(2 * value, 10)) for value in values[1::2])
    return (sum(values[::2]) + sum(doubled)) % 10 == 0
