"""The order's tax, shipping and promotion rows. With the items they add up to the total, but for those that are neutral."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from ...words import N_, translated
from .ids import part_id
from .seen import Seen
from .writing import dates

NO_TAX = N_("No tax (0%)")
#: in which order they are listed
TYPES = ("tax", "production", "shipping", "postage", "fee", "promotion", "credit", "rounding")


class Row(NamedTuple):
    """Why the total is not the sum of the items. `neutral` ones are within the prices already."""

    type: str
    label: str
    source: str
    neutral: bool
    amount: int


def rows_of(seen: Seen) -> list[Row]:
    """The rows of the order as it is now, one for each reason."""
    sums: dict[tuple[str, str, str, bool], int] = {}
    for row in _every_row(seen):
        sums[row[:4]] = sums.get(row[:4], 0) + row.amount
    rows = [Row(*reason, amount) for reason, amount in sums.items()]
    if seen.order.lines and all(row.type != "tax" for row in rows):
        rows.append(Row("tax", translated(NO_TAX, seen.order.locale), "", False, 0))
    return sorted(rows, key=lambda row: TYPES.index(row.type) if row.type in TYPES else len(TYPES))


def total_of(rows: Iterable[Row]) -> int:
    """What they add to the items."""
    return sum(row.amount for row in rows if not row.neutral)


def adjustment_documents(seen: Seen, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as documents."""
    order = seen.order
    names = {"postage": "shipping", "promotion": "promotion" if seen.is_open else "order_promotion"}
    return [
        {
            "amount": row.amount,
            **dates(order.created_at, order.updated_at),
            "description": row.label,
            "label": row.label,
            "id": part_id(order.id, place),
            "type": names.get(row.type, row.type),
            "locked": False,
            "neutral": row.neutral,
        }
        for place, row in enumerate(rows)
    ]


def _every_row(seen: Seen) -> Iterator[Row]:
    if seen.is_open:
        for priced in seen.standing.priced.adjustments:
            # Until it is said how it travels, it costs what it costs without.
            if priced.shipment is None or not seen.asks_for_shipping:
                yield Row(priced.type, priced.label, priced.source, priced.included, priced.amount)
    elif seen.records.adjustments:
        for each in seen.records.adjustments:
            yield Row(each.type, each.label, each.source, each.included, each.amount)
    else:
        yield from _as_last_quoted(seen)


def _as_last_quoted(seen: Seen) -> Iterator[Row]:
    """Of a cart given up, only the parts of the total are kept."""
    for type_ in TYPES:
        if amount := seen.order.quoted.get(type_):
            neutral = type_ == "tax" and seen.order.taxed == "included"
            yield Row(type_, type_.capitalize(), type_, neutral, amount)
