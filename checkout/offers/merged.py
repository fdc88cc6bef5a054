"""Ways to ship for an order as a whole: what a caller sees who does not care about single shipments."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .options import ShippingOption, by_preference
from .shipments import ShipmentOffer

if TYPE_CHECKING:
    from ..standing import Standing


def merged_options(shipments: tuple[ShipmentOffer, ...]) -> tuple[ShippingOption, ...]:
    """Each method that any shipment offers: what it costs for all shipments that do, and when the last of them arrives."""
    found: dict[str, ShippingOption] = {}
    for shipment in shipments:
        for option in shipment.options:
            code = option.method.code
            found[code] = _joined(found[code], option) if code in found else option
    return tuple(sorted(found.values(), key=by_preference))


def with_the_cheapest(standing: "Standing") -> dict[str, Mapping[str, Any]]:
    """The choices of the order, and the cheapest way for every shipment that has none yet."""
    return dict(standing.choices) | {
        each.origin.code: {
            **standing.choices.get(each.origin.code, {}),
            "method": each.options[0].method.code,
        }
        for each in standing.shipments
        if each.option is None and each.options
    }


def each_the_cheapest(shipments: tuple[ShipmentOffer, ...]) -> tuple[ShipmentOffer, ...]:
    """The shipments with the cheapest way for each that has none yet. Without windows, which belong to a way."""
    return tuple(
        replace(each, option=each.options[0]) if each.option is None and each.options else each
        for each in shipments
    )


def _joined(one: ShippingOption, other: ShippingOption) -> ShippingOption:
    return replace(
        one,
        amount=one.amount + other.amount,
        arrives_from=max(one.arrives_from, other.arrives_from),
        arrives_to=max(one.arrives_to, other.arrives_to),
    )
