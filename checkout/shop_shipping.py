"""What is wrong with how a shop ships and produces. None of it is offered; `checkout.shop_data` tells it."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from . import clock
from .bounds import LONGEST_LEAD, LONGEST_TRANSIT, MOST_CLOSED_DAYS
from .dates import Calendar
from .method_rates import calculator_of, fault_in
from .models import Producer, ShippingMethod
from .shipping import zone_from

if TYPE_CHECKING:
    from .catalog import Catalog


def shipping_complaints(catalog: "Catalog") -> Iterator[str]:
    """A sentence for each row that is wrong."""
    for check in CHECKS:
        yield from check(catalog)


def _zones(catalog: "Catalog") -> Iterator[str]:
    for zone in catalog.zones:
        fault = fault_in(zone_from, zone.members)
        if fault:
            yield f"shipping zone {zone.code!r} covers nothing: {fault}."


def _methods(catalog: "Catalog") -> Iterator[str]:
    for method in catalog.shipping_methods:
        for fault in _faults_of(method, catalog):
            yield f"shipping method {method.code!r} is not offered: {fault}."
        if method.kind == "pickup" and not method.pickup_place:
            yield f"shipping method {method.code!r} does not say where goods are picked up."


def _faults_of(method: ShippingMethod, catalog: "Catalog") -> Iterator[str]:
    fault = fault_in(calculator_of, method)
    if fault:
        yield fault
    if method.zone_id is not None and method.zone_id not in catalog.zone_codes:
        yield f"the shop has no zone {method.zone_id}"
    if method.producer_id is not None and method.producer_id not in catalog.producer_by_id:
        yield f"the shop has no producer {method.producer_id}"
    if method.transit_days_max > LONGEST_TRANSIT:
        yield f"it travels longer than {LONGEST_TRANSIT} days"
    if method.currency and method.currency not in _currencies(catalog):
        yield f"the shop does not sell in {method.currency}"


def _speeds(catalog: "Catalog") -> Iterator[str]:
    for speed in catalog.production_speeds:
        what = f"production speed {speed.code!r} is not offered"
        if speed.lead_days > LONGEST_LEAD:
            yield f"{what}: it takes longer than {LONGEST_LEAD} days."
        if speed.currency and speed.currency not in _currencies(catalog):
            yield f"{what}: the shop does not sell in {speed.currency}."
        if speed.producer_id is not None and speed.producer_id not in catalog.producer_by_id:
            yield f"{what}: the shop has no producer {speed.producer_id}."


def _producers(catalog: "Catalog") -> Iterator[str]:
    places = {"main", *(each.code for each in catalog.locations)}
    for producer in catalog.producers:
        if producer.code in places:
            yield f"producer {producer.code!r} is called like a place the shop sends from."
        if producer.time_zone and producer.time_zone not in clock.time_zones():
            yield f"producer {producer.code!r}: there is no time zone {producer.time_zone!r}."
        fault = _fault_in_calendar_of(producer)
        if fault:
            yield f"producer {producer.code!r}: {fault}."


def _fault_in_calendar_of(producer: Producer) -> str:
    country, subdivision = producer.holiday_country or "", producer.holiday_subdivision or ""
    hour = 0 if producer.cutoff_hour is None else producer.cutoff_hour
    return fault_in(
        lambda places: Calendar("UTC", hour, country=places[0], subdivision=places[1]),
        (country, subdivision),
    )


def _closed_days(catalog: "Catalog") -> Iterator[str]:
    days = Counter(each.producer_id for each in catalog.closed_days)
    for producer_id, number in days.items():
        if number > MOST_CLOSED_DAYS:
            who = catalog.producer_by_id.get(producer_id)
            name = f"producer {who.code!r}" if who else "the shop"
            yield f"{name} has {number} closed days; more than {MOST_CLOSED_DAYS} do not count."


def _currencies(catalog: "Catalog") -> set[str]:
    return {catalog.shop.currency, *catalog.shop.currencies}


CHECKS: tuple[Callable[["Catalog"], Iterator[str]], ...] = (
    _zones,
    _methods,
    _speeds,
    _producers,
    _closed_days,
)
