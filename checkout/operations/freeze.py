"""Making an order final: number, shipment, adjustments, held stock, and the attempt to pay. Inside placing's first unit."""

from sqlalchemy import delete, insert, update

from .. import clock, ids, stock
from ..config import settings
from ..db import db
from ..models import (
    Adjustment,
    Order,
    OrderEvent,
    OrderLine,
    Payment,
    PaymentMethod,
    Shipment,
)
from ..pricing import Adjustment as PricedAdjustment
from ..standing import Standing
from .edit import quote
from .pay import Debt


def freeze(standing: Standing, actor: str) -> None:
    """Writes down everything the order is from now on and holds its stock. Raises `stock.NotEnoughStock`."""
    order = standing.order
    order.number = order.number or ids.new_number()
    order.move("place")
    standing = quote(standing)
    db.session.flush()  # the order's row first, whatever else is written after it
    stock.hold(order.id, order.lines, settings().hold_seconds)
    shipment_id = _ship(standing)
    line_ids = [line.id for line in order.lines]
    rows = [_row(order.id, each, line_ids, shipment_id) for each in standing.priced.adjustments]
    if rows:
        db.session.execute(insert(Adjustment.metadata.tables["adjustments"]), rows)
    record_event(order, "placing", actor)


def thaw(order: Order) -> None:
    """Takes back what `freeze` wrote, so that the order can be changed again; number and holds stay."""
    db.session.execute(delete(Adjustment).where(Adjustment.order_id == order.id))
    db.session.execute(
        update(OrderLine).where(OrderLine.order_id == order.id).values(shipment_id=None)
    )
    db.session.execute(delete(Shipment).where(Shipment.order_id == order.id))


def begin_payment(order: Order, method: PaymentMethod, return_url: str, token: str) -> Debt:
    """Records an attempt to pay the order, before anyone is asked for money."""
    now = clock.now()
    payment = Payment(
        order_id=order.id,
        method=method.code,
        gateway=method.gateway,
        amount=order.total,
        currency=order.currency,
        state="created",
        idempotency_key=ids.new_public_id("pay"),
        created_at=now,
        updated_at=now,
    )
    db.session.add(payment)
    db.session.flush()
    return Debt.of(payment, order, return_url, token)


def record_event(order: Order, type_: str, actor: str) -> None:
    """Adds to the order's history."""
    db.session.add(
        OrderEvent(
            order_id=order.id,
            type=type_,
            state=order.state,
            actor=actor,
            occurred_at=clock.now(),
        )
    )


def _ship(standing: Standing) -> int | None:
    order, option = standing.order, standing.shipping
    if option is None:
        return None
    shipment = Shipment(
        order_id=order.id,
        method=option.method.code,
        name=option.name,
        price=option.amount,
        state="pending",
        arrives_from=option.arrives_from,
        arrives_to=option.arrives_to,
    )
    db.session.add(shipment)
    db.session.flush()
    travelling = [line.id for line in order.lines if standing.travels(line)]
    db.session.execute(
        update(OrderLine)
        .where(OrderLine.id.in_(travelling))
        .values(shipment_id=shipment.id)
        .execution_options(synchronize_session=False)
    )
    return shipment.id


def _row(
    order_id: int, adjustment: PricedAdjustment, line_ids: list[int], shipment_id: int | None
) -> dict[str, object]:
    return {
        "order_id": order_id,
        "line_id": None if adjustment.line is None else line_ids[adjustment.line],
        "shipment_id": None if adjustment.shipment is None else shipment_id,
        "type": adjustment.type,
        "label": adjustment.label,
        "amount": adjustment.amount,
        "included": adjustment.included,
        "source": adjustment.source,
    }
