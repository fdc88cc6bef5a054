"""What an order costs and why, alike for one that is open, as priced now, and for one that was placed, as written down."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...models import Shipment
from ...operations.records import Records
from ...pricing import Adjustment
from ...standing import Standing


@dataclass(frozen=True, slots=True)
class Line:
    """So many of something at a unit price in minor units."""

    name: str
    quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True)
class Bill:
    """Lines, and adjustments that refer to lines and shipments by index."""

    lines: tuple[Line, ...]
    adjustments: tuple[Adjustment, ...] = ()
    #: by the index of a shipment the index of the first line it carries
    carried: Mapping[int, int] = field(default_factory=dict)


def open_bill(standing: Standing) -> Bill:
    """The bill of an open order, as it would be placed now."""
    lines = tuple(
        Line(standing.name_of(each), each.quantity, standing.unit_price_of(each))
        for each in standing.order.lines
    )
    carried = {each.index: each.parts[0].line for each in standing.shipments}
    return Bill(lines, standing.priced.adjustments, carried)


def written_bill(standing: Standing, records: Records) -> Bill:
    """The bill of an order that was placed, or whose payment has begun."""
    lines = standing.order.lines
    line_at = {line.id: index for index, line in enumerate(lines)}
    shipment_at = {each.id: index for index, each in enumerate(records.shipments)}
    carried = {
        index: first
        for index, each in enumerate(records.shipments)
        for first in _first_line(standing, each)
    }
    adjustments = tuple(
        Adjustment(
            each.type,
            each.label,
            each.amount,
            each.source,
            each.included,
            None if each.line_id is None else line_at[each.line_id],
            None if each.shipment_id is None else shipment_at[each.shipment_id],
        )
        for each in records.adjustments
    )
    return Bill(
        tuple(Line(each.name, each.quantity, each.unit_price) for each in lines),
        adjustments,
        carried,
    )


def _first_line(standing: Standing, shipment: Shipment) -> Iterator[int]:
    for index, line in enumerate(standing.order.lines):
        if line.shipment_id == shipment.id or str(line.id) in shipment.parts:
            yield index
            return
