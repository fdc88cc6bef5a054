"""A calculator as a shop writes it: a kind and its rates as JSON in, a `Calculator` out."""

from collections.abc import Callable
from itertools import pairwise

from .calculators import Calculator, Flat, FlexibleRate, FreeFrom, PerItem, WeightBands
from .reading import read_list, read_number, read_object, read_text


def calculator_from(kind: str, rates: object) -> Calculator:
    """The calculator of that kind with those rates; a ValueError says what is wrong with them."""
    read = READERS.get(kind)
    if read is None:
        raise ValueError(f"no calculator is called {kind!r}; there are {', '.join(READERS)}")
    return read(rates)


def _flat(rates: object) -> Calculator:
    return Flat(read_number(read_object(rates, "flat", "amount")["amount"], "amount"))


def _per_item(rates: object) -> Calculator:
    return PerItem(read_number(read_object(rates, "per_item", "amount")["amount"], "amount"))


def _weight_bands(rates: object) -> Calculator:
    bands = read_list(read_object(rates, "weight_bands", "bands")["bands"], "bands")
    pairs = [_band(band, f"band {place}") for place, band in enumerate(bands, start=1)]
    for (lighter, _), (heavier, _) in pairwise(pairs):
        if heavier <= lighter:
            raise ValueError(f"bands must ascend: {heavier} grams come after {lighter}")
    return WeightBands(tuple(grams for grams, _ in pairs), tuple(amount for _, amount in pairs))


def _band(band: object, name: str) -> tuple[int, int]:
    pair = read_list(band, name)
    if len(pair) != 2:
        raise ValueError(f"{name} must be a pair of grams and amount")
    return read_number(pair[0], f"grams of {name}", 1), read_number(pair[1], f"amount of {name}")


def _flexible_rate(rates: object) -> Calculator:
    read = read_object(rates, "flexible_rate", "first_item additional_item", "limit")
    return FlexibleRate(
        read_number(read["first_item"], "first_item"),
        read_number(read["additional_item"], "additional_item"),
        read_number(read.get("limit", 0), "limit"),
    )


def _free_from(rates: object) -> Calculator:
    read = read_object(rates, "free_from", "goods kind rates")
    kind = read_text(read["kind"], "kind")
    if kind == "free_from":
        raise ValueError("free_from stands on another calculator, not on itself")
    return FreeFrom(read_number(read["goods"], "goods"), calculator_from(kind, read["rates"]))


READERS: dict[str, Callable[[object], Calculator]] = {
    "flat": _flat,
    "per_item": _per_item,
    "weight_bands": _weight_bands,
    "flexible_rate": _flexible_rate,
    "free_from": _free_from,
}
