"""Phone numbers: shown as typed, stored as E.164."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

from . import messages
from .fault import Fault

_EXTENSION = re.compile(r"[\s,;]*(?:ext\.?|extension|x|#)\s*\d{1,7}\s*$", re.IGNORECASE)
_LONGEST_E164 = 15
_REASONABLE_LENGTH = 50


def normalise(phone: str, country: str) -> str | None:
    """`phone` as E.164 ("+493012345"), read as a number of `country` unless it starts with +.

    None when it cannot be a phone number. An extension is left out, E.164 has no place for it.
    """
    number = _parse(phone, country) if len(phone) <= _REASONABLE_LENGTH else None
    if number is None or _possibility(number) != ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def check_phone(phone: str, country: str) -> Fault | None:
    """What is wrong with `phone`; an empty one is fine. The number need not be in use."""
    if not phone:
        return None
    digits = sum(map(str.isdecimal, phone))
    if len(phone) > _REASONABLE_LENGTH or digits > _LONGEST_E164 + 7:
        return _too_long()
    if any(map(str.isalpha, _EXTENSION.sub("", phone))):
        return Fault("phone", "phone_has_letters", messages.PHONE_HAS_LETTERS)
    number = _parse(phone, country)
    if number is None:
        return _too_long() if digits > _LONGEST_E164 else _malformed(country)
    return _length_fault(number, country)


def _parse(phone: str, country: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(phone, country or None)
    except NumberParseException:
        return None


def _length_fault(number: PhoneNumber, country: str) -> Fault | None:
    match _possibility(number):
        case ValidationResult.IS_POSSIBLE:
            return None
        case ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
            return Fault("phone", "phone_without_area_code", messages.PHONE_WITHOUT_AREA_CODE)
        case ValidationResult.TOO_SHORT:
            return Fault("phone", "phone_too_short", messages.PHONE_TOO_SHORT)
        case ValidationResult.TOO_LONG:
            return _too_long()
        case _:
            return _malformed(country)


def _possibility(number: PhoneNumber) -> int:
    return phonenumbers.is_possible_number_with_reason(number)


def _too_long() -> Fault:
    return Fault("phone", "phone_too_long", messages.TOO_LONG["phone"])


def _malformed(country: str) -> Fault:
    example = phonenumbers.example_number(country) if country else None
    style = PhoneNumberFormat.NATIONAL if example else PhoneNumberFormat.INTERNATIONAL
    shown = phonenumbers.format_number(example or _anywhere(), style)
    return Fault("phone", "phone_malformed", messages.PHONE_MALFORMED, {"example": shown})


def _anywhere() -> PhoneNumber:
    return phonenumbers.parse("+44 20 7946 0000")
