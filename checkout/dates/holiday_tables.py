"""Public holidays, as the `holidays` package lists them, computed once per place and year.

A country is ISO 3166-1 alpha-2, a subdivision the code or the name the package knows ("BY", "Bavaria").
"""

import re
from datetime import date
from functools import cache, lru_cache

# All countries are loaded here, by the starting process: the package would do it within the first shopper's request.
import holidays.countries


@lru_cache(maxsize=4096)  # a region may be whatever a shopper typed
def fault_in_place(country: str, subdivision: str) -> str | None:
    """What is wrong with the place, in words for an operator; None when it has a table."""
    # The package knows countries by other names too; only the ISO code is one of ours.
    if not re.fullmatch("[A-Z]{2}", country) or not _has_table(country, None):
        return f"no holidays are known for the country {country!r}"
    if subdivision and not _has_table(country, subdivision):
        return f"no holidays are known for {subdivision!r} in {country}"
    return None


@lru_cache(maxsize=4096)
def holidays_of(country: str, subdivision: str, year: int) -> frozenset[date]:
    """The public holidays of that year, days taken in lieu included; empty for the country "".

    ValueError for a place without a table.
    """
    if not country:
        return frozenset()
    if fault := fault_in_place(country, subdivision):
        raise ValueError(fault)
    return frozenset(holidays.country_holidays(country, subdivision or None, years=year))


@cache
def weekend_of(country: str) -> frozenset[int]:
    """The days of the weekend in a known country, as ISO weekdays: 6 and 7 in most, 5 and 6 in Israel."""
    return frozenset(day + 1 for day in holidays.country_holidays(country).weekend)


def _has_table(country: str, subdivision: str | None) -> bool:
    try:
        holidays.country_holidays(country, subdivision)
    except NotImplementedError:
        return False
    return True
