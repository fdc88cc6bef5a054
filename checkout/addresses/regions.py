"""The states, provinces, prefectures ... of one country, as the address library lists them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .text import fold, is_latin


@dataclass(frozen=True, slots=True)
class Region:
    """`code` is the ISO 3166-2 suffix, or the library's own key where it has none.

    `name` is for choosing, `written` and `written_latin` go on the parcel, and
    `postal_pattern` matches the start of the region's postal codes ("" when unknown).
    """

    code: str
    name: str
    written: str
    written_latin: str
    postal_pattern: str
    spellings: frozenset[str]


def regions_of(country: str, database: Mapping[str, Mapping[str, str]]) -> tuple[Region, ...]:
    """The listed regions in the library's order, empty for a country without a list."""
    main = database[country]
    if "sub_keys" not in main:
        return ()
    translations = [node for key, node in database.items() if key.startswith(f"{country}--")]
    names = _column(main, "sub_names")
    latin_names = _column(main, "sub_lnames") or _english(translations)
    codes, patterns = _column(main, "sub_isoids"), _column(main, "sub_zips")
    return tuple(
        _region(
            country,
            key,
            codes.get(key) or key,
            names.get(key) or key,
            latin_names.get(key) or key,
            patterns.get(key, ""),
            [spelling for node in translations for spelling in _spellings_in(node, key)],
        )
        for key in main["sub_keys"].split("~")
    )


def by_spelling(regions: tuple[Region, ...]) -> dict[str, Region]:
    """Every folded spelling of every region."""
    return {spelling: region for region in regions for spelling in region.spellings}


def _column(node: Mapping[str, str], column: str) -> dict[str, str]:
    if column not in node:
        return {}
    return dict(zip(node["sub_keys"].split("~"), node[column].split("~"), strict=True))


def _english(translations: list[Mapping[str, str]]) -> dict[str, str]:
    return next((_column(node, "sub_lnames") for node in translations if node["lang"] == "en"), {})


def _spellings_in(node: Mapping[str, str], key: str) -> Iterator[str]:
    for column in ("sub_names", "sub_lnames"):
        if spelling := _column(node, column).get(key):
            yield spelling


def _region(  # noqa: PLR0913, PLR0917 - one parameter for each column of the library's table
    country: str, key: str, code: str, name: str, latin: str, pattern: str, spellings: list[str]
) -> Region:
    spoken = {code, key, name, latin, *spellings, *_everyday_names(country, key)}
    return Region(
        code=code,
        name=name if is_latin(name) else f"{name} ({latin})",
        written=name if country == "ES" or (is_latin(key) and not is_latin(name)) else key,
        written_latin=latin,
        postal_pattern=pattern,
        spellings=frozenset(fold(spelling) for spelling in spoken),
    )


def _everyday_names(country: str, key: str) -> tuple[str, ...]:
    if country == "IE":
        county = key.removeprefix("Co. ")
        return county, f"County {county}"
    if country == "JP" and key != "北海道":
        return (key[:-1],)
    return ()
