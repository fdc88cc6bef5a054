"""Countries and provinces by integer ids: ISO 3166-1 numeric, and for a province its country's with its place in the list."""

from functools import cache
from typing import Any

from babel.core import get_global

from ...addresses.country_rules import rules_for
from ...addresses.territories import country_name
from ...callers import Caller
from .writing import dates, links

#: Where the table still has numbers of states that are no more.
CURRENT = {"DE": 276, "ET": 231, "FR": 250, "SD": 729, "YE": 887}
PROVINCES = 1000


@cache
def number_of(country: str) -> int:
    """The numeric code of an ISO 3166-1 alpha-2 one; 0 where there is none."""
    return _numbers().get(country, 0)


def country_of(caller: Caller, id_: int) -> str | None:
    """The country of that id, as long as the shop ships there."""
    served = caller.catalog.shop.countries
    return next((each for each in served if number_of(each) == id_), None)


def country_named(text: str) -> str:
    """ISO 3166-1 alpha-2 for an id; a code stays as it is."""
    found = (country for country, number in _numbers().items() if str(number) == text.lstrip("0"))
    return next(found, text) if text.isdigit() else text


def province_named(country: str, text: str) -> str:
    """The code of the province of that id; a code or a name stays as it is."""
    number, regions = number_of(country), rules_for(country).regions
    found = (
        each.code for place, each in enumerate(regions) if str(_province(number, place)) == text
    )
    return next(found, text)


def country_links(country: str, region: str) -> dict[str, Any]:
    """The links of an address: its country, and its province where that is one of a list."""
    number = number_of(country)
    codes = [each.code for each in rules_for(country).regions]
    if region not in codes:
        return links(country=f"countries/{number}")
    province = f"countries/{number}/provinces/{_province(number, codes.index(region))}"
    return links(country=f"countries/{number}", province=province)


def country_document(caller: Caller, country: str) -> dict[str, Any]:
    """A country with its provinces."""
    number = number_of(country)
    return {
        **links(self=f"countries/{number}"),
        **_born_with(caller),
        "id": number,
        "code": country,
        "iso_name": country,
        "name": country_name(country, "en"),
        "enabled": True,
        "provinces": province_documents(caller, country),
    }


def province_documents(caller: Caller, country: str) -> list[dict[str, Any]]:
    """The provinces of a country, none where its addresses do without."""
    number = number_of(country)
    return [
        {
            **links(
                self=f"countries/{number}/provinces/{_province(number, place)}",
                country=f"countries/{number}",
            ),
            **_born_with(caller),
            "id": _province(number, place),
            "code": each.code,
            "name": each.name,
        }
        for place, each in enumerate(rules_for(country).regions)
    ]


def _born_with(caller: Caller) -> dict[str, str]:
    opened = caller.catalog.shop.created_at
    return dates(opened, opened)


def _province(country: int, place: int) -> int:
    return country * PROVINCES + place + 1


@cache
def _numbers() -> dict[str, int]:
    aliases: dict[str, list[str]] = get_global("territory_aliases")  # type: ignore[assignment]
    numbers = {
        codes[0]: int(number)
        for number, codes in aliases.items()
        if number.isdigit() and len(codes) == 1 and len(codes[0]) == 2
    }
    return numbers | CURRENT
