"""Writing down an order's shipments: what was chosen for each, what it costs, and the days that were promised."""

from functools import cache
from typing import Any

from sqlalchemy import case, insert, update

from ..db import db, table_of
from ..models import OrderLine, Shipment
from ..offers.options import ShippingOption
from ..offers.shipments import ShipmentOffer
from ..prepared import Prepared, among, numbered, parameters
from ..standing import Standing
from ..statements import run


def ship(standing: Standing) -> list[int]:
    """The ids of the new shipments, in the order in which they are offered. Inside placing's first unit.

    Two statements, however many there are, and none where nothing travels.
    """
    chosen = [(each, each.option) for each in standing.shipments if each.option is not None]
    if not chosen:
        return []
    rows = [_row(standing, *each) for each in chosen]
    ids = list(db.session.scalars(RECORD, rows))
    carriers = _carriers(standing, ids)
    lines, by = numbered(carriers), numbered(carriers.values(), BY)
    run(_assign(len(lines)), {**lines, **by})
    return ids


LINES = table_of(OrderLine)
RECORD = insert(table_of(Shipment)).returning(table_of(Shipment).c.id, sort_by_parameter_order=True)
#: how the parameters that are shipments are called
BY = "by"


@cache
def _assign(number: int) -> Prepared:
    """What says of so many lines by which shipment each is carried."""
    pairs = zip(
        parameters(LINES.c.id, number), parameters(LINES.c.shipment_id, number, BY), strict=True
    )
    carrier = case(*((LINES.c.id == line, shipment) for line, shipment in pairs))
    return Prepared(update(LINES).where(among(LINES.c.id, number)).values(shipment_id=carrier))


def _row(standing: Standing, offer: ShipmentOffer, option: ShippingOption) -> dict[str, Any]:
    window, method = offer.window, option.method
    return {
        "order_id": standing.order.id,
        "origin": offer.origin.code,
        "origin_name": offer.origin.name,
        "parts": _parts(standing, offer),
        "method": method.code,
        "name": option.name,
        "price": option.amount,
        "state": "pending",
        "arrives_from": option.arrives_from,
        "arrives_to": option.arrives_to,
        "dispatched_on": offer.dispatched_on,
        "pickup_place": method.pickup_place if method.kind == "pickup" else None,
        "window_id": window.id if window else None,
        "window_starts_at": window.starts_at if window else None,
        "window_ends_at": window.ends_at if window else None,
        **_production(offer),
    }


def _production(offer: ShipmentOffer) -> dict[str, Any]:
    speed = offer.speed
    return {
        "production_speed": speed.speed.code if speed else None,
        "production_name": speed.name if speed else "",
        "production_price": speed.amount if speed else 0,
        "hold_until": offer.hold.until if offer.hold else None,
        "produced_on": offer.produced_on,
    }


def _parts(standing: Standing, offer: ShipmentOffer) -> dict[str, int]:
    """Units by the id of their line; nothing where it has all units of all of its lines."""
    lines = standing.order.lines
    if all(each.quantity == lines[each.line].quantity for each in offer.parts):
        return {}
    return {str(lines[each.line].id): each.quantity for each in offer.parts}


def _carriers(standing: Standing, ids: list[int]) -> dict[int, int]:
    """By line the shipment that carries it; of a line that several share, the first."""
    lines, carriers = standing.order.lines, dict[int, int]()
    for offer, id_ in zip(standing.shipments, ids, strict=True):
        for part in offer.parts:
            carriers.setdefault(lines[part.line].id, id_)
    return carriers
