"""Made to order: an order is made from data that somebody sends, once it is placed and the data is there."""

from sqlalchemy import Select, bindparam, insert, select

from .. import clock
from ..db import db, read, table_of, unit_of_work
from ..models import EventReceipt, Order, OrderEvent, ProductionData
from ..uploads import Kept
from .history import record_event
from .load import OrderRef, lock_order
from .refusals import OrderClosed, Refusal

BEGUN = "production_started"


class EntryNotOpen(Refusal):
    """No such entry in the order's history, or somebody has dealt with it already."""

    code = "entry_not_open"


def takes_data(order: Order) -> bool:
    """Whether the order can be given the data it is made from: as long as its production has not begun. One statement."""
    if order.state not in {"open", "placed"}:
        return False
    return not read(BEGUN_ALREADY, {"order_id": order.id})


@unit_of_work
def receive_data(ref: OrderRef, kept: Kept, actor: str) -> None:
    """The order has its data, in place of what it had before; one that is placed goes into production with it.

    Raises `OrderNotFound`, and `OrderClosed` for an order that takes none any more.
    """
    order = lock_order(ref).order
    data = _data_of(order)
    if order.state not in {"open", "placed"} or (data is not None and data.begun_at is not None):
        raise OrderClosed(order.state)
    if data is None:
        data = ProductionData(order_id=order.id)
        db.session.add(data)
    data.digest, data.size, data.received_at = kept.digest, kept.size, clock.now()
    if order.state == "placed":
        _begin(order, data, actor)


def ready_for_production() -> Select[int]:
    """The ids of orders that were given their data before they were placed, and are placed by now."""
    return (
        select(Order.id)
        .join(ProductionData, ProductionData.order_id == Order.id)
        .where(Order.state == "placed", ProductionData.begun_at.is_(None))
    )


@unit_of_work
def begin_production(order_id: int, actor: str) -> None:
    """Begins the production of an order that is ready for it; of any other, nothing happens."""
    wanted = select(Order).where(Order.id == order_id).with_for_update()
    order = db.session.scalars(wanted).one()
    data = _data_of(order)
    if order.state == "placed" and data is not None and data.begun_at is None:
        _begin(order, data, actor)


@unit_of_work
def acknowledge(ref: OrderRef, event_id: int, actor: str) -> None:
    """Somebody has dealt with an entry of the order's history. Raises `OrderNotFound`, `EntryNotOpen`."""
    order = lock_order(ref).order
    asked = {"order_id": order.id, "event_id": event_id}
    if not read(ENTRY, asked) or read(RECEIPT, asked):
        raise EntryNotOpen
    receipt = {"event_id": event_id, "actor": actor, "acknowledged_at": clock.now()}
    db.session.execute(insert(table_of(EventReceipt)), receipt)


def acknowledged_events(order_id: int) -> frozenset[int]:
    """The ids of those entries of an order's history that somebody has dealt with. One statement."""
    return frozenset(row.event_id for row in read(RECEIPTS, {"order_id": order_id}))


BEGUN_ALREADY = select(ProductionData.id).where(
    ProductionData.order_id == bindparam("order_id"), ProductionData.begun_at.is_not(None)
)
ENTRY = select(OrderEvent.id).where(
    OrderEvent.id == bindparam("event_id"), OrderEvent.order_id == bindparam("order_id")
)
RECEIPT = select(EventReceipt.event_id).where(EventReceipt.event_id == bindparam("event_id"))
RECEIPTS = (
    select(EventReceipt.event_id)
    .join(OrderEvent, OrderEvent.id == EventReceipt.event_id)
    .where(OrderEvent.order_id == bindparam("order_id"))
)


def _data_of(order: Order) -> ProductionData | None:
    wanted = select(ProductionData).where(ProductionData.order_id == order.id)
    found: ProductionData | None = db.session.scalars(wanted).one_or_none()
    return found


def _begin(order: Order, data: ProductionData, actor: str) -> None:
    now = clock.now()
    data.begun_at = order.updated_at = now
    order.version += 1
    record_event(order, BEGUN, actor)
