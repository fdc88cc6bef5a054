"""What a caller wants of single shipments: how each is made and sent."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..offers.origins import codes_of
from ..standing import Standing
from ..words import N_
from .refusals import Fault


@dataclass(frozen=True, slots=True)
class ShipmentWish:
    """How the shipment of one origin is to be made and sent. What is None is left to the order's method, or to nobody."""

    origin: str
    method: str | None = None
    speed: str | None = None
    hold_until: date | None = None
    window: int | None = None

    def choice(self) -> dict[str, str | int]:
        """What an order keeps of it."""
        named = {
            "method": self.method,
            "speed": self.speed,
            "hold_until": None if self.hold_until is None else self.hold_until.isoformat(),
            "window": self.window,
        }
        return {name: value for name, value in named.items() if value is not None}


def choices_of(wishes: tuple[ShipmentWish, ...]) -> dict[str, dict[str, str | int]]:
    """The wishes as an order keeps them, by origin."""
    return {wish.origin: choice for wish in wishes if (choice := wish.choice())}


def without_methods(choices: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The choices after one method was chosen for the whole order."""
    kept = {
        origin: {name: value for name, value in choice.items() if name != "method"}
        for origin, choice in choices.items()
    }
    return {origin: choice for origin, choice in kept.items() if choice}


def faults_in_wishes(wishes: tuple[ShipmentWish, ...], standing: Standing) -> Iterator[Fault]:
    """What of the wishes this shop does not know."""
    seen = set[str]()
    for index, wish in enumerate(wishes):
        for field, code, value in _unknown_to(standing, wish):
            words, params = N_("This shop does not know %(code)s."), (("code", value),)
            yield Fault(("shipments", index, field), code, words, params)
        if wish.origin in seen:
            words, params = N_("%(code)s is there twice."), (("code", wish.origin),)
            yield Fault(("shipments", index, "origin"), "origin_given_twice", words, params)
        seen.add(wish.origin)


def _unknown_to(standing: Standing, wish: ShipmentWish) -> Iterator[tuple[str, str, object]]:
    """The field, the code of the fault and the value of what the shop does not know."""
    catalog, speed = standing.catalog, wish.speed
    if wish.origin not in codes_of(catalog):
        yield "origin", "unknown_origin", wish.origin
    if wish.method and all(each.code != wish.method for each in catalog.shipping_methods):
        yield "method", "unknown_shipping_method", wish.method
    if speed and all(each.code != speed for each in catalog.production_speeds):
        yield "production_speed", "unknown_production_speed", speed
    if wish.window is not None and all(each.id != wish.window for each in standing.windows):
        yield "delivery_window", "unknown_delivery_window", wish.window
