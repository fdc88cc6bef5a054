"""Where a parcel goes: zones, and which of several an address lies in.

The most specific zone wins: postal codes before regions, regions before countries, a country before the rest of the world.
Among postal codes the narrower wins, the one with more characters fixed; zones alike in all are taken in the shop's order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from .postal_ranges import PostalPrefix, PostalRange

#: The country of a member that covers the rest of the world.
ANYWHERE = "*"

REST_OF_WORLD, COUNTRY, REGION, POSTAL_CODE = range(1, 5)

Key = TypeVar("Key")
#: How closely an address is described: one of the levels above, then the postal characters fixed.
Specificity = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Member:
    """A part of a zone. All that is given must fit: the country, one of the regions, one of the postal codes.

    `country` is ISO 3166-1 alpha-2 or `ANYWHERE`; `regions` are ISO 3166-2 codes with or without the country ("US-NY", "NY")
    or names, without regard to case. ValueError when made with what cannot be.
    """

    country: str
    regions: frozenset[str] = frozenset()
    postal_codes: tuple[PostalRange | PostalPrefix, ...] = ()

    def __post_init__(self) -> None:  # noqa: D105
        code = self.country
        if code != ANYWHERE and not (
            len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()
        ):
            raise ValueError(f"a country has two capital letters or is {ANYWHERE!r}, not {code!r}")
        if code == ANYWHERE and (self.regions or self.postal_codes):
            raise ValueError("regions and postal codes belong to a country")
        object.__setattr__(
            self, "regions", frozenset(_region(self.country, name) for name in self.regions)
        )

    def specificity(self, country: str, region: str, postal_code: str) -> Specificity | None:
        """How closely this describes the place; None when the place lies outside."""
        if self.country == ANYWHERE:
            return REST_OF_WORLD, 0
        if self.country != country:
            return None
        if self.regions and _region(country, region) not in self.regions:
            return None
        if not self.postal_codes:
            return (REGION if self.regions else COUNTRY), 0
        widths = [each.width for each in self.postal_codes if each.covers(country, postal_code)]
        return (POSTAL_CODE, max(widths)) if widths else None


#: A zone is the union of its members.
Zone = tuple[Member, ...]


def matches(zone: Zone, country: str, region: str, postal_code: str) -> bool:
    """True when the place lies in `zone`; what is not known of the place is the empty string."""
    return specificity(zone, country, region, postal_code) is not None


def specificity(zone: Zone, country: str, region: str, postal_code: str) -> Specificity | None:
    """How closely `zone` describes the place at best; None when the place lies outside."""
    found = (member.specificity(country, region, postal_code) for member in zone)
    return max((each for each in found if each is not None), default=None)


def most_specific(
    zones: Iterable[tuple[Key, Zone]], country: str, region: str, postal_code: str
) -> Key | None:
    """The key of the zone that describes the place most closely, the first of equals; None when all leave it out."""
    best: tuple[Specificity, Key] | None = None
    for key, zone in zones:
        found = specificity(zone, country, region, postal_code)
        if found is not None and (best is None or found > best[0]):
            best = found, key
    return best[1] if best else None


def _region(country: str, name: str) -> str:
    return name.strip().casefold().removeprefix(f"{country.casefold()}-")
