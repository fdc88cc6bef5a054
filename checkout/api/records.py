"""What was written down about orders once placing began: adjustments, shipments, history and payments."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from ..db import db
from ..models import Adjustment, OrderEvent, Payment, Shipment

Row = TypeVar("Row", Adjustment, OrderEvent, Payment, Shipment)


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one order, oldest first."""

    adjustments: Sequence[Adjustment] = ()
    shipments: Sequence[Shipment] = ()
    events: Sequence[OrderEvent] = ()
    payments: Sequence[Payment] = ()


NOTHING = Records()


def records_of(order_ids: Collection[int]) -> dict[int, Records]:
    """The records of each of these orders. Five statements, however many orders."""
    if not order_ids:
        return {}
    adjustments = _by_order(Adjustment, order_ids)
    shipments = _by_order(Shipment, order_ids)
    events = _by_order(OrderEvent, order_ids)
    payments = _by_order(Payment, order_ids, selectinload(Payment.events))
    return {
        id_: Records(adjustments[id_], shipments[id_], events[id_], payments[id_])
        for id_ in order_ids
    }


def _by_order(
    table: type[Row], order_ids: Collection[int], *options: Any
) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in db.session.scalars(
        select(table).where(table.order_id.in_(order_ids)).order_by(table.id).options(*options)
    ):
        found[row.order_id].append(row)
    return found
