"""What is still wrong with an address, field by field, in the words of its country."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import fields
from typing import Final

from . import messages
from .address import Address
from .card_numbers import is_surely_card_number, looks_like_card_number
from .country_rules import CountryRules, rules_for
from .fault import Fault
from .lookalikes import has_web_address, is_email
from .phone import check_phone
from .postal import fits_country, fits_region
from .rules import form_for

_LIMITS: Final = {
    "name": 200,
    "company": 100,
    "line1": 200,
    "line2": 200,
    "city": 100,
    "region": 100,
    "postal_code": 20,
}


def check(address: Address, countries_served: Collection[str]) -> tuple[Fault, ...]:
    """The faults of an address that went through `clean`, at most one a field, in form order.

    `countries_served` are the ISO 3166-1 alpha-2 codes this shop delivers to. Empty means
    the address can be stored and printed; whether a house stands there is not looked at.
    """
    rules = rules_for(address.country)
    country_fault = _country(address.country, rules, countries_served)
    first_faults = [country_fault] + [
        next(_faults(field, address, rules), None) for field in _order(address.country)
    ]
    return tuple(fault for fault in first_faults if fault)


def _country(country: str, rules: CountryRules, countries_served: Collection[str]) -> Fault | None:
    if not country:
        return Fault("country", "country_missing", messages.MISSING["country"])
    if not rules.known:
        return Fault("country", "country_unknown", messages.COUNTRY_UNKNOWN)
    if country not in countries_served:
        return Fault("country", "country_not_served", messages.COUNTRY_NOT_SERVED)
    return None


def _order(country: str) -> list[str]:
    """The form's fields, then those a program may fill in although the form lacks them."""
    in_form = [field.name for field in form_for(country).fields]
    others = [field.name for field in fields(Address) if field.name not in in_form]
    return [field for field in in_form + others if field != "country"]


def _faults(field: str, address: Address, rules: CountryRules) -> Iterator[Fault]:
    """Every fault of one field, the one to tell first."""
    text: str = getattr(address, field)
    if not text:
        if field in rules.required:
            yield Fault(field, f"{field}_missing", _missing_message(field, rules))
        return
    if field in _LIMITS:
        yield from _general_faults(field, text)
    if field in _OWN_CHECKS:
        yield from _OWN_CHECKS[field](address, rules)


def _missing_message(field: str, rules: CountryRules) -> str:
    if field == "city":
        return messages.CITY_MISSING[rules.city_kind]
    if field == "region":
        return messages.REGION_MISSING[rules.region_kind]
    if field == "postal_code":
        return messages.POSTAL_CODE_MISSING[rules.postal_kind]
    return messages.MISSING[field]


def _general_faults(field: str, text: str) -> Iterator[Fault]:
    limit = _LIMITS[field]
    if len(text) > limit:
        yield Fault(field, f"{field}_too_long", messages.TOO_LONG[field], {"limit": limit})
    if looks_like_card_number(text):
        yield Fault(field, "looks_like_card_number", messages.CARD_NUMBER)


def _name(address: Address, _rules: CountryRules) -> Iterator[Fault]:
    if has_web_address(address.name):
        yield Fault("name", "name_contains_web_address", messages.WEB_ADDRESS)


def _street(address: Address, _rules: CountryRules) -> Iterator[Fault]:
    if is_email(address.line1):
        yield Fault("line1", "line1_looks_like_email", messages.STREET_IS_EMAIL)


def _city(address: Address, _rules: CountryRules) -> Iterator[Fault]:
    if address.city.replace(" ", "").isdecimal():
        yield Fault("city", "city_is_a_number", messages.CITY_IS_NUMBER)


def _region(address: Address, rules: CountryRules) -> Iterator[Fault]:
    if rules.uses_region and rules.regions and rules.region(address.region) is None:
        yield Fault("region", "region_unknown", messages.REGION_UNKNOWN)


def _postal_code(address: Address, rules: CountryRules) -> Iterator[Fault]:
    kind = rules.postal_kind
    if not fits_country(address.postal_code, rules):
        message, example = messages.POSTAL_CODE_MALFORMED[kind], rules.postal_examples[0]
        yield Fault("postal_code", "postal_code_malformed", message, {"example": example})
    region = rules.region(address.region) if address.region else None
    if region and not fits_region(address.postal_code, region):
        message, name = messages.POSTAL_CODE_ELSEWHERE[kind], region.name
        yield Fault("postal_code", "postal_code_not_in_region", message, {"region": name})


def _phone(address: Address, rules: CountryRules) -> Iterator[Fault]:
    if is_surely_card_number(address.phone):
        yield Fault("phone", "looks_like_card_number", messages.CARD_NUMBER)
    if fault := check_phone(address.phone, address.country if rules.known else ""):
        yield fault


_OWN_CHECKS: Final[dict[str, Callable[[Address, CountryRules], Iterator[Fault]]]] = {
    "name": _name,
    "line1": _street,
    "city": _city,
    "region": _region,
    "postal_code": _postal_code,
    "phone": _phone,
}
