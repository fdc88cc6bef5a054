"""A zone as a shop writes it: JSON in, a `Zone` out."""

from .postal_ranges import PostalPrefix, PostalRange, compact
from .reading import read_list, read_object, read_text
from .zones import Member, Zone


def zone_from(members: object) -> Zone:
    """The zone that `members` describes; a ValueError says what is wrong with it.

    A list of objects with `country` (or "*") and perhaps `regions` and `postal_codes`; a postal code is the beginning
    of one as text, or an object of `from` and `to`.
    """
    return tuple(
        _member(each, f"member {place}")
        for place, each in enumerate(read_list(members, "a zone"), start=1)
    )


def _member(value: object, name: str) -> Member:
    read = read_object(value, name, "country", "regions postal_codes")
    try:
        return Member(
            read_text(read["country"], "country"),
            frozenset(read_text(each, "a region") for each in _optional(read, "regions")),
            tuple(_postal_codes(each) for each in _optional(read, "postal_codes")),
        )
    except ValueError as wrong:
        raise ValueError(f"{name}: {wrong}") from wrong


def _optional(read: dict[str, object], key: str) -> list[object]:
    return read_list(read[key], key) if key in read else []


def _postal_codes(value: object) -> PostalRange | PostalPrefix:
    if isinstance(value, str):
        return PostalPrefix(value.strip().upper())
    ends = read_object(value, "a range of postal codes", "from to")
    return PostalRange(
        compact(read_text(ends["from"], "from")), compact(read_text(ends["to"], "to"))
    )
