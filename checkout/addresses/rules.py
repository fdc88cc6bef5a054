"""The fields an address form has for each country."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from . import words
from .country_rules import CountryRules, known_countries, rules_for
from .postal import is_numeric

Width = Literal["short", "medium", "full"]
InputMode = Literal["text", "numeric", "tel"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form; `name` is a field of `Address`.

    `label` is a msgid, `options` are `(code, name)` or empty for free text, `autocomplete`
    is the WHATWG token without "shipping" or "billing".
    """

    name: str
    label: str
    required: bool
    autocomplete: str
    options: tuple[tuple[str, str], ...] = ()
    width: Width = "full"
    inputmode: InputMode = "text"
    spellcheck: bool = False


@dataclass(frozen=True, slots=True)
class AddressForm:
    """`country` is "" for the neutral form; `postal_code_example` may serve as a hint."""

    country: str
    fields: tuple[Field, ...]
    postal_code_example: str


def form_for(country: str) -> AddressForm:
    """The form of an ISO 3166-1 alpha-2 country; a neutral one for any other text.

    Country comes first because it decides the rest; its options are the shop's countries, so
    they are left to the caller. Then the person, then the place in the order the country
    writes it, then the phone. Where the country also knows a district, neighbourhood or
    townland below the city, `line2` takes it and its label says so; a sorting code such as
    CEDEX is typed behind the city, as it is written there.
    """
    return _form(country if country in known_countries() else "")


@cache
def _form(country: str) -> AddressForm:
    rules = rules_for(country)
    fields = (
        Field("country", words.COUNTRY, required=True, autocomplete="country"),
        Field("name", words.NAME, required=True, autocomplete="name"),
        Field("company", words.COMPANY, required=False, autocomplete="organization"),
        *_place(rules),
        Field("phone", words.PHONE, False, "tel", width="medium", inputmode="tel"),
    )
    return AddressForm(country, fields, next(iter(rules.postal_examples), ""))


def _place(rules: CountryRules) -> Iterator[Field]:
    builders = {"%A": _street, "%C": _city, "%S": _region, "%Z": _postal_code}
    for letter in sorted(builders, key=rules.format.index):
        yield from builders[letter](rules)


def _street(rules: CountryRules) -> Iterator[Field]:
    second = words.SECOND_LINE[rules.sublocality_kind]
    yield Field("line1", words.STREET, required=True, autocomplete="address-line1")
    yield Field("line2", second, required=False, autocomplete="address-line2")


def _city(rules: CountryRules) -> Iterator[Field]:
    if rules.uses_city:
        label, required = words.CITY[rules.city_kind], "city" in rules.required
        yield Field("city", label, required, "address-level2", width="medium")


def _region(rules: CountryRules) -> Iterator[Field]:
    if rules.uses_region:
        label, required = words.REGION[rules.region_kind], "region" in rules.required
        options = tuple((region.code, region.name) for region in rules.regions)
        yield Field("region", label, required, "address-level1", options, "medium")


def _postal_code(rules: CountryRules) -> Iterator[Field]:
    if rules.uses_postal_code:
        label, required = words.POSTAL_CODE[rules.postal_kind], "postal_code" in rules.required
        mode: InputMode = "numeric" if is_numeric(rules) else "text"
        yield Field("postal_code", label, required, "postal-code", (), "short", mode)
