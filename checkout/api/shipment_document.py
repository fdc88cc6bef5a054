"""Shipments as JSON: as they would be while a checkout is open, as they were promised afterwards."""

from collections.abc import Sequence

from ..models import Shipment
from ..offers.options import ShippingOption
from ..offers.production import SpeedOption
from ..offers.shipments import ShipmentOffer
from ..offers.windows import Window
from ..shipping import ANYWHERE
from ..standing import Standing
from .instants import in_utc
from .shipment_documents import (
    DeliveryWindowDocument,
    ProductionSpeedDocument,
    ShipmentDocument,
    ShipmentMethodDocument,
)


def shipment_documents(standing: Standing, written: Sequence[Shipment]) -> list[ShipmentDocument]:
    """The shipments of `standing`; `written` are those of an order whose placing has begun."""
    if standing.order.state == "open":
        return [_offered(each) for each in standing.shipments]
    return [_written(standing, each) for each in written]


def _offered(offer: ShipmentOffer) -> ShipmentDocument:
    option, speed = offer.option, offer.speed
    return {
        "origin": offer.origin.code,
        "origin_name": offer.origin.name or None,
        "state": "open",
        "lines": [part.line for part in offer.parts],
        "quantities": [part.quantity for part in offer.parts],
        "method": option.method.code if option else None,
        "name": option.name if option else None,
        "amount": option.amount if option else None,
        "methods": [_method(each) for each in offer.options],
        "production_speed": speed.speed.code if speed else None,
        "production_name": speed.name if speed else None,
        "production_amount": speed.amount if speed else 0,
        "production_speeds": [_speed(each) for each in offer.speeds],
        "hold_until": offer.hold.until if offer.hold else None,
        "hold_from": offer.earliest_hold,
        "delivery_window": offer.window.id if offer.window else None,
        "windows": [_window(each) for each in offer.windows],
        "produced_on": offer.produced_on,
        "dispatched_on": offer.dispatched_on,
        "arrives_from": offer.arrives_from,
        "arrives_to": offer.arrives_to,
        "pickup_place": option.method.pickup_place if option else None,
        "carrier": None,
        "tracking_number": None,
        "tracking_url": None,
        "shipped_at": None,
        "delivered_at": None,
    }


def _written(standing: Standing, row: Shipment) -> ShipmentDocument:
    lines = standing.order.lines
    units = {index: row.units_of(line) for index, line in enumerate(lines)}
    return {
        "origin": row.origin,
        "origin_name": row.origin_name or None,
        "state": row.state,
        "lines": [index for index, quantity in units.items() if quantity],
        "quantities": [quantity for quantity in units.values() if quantity],
        "method": row.method,
        "name": row.name,
        "amount": row.price,
        "methods": [],
        "production_speed": row.production_speed,
        "production_name": row.production_name or None,
        "production_amount": row.production_price,
        "production_speeds": [],
        "hold_until": row.hold_until,
        "hold_from": None,
        "delivery_window": row.window_id,
        "windows": _window_kept(row),
        "produced_on": row.produced_on,
        "dispatched_on": row.dispatched_on,
        "arrives_from": row.arrives_from,
        "arrives_to": row.arrives_to,
        "pickup_place": row.pickup_place,
        "carrier": row.carrier or None,
        "tracking_number": row.tracking_number or None,
        "tracking_url": row.tracking_url or None,
        "shipped_at": None if row.shipped_at is None else in_utc(row.shipped_at),
        "delivered_at": None if row.delivered_at is None else in_utc(row.delivered_at),
    }


def _method(option: ShippingOption) -> ShipmentMethodDocument:
    method = option.method
    return {
        "code": method.code,
        "name": option.name,
        "amount": option.amount,
        "kind": method.kind,
        "type": method.type,
        "zone": option.zone or ANYWHERE,
        "pickup_place": method.pickup_place,
        "arrives_from": option.arrives_from,
        "arrives_to": option.arrives_to,
    }


def _speed(option: SpeedOption) -> ProductionSpeedDocument:
    return {
        "code": option.speed.code,
        "name": option.name,
        "amount": option.amount,
        "produced_on": option.produced_on,
    }


def _window(window: Window) -> DeliveryWindowDocument:
    return {
        "id": window.id,
        "starts_at": in_utc(window.starts_at),
        "ends_at": in_utc(window.ends_at),
        "free": max(0, window.free),
    }


def _window_kept(row: Shipment) -> list[DeliveryWindowDocument]:
    starts_at, ends_at = row.window_starts_at, row.window_ends_at
    if row.window_id is None or starts_at is None or ends_at is None:
        return []
    return [
        {
            "id": row.window_id,
            "starts_at": in_utc(starts_at),
            "ends_at": in_utc(ends_at),
            "free": None,
        }
    ]
