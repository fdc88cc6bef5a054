"""Taking the money for goods that leave, where it was only promised when the order was placed."""

from sqlalchemy import bindparam, select

from ..db import db, read
from ..models import Adjustment, MoneyRequest, Order, Payment, Shipment
from ..models.payment import CAPTURE
from ..payments import gateway_of
from ..pricing.portions import Portion, worth_of
from .money import Why, ask_capture, payments_of


def capture_on_shipment(order: Order, shipment: Shipment, number: int, actor: str) -> None:
    """Asks for what the `number`-th shipment is worth, once; with the last one for everything that is left.

    A gateway that takes money once only is asked for all of it with the first. Inside a unit of work that holds the order's lock.
    """
    payment = next((each for each in payments_of(order) if each.state == "authorized"), None)
    note = f"shipment {number}"
    if payment is None or _is_asked_for(payment, note):
        return
    left = payment.amount - payment.capture_asked
    in_parts = gateway_of(payment.gateway).captures_in_parts and _more_to_come(order, shipment)
    part = min(_worth(order, shipment), left) if in_parts else left
    if part:
        ask_capture(order, payment, part, Why(actor, note=note))


ASKED = select(MoneyRequest.id).where(
    MoneyRequest.payment_id == bindparam("of_payment"),
    MoneyRequest.kind == CAPTURE,
    MoneyRequest.note == bindparam("note"),
    MoneyRequest.state != "refused",
)
TO_COME = select(Shipment.id).where(
    Shipment.order_id == bindparam("order_id"),
    Shipment.id != bindparam("this"),
    Shipment.state == "pending",
)
ADJUSTED = select(Adjustment).where(
    Adjustment.order_id == bindparam("order_id"), Adjustment.included.is_(False)
)


def _is_asked_for(payment: Payment, note: str) -> bool:
    return bool(read(ASKED, {"of_payment": payment.id, "note": note}))


def _more_to_come(order: Order, shipment: Shipment) -> bool:
    return bool(read(TO_COME, {"order_id": order.id, "this": shipment.id}))


def _worth(order: Order, shipment: Shipment) -> int:
    adjustments = db.session.scalars(ADJUSTED, {"order_id": order.id}).all()
    adjusted = {line.id: 0 for line in order.lines}
    charges = 0
    for each in adjustments:
        if each.line_id is not None:
            adjusted[each.line_id] += each.amount
        elif each.shipment_id == shipment.id:
            charges += each.amount
    portions = [
        Portion(shipment.units_of(line), line.quantity, line.unit_price, adjusted[line.id])
        for line in order.lines
    ]
    return worth_of(portions, charges)
