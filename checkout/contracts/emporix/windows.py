"""The document's delivery window of a whole order, as the windows of its shipments."""

from datetime import date
from typing import Any

from ...offers.shipments import ShipmentOffer
from ...operations import Fault, Invalid, ShipmentWish
from ...standing import Standing

LONGEST = 19
LARGEST = 2**63 - 1


def number_of(window_id: str | None) -> int | None:
    """The window's id as we have it; none where none is named. Raises `Invalid` for what cannot be one."""
    if window_id is None:
        return None
    is_number = window_id.isascii() and window_id.isdecimal() and len(window_id) <= LONGEST
    if not is_number or not 0 < int(window_id) <= LARGEST:
        words = "There is no such delivery window."
        field = ("shipments", 0, "delivery_window")
        raise Invalid((Fault(field, "unknown_delivery_window", words),))
    return int(window_id)


def wishes_for(window_id: str | None, standing: Standing) -> dict[str, Any]:
    """The change that gives every shipment of the order this window; nothing where none is named. Raises `Invalid`."""
    number = number_of(window_id)
    if number is None:
        return {}
    return {"shipments": tuple(wish_for(standing, each, number) for each in standing.shipments)}


def wish_for(
    standing: Standing, shipment: ShipmentOffer, window: int | None, method: str | None = None
) -> ShipmentWish:
    """A window and a method for a shipment. What was chosen besides, as how it is made, stays."""
    choice = standing.choices.get(shipment.origin.code, {})
    held = choice.get("hold_until")
    return ShipmentWish(
        origin=shipment.origin.code,
        method=method,
        speed=choice.get("speed"),
        hold_until=date.fromisoformat(held) if held else None,
        window=choice.get("window") if window is None else window,
    )
