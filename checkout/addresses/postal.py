"""Postal codes: one usual way to write each, whatever way it was typed."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from .country_rules import CountryRules, rules_for
from .regions import Region

_NOISE = re.compile(r"[\s.,_\u00b7\u3012\u3036\u2010-\u2015\u2212\u30fc\uff70-]+")
_SEPARATOR = re.compile(r"[ -]")
_LONGEST: Final = 12
# The usual way to write these differs from, or is missing in, the library's examples.
_USUAL_SHAPES: Final = {"SE": ("114 55",)}
_VEHICLE_SIGNS: Final = {
    "AT": "A",
    "BE": "B",
    "DE": "D",
    "ES": "E",
    "FI": "FIN",
    "FR": "F",
    "HU": "H",
    "IT": "I",
    "LI": "FL",
    "LU": "L",
    "NO": "N",
    "PT": "P",
    "SE": "S",
    "SI": "SLO",
}


def usual_postal_code(text: str, rules: CountryRules) -> str:
    """`text` in the form usual in the country: "sw1a1aa" becomes "SW1A 1AA".

    Text that cannot be made to fit, or a country without a pattern, comes back as typed.
    """
    compact = _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not rules.postal_pattern or not 0 < len(compact) <= _LONGEST:
        return text
    spellings = (_spelled(core, rules) for core in _cores(compact, rules))
    return next((spelling for spelling in spellings if spelling), text)


def fits_country(postal_code: str, rules: CountryRules) -> bool:
    """True when the country has no pattern or the whole of `postal_code` matches it."""
    return not rules.postal_pattern or bool(re.fullmatch(rules.postal_pattern, postal_code))


def fits_region(postal_code: str, region: Region) -> bool:
    """True when the region's codes are unknown or `postal_code` starts like one of them."""
    return not region.postal_pattern or bool(re.match(region.postal_pattern, postal_code))


def region_at(postal_code: str, country: str) -> str:
    """The code of the region a postal code lies in, where the country's addresses need one and only one is possible."""
    rules = rules_for(country)
    if not postal_code or "region" not in rules.required:
        return ""
    known = (each for each in rules.regions if each.postal_pattern)
    found = [each.code for each in known if fits_region(postal_code, each)]
    return found[0] if len(found) == 1 else ""


def is_numeric(rules: CountryRules) -> bool:
    """True when a keypad of digits is enough; separators are put in for the buyer."""
    return bool(rules.postal_pattern) and not re.search(r"[A-Z]", rules.postal_pattern)


def _cores(compact: str, rules: CountryRules) -> Iterator[str]:
    """What may be meant by `compact`, the likeliest first.

    Itself, then without the country's sign ("D10115"), then with the letters all of the
    country's codes begin with ("1073" for "LV-1073").
    """
    yield compact
    for sign in (rules.country, rules.postal_prefix.strip(" -"), _VEHICLE_SIGNS.get(rules.country)):
        if sign and compact.startswith(sign):
            yield compact.removeprefix(sign)
    if compact.isdecimal() and (head := _common_letters(rules)):
        yield head + compact


def _common_letters(rules: CountryRules) -> str:
    letters = re.match(r"[A-Z]*", rules.postal_pattern)
    head = letters.group() if letters else ""
    return head if all(example.startswith(head) for example in rules.postal_examples) else ""


def _spelled(core: str, rules: CountryRules) -> str | None:
    return next((text for text in _spellings(core, rules) if fits_country(text, rules)), None)


def _spellings(core: str, rules: CountryRules) -> Iterator[str]:
    """Every way to write `core`, the most usual first.

    Split like the examples of the same length, then with a separator of the examples anywhere,
    plain, and last with any separator.
    """
    examples = _USUAL_SHAPES.get(rules.country, ()) + rules.postal_examples
    for example in examples:
        if len(_SEPARATOR.sub("", example)) == len(core):
            yield _shaped_like(example, core)
    separators = "".join(sorted(set("".join(examples)) & {" ", "-"}))
    yield from _split_anywhere(core, separators)
    yield core
    yield from _split_anywhere(core, "- ")


def _shaped_like(example: str, core: str) -> str:
    characters = iter(core)
    return "".join(sign if _SEPARATOR.fullmatch(sign) else next(characters) for sign in example)


def _split_anywhere(core: str, separators: str) -> Iterator[str]:
    for separator in separators:
        for position in range(1, len(core)):
            yield core[:position] + separator + core[position:]
