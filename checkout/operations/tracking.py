"""Where a shipment is: handed over to whom, under which number, and received when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import select

from .. import clock
from ..addresses import messages
from ..addresses.card_numbers import looks_like_card_number
from ..db import db, unit_of_work
from ..models import Order, Shipment
from ..standing import Standing
from ..words import N_
from . import outbox
from .capture_on_shipment import capture_on_shipment
from .errands import carry_out_all
from .history import record_event
from .load import OrderRef, lock_order
from .outbox import announce
from .refusals import Fault, Invalid, OrderClosed, Refusal

PENDING, SHIPPED, DELIVERED = "pending", "shipped", "delivered"


class ShipmentNotFound(Refusal):
    """The order has no such shipment."""

    code = "not_found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is known of a shipment. None leaves as it is; `at` is when the new state began, none: now."""

    state: str | None = None
    carrier: str | None = None
    tracking_number: str | None = None
    tracking_url: str | None = None
    at: datetime | None = None


def report_shipment(ref: OrderRef, number: int, progress: Progress, actor: str) -> Standing:
    """The order whose `number`-th shipment (from 1) is there now. Told again, nothing changes; a mistake can be corrected.

    Where money was only promised, that for goods that leave is taken. Raises `OrderNotFound`, `ShipmentNotFound`,
    `OrderClosed` for an order that is not placed or is about to be cancelled, `Invalid`.
    """
    standing, has_left = _report(ref, number, progress, actor)
    if has_left:
        carry_out_all(standing.order.id, actor)
    return standing


@unit_of_work
def _report(ref: OrderRef, number: int, progress: Progress, actor: str) -> tuple[Standing, bool]:
    """The order, and whether the shipment has left just now."""
    standing = lock_order(ref)
    order = standing.order
    if order.state != "placed" or order.cancel_reason:
        raise OrderClosed(order.state)
    shipment = _shipment(order, number)
    _check(progress)
    changed, before = _write(shipment, progress), shipment.state
    if progress.state not in (None, shipment.state):
        _move(order, shipment, progress, actor)
        changed = True
        if shipment.state == SHIPPED:
            announce(order, outbox.SHIPPED, str(shipment.id), _told(shipment, number))
    if changed:
        order.updated_at = clock.now()
        order.version += 1
    has_left = before == PENDING != shipment.state
    if has_left:
        capture_on_shipment(order, shipment, number, actor)
    return standing, has_left


def _shipment(order: Order, number: int) -> Shipment:
    wanted = select(Shipment).where(Shipment.order_id == order.id).order_by(Shipment.id)
    shipments = list(db.session.scalars(wanted))
    if not 1 <= number <= len(shipments):
        raise ShipmentNotFound
    found: Shipment = shipments[number - 1]
    return found


def _write(shipment: Shipment, progress: Progress) -> bool:
    """Notes who carries it; whether anything is new."""
    told = {
        name: value.strip()
        for name in ("carrier", "tracking_number", "tracking_url")
        if (value := getattr(progress, name)) is not None
    }
    new = {name: value for name, value in told.items() if value != getattr(shipment, name)}
    for name, value in new.items():
        setattr(shipment, name, value)
    return bool(new)


def _move(order: Order, shipment: Shipment, progress: Progress, actor: str) -> None:
    at = progress.at or clock.now()
    shipment.state = progress.state or PENDING
    if shipment.state == PENDING:
        shipment.shipped_at = shipment.delivered_at = None
    elif shipment.state == SHIPPED:
        shipment.shipped_at, shipment.delivered_at = at, None
    else:
        shipment.shipped_at, shipment.delivered_at = shipment.shipped_at or at, at
    record_event(order, f"shipment_{shipment.state}", actor)


def _told(shipment: Shipment, number: int) -> dict[str, Any]:
    """What the shopper is written when it has left."""
    return {
        "shipment": number,
        "carrier": shipment.carrier,
        "tracking_number": shipment.tracking_number,
        "tracking_url": shipment.tracking_url,
    }


def _check(progress: Progress) -> None:
    faults = [
        Fault((name,), "looks_like_card_number", messages.CARD_NUMBER)
        for name in ("carrier", "tracking_url")
        if looks_like_card_number(getattr(progress, name) or "")
    ]
    if progress.tracking_url and not _is_web_address(progress.tracking_url):
        words = N_("The address must begin with https:// or http://.")
        faults.append(Fault(("tracking_url",), "malformed", words))
    if progress.at is not None and progress.at > clock.now():
        faults.append(Fault(("at",), "in_the_future", N_("The instant is still to come.")))
    if faults:
        raise Invalid(tuple(faults))


def _is_web_address(url: str) -> bool:
    try:
        at = urlsplit(url.strip())
    except ValueError:
        return False
    return at.scheme in {"https", "http"} and bool(at.hostname)
