"""What a method carries: parcels, pallets, poster tubes, dangerous goods."""

from collections.abc import Iterable


def carries(
    included: frozenset[str], excluded: frozenset[str], item_categories: Iterable[str]
) -> bool:
    """True when a method takes a shipment of items of those categories ("" for an item without one).

    None may be of an excluded category. Where a method includes categories, every item must be of one of them.
    """
    categories = set(item_categories)
    return not (categories & excluded) and (not included or categories <= included)
