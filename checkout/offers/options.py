"""Ways to ship: which of the shop's methods carry a shipment to where it goes, for how much, and how long it takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ..addresses import Address
from ..bounds import LONGEST_TRANSIT
from ..catalog import in_language
from ..dates import Calendar, arrives_between, destination_calendar
from ..models import ShippingMethod
from ..shipping import Load, carries, most_specific
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


def options_of(
    standing: "Standing", origin: Origin, parts: tuple[Part, ...], leaves: date, calendar: Calendar
) -> tuple[ShippingOption, ...]:
    """Ways to ship these parts, cheapest first; what leaves on `leaves` arrives as they say. `calendar` is the sender's.

    A method with wrong data is not among them, nor one that lies in a zone the address is not in.
    """
    load, categories = _load(standing, parts), _categories(standing, parts)
    there, zones = _calendar_there(standing), _zones_of(standing)
    found = []
    for method in _methods_of(standing, origin):
        amount = _price_of(standing, method, load, categories)
        if amount is not None and method.zone_id in zones:
            days = calendar if method.kind == "pickup" else there
            found.append(_option(standing, method, amount, leaves, days))
    return tuple(sorted(found, key=lambda option: option.amount))


def destination(standing: "Standing") -> Address | None:
    """Where the order goes; none as long as not even the country is known."""
    address = standing.order.shipping_address
    return address if address is not None and address.country else None


def _methods_of(standing: "Standing", origin: Origin) -> Iterable[ShippingMethod]:
    """A producer's own methods if there are any, else the shop's."""
    methods = standing.catalog.shipping_methods
    theirs = [
        each for each in methods if origin.producer and each.producer_id == origin.producer.id
    ]
    return theirs or [each for each in methods if each.producer_id is None]


def _zones_of(standing: "Standing") -> set[int | None]:
    """The zone that describes the address most closely, and none, which is everywhere.

    While nothing is known yet: all but those that are a few postal codes only, where hardly anybody lives.
    """
    place, zones = destination(standing), standing.catalog.zone_rules
    if place is None:
        wide = (id_ for id_, zone in zones if any(not each.postal_codes for each in zone))
        return {None, *wide}
    return {None, most_specific(zones, place.country, place.region, place.postal_code)}


def _price_of(
    standing: "Standing", method: ShippingMethod, load: Load, categories: frozenset[str]
) -> int | None:
    catalog = standing.catalog
    calculator = catalog.calculators.get(method.id)
    if calculator is None or method.transit_days_max > LONGEST_TRANSIT:
        return None
    if (method.currency or catalog.shop.currency) != standing.order.currency:
        return None
    if standing.tax_on(method.tax_code) is None:
        return None
    included, excluded = (
        frozenset(method.included_categories),
        frozenset(method.excluded_categories),
    )
    return calculator(load) if carries(included, excluded, categories) else None


def _option(
    standing: "Standing", method: ShippingMethod, amount: int, leaves: date, days: Calendar
) -> ShippingOption:
    arrives = arrives_between(leaves, method.transit_days_min, method.transit_days_max, days)
    return ShippingOption(
        method,
        in_language(method.name, standing.order.locale),
        amount,
        arrives.first,
        arrives.last,
        standing.catalog.zone_codes.get(method.zone_id),
    )


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
