"""An address as it is written on a parcel: the lines of its country's format."""

import re
from collections.abc import Mapping

from .country_rules import CountryRules, rules_for
from .territories import country_name
from .text import is_latin

_FIELD = re.compile(r"(%[A-Z])")


def address_lines(address: Mapping[str, str], locale: str) -> tuple[str, ...]:
    """The filled-in lines of `address`, then the country's name in `locale`."""
    rules = rules_for(address["country"])
    latin = bool(rules.latin_format) and _is_written_in_latin(address)
    values = _values(address, rules, latin=latin)
    layout = rules.latin_format if latin else rules.format
    block = "\n".join(_line(line, values) for line in layout.split("%n"))
    lines = [*block.split("\n"), country_name(address["country"], locale)]
    return tuple(line for line in lines if line)


def _is_written_in_latin(address: Mapping[str, str]) -> bool:
    return all(is_latin(address[field]) for field in ("name", "line1", "line2", "city"))


def _values(address: Mapping[str, str], rules: CountryRules, *, latin: bool) -> dict[str, str]:
    """The library's sub-locality and sorting code stay empty: line2 and city carry them."""
    street = "\n".join(line for line in (address["line1"], address["line2"]) if line)
    region = _written_region(address["region"], rules, latin=latin)
    return {
        "%N": address["name"],
        "%O": address["company"],
        "%A": street,
        "%C": address["city"],
        "%S": "" if region == address["city"] else region,
        "%Z": address["postal_code"],
    }


def _written_region(text: str, rules: CountryRules, *, latin: bool) -> str:
    region = rules.region(text) if text else None
    if region is None:
        return text
    return region.written_latin if latin else region.written


def _line(layout: str, values: Mapping[str, str]) -> str:
    """Fill in one line.

    A separator is kept only between two values, a prefix such as "CH-" only before its value.
    """
    line, separator = "", ""
    for index, piece in enumerate(_FIELD.split(layout)):
        if not _FIELD.fullmatch(piece):
            separator = piece if line or index == 0 else ""
        elif value := values.get(piece, ""):
            line, separator = line + separator + value, ""
        else:
            separator = ""
    return line
