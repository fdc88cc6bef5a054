"""What was written down about orders once placing began: adjustments, shipments, history and payments."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import bindparam, select

from ..db import Base, read
from ..models import (
    Adjustment,
    MoneyRequest,
    OrderEvent,
    Payment,
    PaymentEvent,
    Shipment,
    Withdrawal,
)
from ..prepared import Prepared
from ..snapshots import Snapshots

Model = TypeVar("Model", bound=Base)


@dataclass(frozen=True, slots=True)
class Records:
    """The rows of one order, oldest first."""

    adjustments: Sequence[Adjustment] = ()
    shipments: Sequence[Shipment] = ()
    events: Sequence[OrderEvent] = ()
    payments: Sequence[Payment] = ()
    withdrawals: Sequence[Withdrawal] = ()
    requests: Sequence[MoneyRequest] = ()


NOTHING = Records()
#: how the history calls a withdrawal
WITHDRAWN = "withdrawn"
#: and by its kind that money was to be moved
ASKED = {"capture": "capture_asked", "refund": "refund_asked", "void": "release_asked"}


def records_of(order_ids: Collection[int]) -> dict[int, Records]:
    """The records of each of these orders. Five statements, however many orders; one more where any was withdrawn from, and where money was to be moved."""
    if not order_ids:
        return {}
    adjustments, shipments = ADJUSTMENTS.of(order_ids), SHIPMENTS.of(order_ids)
    events, payments = EVENTS.of(order_ids), PAYMENTS.of(order_ids)
    _fill([payment for rows in payments.values() for payment in rows])
    moved = any(each.type in MOVED for rows in events.values() for each in rows)
    requests = _requests_of(payments) if moved else {}
    told = [id_ for id_, rows in events.items() if any(each.type == WITHDRAWN for each in rows)]
    withdrawals = WITHDRAWALS.of(told) if told else {}
    return {
        id_: Records(
            adjustments[id_],
            shipments[id_],
            events[id_],
            payments[id_],
            withdrawals.get(id_, ()),
            [each for payment in payments[id_] for each in requests.get(payment.id, ())],
        )
        for id_ in order_ids
    }


class _Rows(Generic[Model]):
    """The rows of one table, by the order or payment they belong to, oldest first."""

    def __init__(self, model: type[Model], owner: str = "order_id") -> None:
        self._snapshots = Snapshots(model)
        columns = self._snapshots.columns
        self._owner = [column.key for column in columns].index(owner)
        rows, owner_column = select(*columns).order_by(columns[0]), columns[self._owner]
        self.of_one = Prepared(rows.where(owner_column == bindparam("owner")))
        self._of_several = rows.where(owner_column.in_(bindparam("owners", expanding=True)))

    def of(self, owners: Collection[int]) -> defaultdict[int, list[Model]]:
        found: defaultdict[int, list[Model]] = defaultdict(list)
        for row in self._read(owners):
            found[row[self._owner]].append(self._snapshots.made_from(row))
        return found

    def _read(self, owners: Collection[int]) -> Sequence[Sequence[Any]]:
        if len(owners) == 1:
            (owner,) = owners
            return read(self.of_one, {"owner": owner})
        return read(self._of_several, {"owners": list(owners)})


ADJUSTMENTS, SHIPMENTS = _Rows(Adjustment), _Rows(Shipment)
EVENTS, PAYMENTS = _Rows(OrderEvent), _Rows(Payment)
PAYMENT_EVENTS = _Rows(PaymentEvent, "payment_id")
WITHDRAWALS = _Rows(Withdrawal)
REQUESTS = _Rows(MoneyRequest, "payment_id")
#: also by somebody at the gateway's own desk
MOVED = frozenset({*ASKED.values(), "payment_captured", "refunded"})


def _requests_of(payments: Mapping[int, Sequence[Payment]]) -> Mapping[int, Sequence[MoneyRequest]]:
    return REQUESTS.of([payment.id for rows in payments.values() for payment in rows])


def _fill(payments: Collection[Payment]) -> None:
    events = PAYMENT_EVENTS.of([payment.id for payment in payments]) if payments else {}
    for payment in payments:
        payment.events = events.get(payment.id, [])
