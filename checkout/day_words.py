"""How days read in a language."""

import re
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date


@lru_cache(maxsize=512)
def day_in_words(when: date, locale: str) -> str:
    """A day of the coming weeks: "Wednesday, November 25"."""
    return format_date(when, _without_year(locale), locale=locale)


@lru_cache(maxsize=16)
def _without_year(locale: str) -> str:
    """The language's longest way to write a date, but for the year."""
    pattern: str = Locale.parse(locale).date_formats["full"].pattern
    return re.sub(r"[,\s]*y+", "", pattern)
