"""Evening delivery in one city, in windows of two hours: an ordinary address is not in its zone."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from .. import clock
from ..db import db
from ..models import DeliveryWindow, ShippingMethod, ShippingZone, Shop
from .product import words

METHOD = "4-more_hours_timeframe"
ZONE = "deliveryarea"
#: how German postal codes begin: Stuttgart
AREAS = ["70"]
#: when windows of two hours begin on a working day
HOURS = (16, 18)
DAYS = 90
CAPACITY = 20


def add_delivery_area(shop: Shop) -> None:
    """Writes the zone, its way to ship and its windows."""
    zone = ShippingZone(
        shop_id=shop.id,
        code=ZONE,
        name=dict(words("Delivery area", "Liefergebiet")),
        members=[{"country": "DE", "postal_codes": AREAS}],
    )
    db.session.add(zone)
    db.session.flush()
    method = ShippingMethod(
        shop_id=shop.id,
        code=METHOD,
        name=dict(words("Delivery method name", "Name der Lieferart")),
        price=1000,
        transit_days_min=1,
        transit_days_max=1,
        position=2,
        zone_id=zone.id,
    )
    db.session.add_all([method, *_windows(shop, zone)])


def _windows(shop: Shop, zone: ShippingZone) -> Iterator[DeliveryWindow]:
    here = ZoneInfo(shop.time_zone)
    today = clock.now().astimezone(here).date()
    days = (today + timedelta(days=each) for each in range(2, DAYS))
    for day in (each for each in days if each.weekday() < 5):
        for hour in HOURS:
            starts_at = datetime.combine(day, time(hour), here)
            yield DeliveryWindow(
                shop_id=shop.id,
                zone_id=zone.id,
                method=METHOD,
                starts_at=starts_at,
                ends_at=starts_at + timedelta(hours=2),
                capacity=CAPACITY,
                cutoff_at=starts_at - timedelta(days=1),
            )
