"""The names of countries in the reader's language."""

import unicodedata
from functools import lru_cache

from babel import Locale

from .country_rules import known_countries


@lru_cache(maxsize=64)
def countries(locale: str) -> tuple[tuple[str, str], ...]:
    """`(ISO 3166-1 alpha-2, name in locale)` of every country with address rules, by name.

    Accents are ignored for the order ("Österreich" beside "Oman"). An unknown locale raises
    `babel.UnknownLocaleError`.
    """
    named = [(code, country_name(code, locale)) for code in known_countries()]
    return tuple(sorted(named, key=lambda country: _sort_key(country[1])))


def country_name(country: str, locale: str) -> str:
    """The name of an ISO 3166-1 alpha-2 code in `locale`, the code itself when it has none."""
    return str(Locale.parse(locale.replace("-", "_")).territories.get(country, country))


def _sort_key(name: str) -> tuple[str, str]:
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum() or letter == " "), name
