"""The shipments of an order as pages tell them: offered while it is open, as promised afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..models import OrderLine, Shipment
from ..offers.options import ShippingOption
from ..offers.shipments import ShipmentOffer
from ..offers.windows import hours_in_words, window_in_words
from ..standing import Standing
from .shipment_form import items_of, title_of


@dataclass(frozen=True, slots=True)
class ShipmentSummary:
    """One shipment: minor units, days as promised. `title` and `items` are empty where it is the only one."""

    title: str
    items: tuple[str, ...]
    name: str
    amount: int
    arrives_from: date
    arrives_to: date
    #: where it is picked up; empty: it is delivered
    pickup: str = ""
    production: str = ""
    production_amount: int = 0
    produced_on: date | None = None
    window: str = ""
    #: when it was handed over and when it was received, as far as anybody said
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""


def shipments_offered(standing: Standing) -> list[ShipmentSummary]:
    """Those of an open order whose way is chosen."""
    chosen = ((each, each.option) for each in standing.shipments)
    return [_offered(standing, each, option) for each, option in chosen if option is not None]


def shipments_kept(standing: Standing, shipments: Sequence[Shipment]) -> list[ShipmentSummary]:
    """Those of an order whose placing has begun, as they were promised."""
    return [_kept(standing, each, index, len(shipments)) for index, each in enumerate(shipments)]


def _offered(standing: Standing, offer: ShipmentOffer, option: ShippingOption) -> ShipmentSummary:
    count, zone = len(standing.shipments), standing.catalog.shop.time_zone
    speed, window = offer.speed, offer.window
    return ShipmentSummary(
        title=title_of(offer.index, count, offer.origin.name),
        items=items_of(standing, offer) if count > 1 else (),
        name=option.name,
        amount=option.amount,
        arrives_from=option.arrives_from,
        arrives_to=option.arrives_to,
        pickup=_in_words(option.method.pickup_place) if option.method.kind == "pickup" else "",
        production=speed.name if speed else "",
        production_amount=speed.amount if speed else 0,
        produced_on=offer.produced_on,
        window=window_in_words(window, zone, standing.order.locale) if window else "",
    )


def _kept(standing: Standing, row: Shipment, index: int, count: int) -> ShipmentSummary:
    return ShipmentSummary(
        title=title_of(index, count, row.origin_name),
        items=_items_kept(standing.order.lines, row) if count > 1 else (),
        name=row.name,
        amount=row.price,
        arrives_from=row.arrives_from,
        arrives_to=row.arrives_to,
        pickup=_in_words(row.pickup_place),
        production=row.production_name,
        production_amount=row.production_price,
        produced_on=row.produced_on,
        window=_window_kept(standing, row),
        shipped_at=row.shipped_at,
        delivered_at=row.delivered_at,
        carrier=row.carrier,
        tracking_number=row.tracking_number,
        tracking_url=row.tracking_url,
    )


def _items_kept(lines: Sequence[OrderLine], row: Shipment) -> tuple[str, ...]:
    return tuple(
        f"{units} \N{MULTIPLICATION SIGN} {line.name}"
        for line, units in ((line, row.units_of(line)) for line in lines)
        if units
    )


def _window_kept(standing: Standing, row: Shipment) -> str:
    if row.window_starts_at is None or row.window_ends_at is None:
        return ""
    zone, locale = standing.catalog.shop.time_zone, standing.order.locale
    return hours_in_words(row.window_starts_at, row.window_ends_at, zone, locale)


def _in_words(place: dict[str, str] | None) -> str:
    return ", ".join(each for each in (place or {}).values() if each)
