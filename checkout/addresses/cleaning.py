"""Removing the noise of keyboards, autofill, dictation and copy and paste from an address."""

from dataclasses import replace
from typing import Final

from .address import Address
from .country_rules import CountryRules, rules_for
from .postal import usual_postal_code
from .text import ascii_digits, tidy

_COUNTRY_ALIASES: Final = {"UK": "GB", "EL": "GR"}


def clean(address: Address) -> Address:
    """The address as it is stored: the buyer's spelling without the noise.

    The country becomes upper case, a listed region its code, a postal code that fits the
    country its usual form. What fits nothing stays as typed for `check` to talk about.
    Cleaning a clean address changes nothing.
    """
    tidied = Address.from_dict({field: tidy(text) for field, text in address.to_dict().items()})
    country = _country(tidied.country)
    rules = rules_for(country)
    return replace(
        tidied,
        line1=ascii_digits(tidied.line1),
        line2=ascii_digits(tidied.line2),
        city=ascii_digits(tidied.city),
        phone=ascii_digits(tidied.phone),
        country=country,
        region=_region(tidied.region, rules),
        postal_code=usual_postal_code(ascii_digits(tidied.postal_code), rules),
    )


def _country(text: str) -> str:
    code = text.upper()
    return _COUNTRY_ALIASES.get(code, code)


def _region(text: str, rules: CountryRules) -> str:
    region = rules.region(text) if text else None
    return region.code if region else text
