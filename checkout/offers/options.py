"""Ways to ship: which of the shop's methods carry a shipment to where it goes, for how much, and how long it takes."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..addresses import Address
from ..bounds import LONGEST_TRANSIT
from ..catalog import Catalog, in_language
from ..dates import Calendar, arrives_between, destination_calendar
from ..models import ShippingMethod
from ..once import once_for_each
from ..shipping import Calculator, Load, carries, most_specific
from .origins import Origin, Part

if TYPE_CHECKING:
    from ..standing import Standing


@dataclass(frozen=True, slots=True)
class ShippingOption:
    """A way to ship that is on offer, its price in minor units, and when it arrives."""

    method: ShippingMethod
    name: str
    amount: int
    arrives_from: date
    arrives_to: date
    #: code of the zone it is offered in; none: anywhere
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class _Way:
    """What a method asks and costs, read once from its row. One with wrong data is none."""

    method: ShippingMethod
    producer_id: int | None
    zone_id: int | None
    zone: str | None
    is_pickup: bool
    currency: str
    tax_code: str
    included: frozenset[str]
    excluded: frozenset[str]
    calculator: Calculator
    transit: tuple[int, int]


@once_for_each
def _ways(catalog: Catalog) -> tuple[_Way, ...]:
    return tuple(
        _Way(
            method=each,
            producer_id=each.producer_id,
            zone_id=each.zone_id,
            zone=catalog.zone_codes.get(each.zone_id),
            is_pickup=each.kind == "pickup",
            currency=each.currency or catalog.shop.currency,
            tax_code=each.tax_code,
            included=frozenset(each.included_categories),
            excluded=frozenset(each.excluded_categories),
            calculator=catalog.calculators[each.id],
            transit=(each.transit_days_min, each.transit_days_max),
        )
        for each in catalog.shipping_methods
        if each.id in catalog.calculators and each.transit_days_max <= LONGEST_TRANSIT
    )


def options_of(
    standing: "Standing", origin: Origin, parts: tuple[Part, ...], leaves: date, calendar: Calendar
) -> tuple[ShippingOption, ...]:
    """Ways to ship these parts, cheapest first, pick-ups last; what leaves on `leaves` arrives as they say. `calendar` is the sender's.

    A method with wrong data is not among them, nor one that lies in a zone the address is not in.
    """
    load, categories = _load(standing, parts), _categories(standing, parts)
    there, zones, currency = (
        _calendar_there(standing),
        _zones_of(standing),
        standing.order.currency,
    )
    found = []
    for way in _ways_from(standing.catalog, origin):
        if way.currency != currency or way.zone_id not in zones:
            continue
        if not carries(way.included, way.excluded, categories):
            continue
        amount = way.calculator(load)
        if amount is not None and standing.tax_on(way.tax_code) is not None:
            days = calendar if way.is_pickup else there
            found.append(_option(standing, way, amount, leaves, days))
    return tuple(sorted(found, key=by_preference))


def by_preference(option: ShippingOption) -> tuple[bool, int]:
    """What comes first is taken for the estimate: the cheapest delivery; picking up is for who chooses it."""
    return option.method.kind == "pickup", option.amount


def destination(standing: "Standing") -> Address | None:
    """Where the order goes; none as long as not even the country is known."""
    address = standing.order.shipping_address
    return address if address is not None and address.country else None


def _ways_from(catalog: Catalog, origin: Origin) -> list[_Way]:
    """A producer's own methods if it has any, else the shop's."""
    if origin.producer is not None:
        own = origin.producer.id
        if any(each.producer_id == own for each in catalog.shipping_methods):
            return [way for way in _ways(catalog) if way.producer_id == own]
    return [way for way in _ways(catalog) if way.producer_id is None]


def _zones_of(standing: "Standing") -> set[int | None]:
    """The zone that describes the address most closely, and none, which is everywhere.

    While nothing is known yet: all but those that are a few postal codes only, where hardly anybody lives.
    """
    place, zones = destination(standing), standing.catalog.zone_rules
    if place is None:
        wide = (id_ for id_, zone in zones if any(not each.postal_codes for each in zone))
        return {None, *wide}
    return {None, most_specific(zones, place.country, place.region, place.postal_code)}


def _option(
    standing: "Standing", way: _Way, amount: int, leaves: date, days: Calendar
) -> ShippingOption:
    arrives = arrives_between(leaves, *way.transit, days)
    name = in_language(way.method.name, standing.order.locale)
    return ShippingOption(way.method, name, amount, arrives.first, arrives.last, way.zone)


def _calendar_there(standing: "Standing") -> Calendar:
    place = destination(standing)
    if place is None:
        return destination_calendar(standing.catalog.shop.country)
    return destination_calendar(place.country, place.region)


def _load(standing: "Standing", parts: tuple[Part, ...]) -> Load:
    items = grams = goods = 0
    for part in parts:
        line = standing.order.lines[part.line]
        items += part.quantity
        grams += part.quantity * standing.catalog.variant_by_id[line.variant_id].weight_grams
        goods += part.quantity * standing.unit_price_of(line)
    return Load(items, grams, goods)


def _categories(standing: "Standing", parts: tuple[Part, ...]) -> frozenset[str]:
    lines, variants = standing.order.lines, standing.catalog.variant_by_id
    return frozenset(
        variants[lines[part.line].variant_id].product.shipping_category for part in parts
    )
