"""When a shop, a producer and a destination work."""

from contextlib import suppress
from datetime import date
from functools import lru_cache

from ..bounds import MOST_CLOSED_DAYS
from ..catalog import Catalog
from ..dates import Calendar
from ..models import Producer
from ..once import once_for_each


def calendar_of(catalog: Catalog, producer: Producer | None = None) -> Calendar:
    """The working days of a producer, or of the shop itself. What of it is wrong counts as not said."""
    return _calendars(catalog)[None if producer is None else producer.id]


@once_for_each
def _calendars(catalog: Catalog) -> dict[int | None, Calendar]:
    """By the producer's id; none: the shop's."""
    return {
        None if each is None else each.id: _read(catalog, each)
        for each in (None, *catalog.producers)
    }


def _read(catalog: Catalog, producer: Producer | None) -> Calendar:
    shop = catalog.shop
    who = None if producer is None else producer.id
    closed = frozenset(each.day for each in catalog.closed_days if each.producer_id == who)
    if len(closed) > MOST_CLOSED_DAYS:
        closed = frozenset()
    if producer is None:
        return _calendar(
            shop.time_zone, shop.cutoff_hour, shop.holiday_country, shop.holiday_subdivision, closed
        )
    own = producer.holiday_country is not None
    return _calendar(
        producer.time_zone or shop.time_zone,
        shop.cutoff_hour if producer.cutoff_hour is None else producer.cutoff_hour,
        (producer.holiday_country if own else shop.holiday_country) or "",
        (producer.holiday_subdivision if own else shop.holiday_subdivision) or "",
        closed,
    )


@lru_cache(maxsize=1024)
def _calendar(
    zone: str, cutoff_hour: int, country: str, subdivision: str, closed: frozenset[date]
) -> Calendar:
    places = ((country, subdivision), (country, ""), ("", ""))
    for place in places:
        with suppress(ValueError):
            return Calendar(
                zone, cutoff_hour, country=place[0], subdivision=place[1], closed=closed
            )
    return Calendar(closed=closed)
