"""Speeds and postages with their prices and days, for the order as a whole, however many shipments it has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from ...clock import zone_named
from ...models import Shipment
from ...offers.production import SpeedOption
from ...offers.shipments import ShipmentOffer
from .choices import postages_of, way_of

NOON = time(12)


@dataclass(frozen=True, slots=True)
class Offers:
    """Days and prices in minor units, by the code of a speed or a postage."""

    completed: dict[str, date] = field(default_factory=dict)
    speed_prices: dict[str, int] = field(default_factory=dict)
    postage_prices: dict[str, int] = field(default_factory=dict)
    arrives_from: date | None = None
    arrives_to: date | None = None


def offers_of(shipments: Sequence[ShipmentOffer]) -> Offers:
    """What can be chosen for an open order, and when it arrives as it is chosen.

    A speed is completed when the last shipment is. A shipment that does not offer a choice counts as it is made and
    sent anyway.
    """
    speeds = {code: _speeds_at(code, shipments) for code in _codes(shipments)}
    return Offers(
        {code: max(each.produced_on for each in made) for code, made in speeds.items()},
        {code: sum(each.amount for each in made) for code, made in speeds.items()},
        {code: sum(_postage(each, code) for each in shipments) for code in _postages(shipments)},
        min((each.arrives_from for each in shipments if each.arrives_from), default=None),
        max((each.arrives_to for each in shipments if each.arrives_to), default=None),
    )


def agreed(shipments: Sequence[Shipment]) -> Offers:
    """What was agreed when the order was placed."""
    made = [each for each in shipments if each.production_speed]
    completed: dict[str, date] = {}
    speed_prices, postage_prices = dict[str, int](), dict[str, int]()
    for each in made:
        code = each.production_speed or ""
        completed[code] = max(filter(None, (completed.get(code), each.produced_on)))
        speed_prices[code] = speed_prices.get(code, 0) + each.production_price
    for each in shipments:
        postage_prices[each.method] = postage_prices.get(each.method, 0) + each.price
    return Offers(
        completed,
        speed_prices,
        postage_prices,
        min((each.arrives_from for each in shipments), default=None),
        max((each.arrives_to for each in shipments), default=None),
    )


def noon_of(day: date | None, zone: str) -> str | None:
    """A day as an instant: noon where the shop is, which is the same day nearly everywhere."""
    if day is None:
        return None
    instant = datetime.combine(day, NOON, zone_named(zone)).astimezone(UTC)
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _codes(shipments: Iterable[ShipmentOffer]) -> list[str]:
    return list(dict.fromkeys(option.speed.code for each in shipments for option in each.speeds))


def _speeds_at(code: str, shipments: Iterable[ShipmentOffer]) -> list[SpeedOption]:
    made = []
    for each in shipments:
        ours = next((option for option in each.speeds if option.speed.code == code), each.speed)
        if ours is not None:
            made.append(ours)
    return made


def _postages(shipments: Sequence[ShipmentOffer]) -> list[str]:
    """The postages between which any shipment leaves a choice; where none does, the ways they go by."""
    ways = [postages_of(each) for each in shipments]
    choosing = [each for each in ways if len(each) > 1] or ways
    return list(dict.fromkeys(option.method.code for each in choosing for option in each))


def _postage(shipment: ShipmentOffer, code: str) -> int:
    way = way_of(shipment, code)
    return 0 if way is None else way.amount
