"""Spotting a payment card number typed into the wrong field."""

import re
from typing import Final

_RUN_OF_DIGITS = re.compile(r"\d+(?:[ .\-\u2010-\u2015]{1,2}\d+)*")
_GAP: Final = r"[ .\-\u00a0\u2010-\u2015]{1,2}"
#: not within a longer number, a hexadecimal id, or the decimals of a number
_WRITTEN_AS_CARDS = re.compile(
    r"(?<![0-9A-Fa-f])(?<!\d\.)"
    rf"(?:\d{{14,19}}|\d{{4}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?|\d{{4}}{_GAP}\d{{6}}{_GAP}\d{{4,5}})"
    r"(?![0-9A-Fa-f])"
)
_JCB: Final = r"35(?:2[89]|[3-8]\d)"
_MASTERCARD_2: Final = r"2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)"
_LONGER: Final = rf"62|6011|64[4-9]|65|5018|5020|5038|6304|6759|676[1-3]|{_JCB}"
#: by length: American Express, Diners Club, everyone's 16 digits, and the few brands that have more
_BRAND = re.compile(
    rf"3[47]\d{{13}}|3(?:0[0-5]|[689]\d)\d{{11}}"
    rf"|(?=\d{{16}}$)(?:4|5[0-8]|6|{_MASTERCARD_2}|{_JCB})\d+"
    rf"|(?=\d{{17,19}}$)(?:{_LONGER})\d+|4\d{{18}}"
)
_SHORTEST_SURE: Final = 14
_SHORTEST: Final = 13
_LONGEST: Final = 19


def looks_like_card_number(text: str) -> bool:
    """True when 13 to 19 digits in a row, spaced or not, carry a card's check digit (Luhn)."""
    return sum(map(str.isdecimal, text)) >= _SHORTEST and any(
        _has_card(re.findall(r"\d+", run)) for run in _RUN_OF_DIGITS.findall(text)
    )


def is_surely_card_number(text: str) -> bool:
    """True for what is hardly anything but a card number: for numbers, codes and keys.

    A card's own first digits, length and check digit, in one piece or grouped as cards are. Random ids, time stamps,
    phone numbers and article numbers are none of that.
    """
    return len(text) >= _SHORTEST_SURE and any(
        _BRAND.fullmatch(digits) and _passes_luhn(digits)
        for digits in (re.sub(r"\D", "", found[0]) for found in _WRITTEN_AS_CARDS.finditer(text))
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
