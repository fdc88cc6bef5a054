"""An order's lines as subcarts, one for each producer, and whether two carts hold the same."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...models import Order, OrderLine, Shipment
from ...offers.options import ShippingOption, destination
from ...offers.origins import MAIN
from ...offers.shipments import ShipmentOffer
from ...operations.records import Records
from ...standing import Standing
from .reading import SentCart

#: under this name a line has its project among its options
PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Item:
    """So many of a SKU of one project, its price in minor units."""

    sku: str
    count: int
    price: int
    project: str | None


@dataclass(frozen=True, slots=True)
class Subcart:
    """What one producer makes, and what it costs to have it sent, in minor units."""

    producer: str
    shipping: int
    items: tuple[Item, ...]


def subcarts_of(standing: Standing, records: Records) -> tuple[Subcart, ...]:
    """The subcarts of an order; where nobody has chosen yet how something is sent, with the cheapest way."""
    if _is_final(standing.order):
        found = {each.origin: _written(standing, each) for each in records.shipments}
    else:
        found = dict(_offered(standing.choosing(decided(standing))))
    rest = tuple(_rest(standing, found))
    if rest:
        home = found.get(MAIN, Subcart(MAIN, 0, ()))
        found[MAIN] = Subcart(MAIN, home.shipping, home.items + rest)
    return tuple(found.values())


def _is_final(order: Order) -> bool:
    """Whether what it is was written down: it is being placed, is placed, or was and is cancelled."""
    return order.state == "placing" or order.placed_at is not None


def ways_of(standing: Standing, shipment: ShipmentOffer) -> tuple[ShippingOption, ...]:
    """The ways to have a subcart sent, cheapest first: to the customer's door, and to any as long as it is not known."""
    anywhere = destination(standing) is None
    delivered = tuple(
        each
        for each in shipment.options
        if each.method.kind == "delivery" and not (anywhere and each.zone)
    )
    return delivered or shipment.options


def decided(standing: Standing) -> dict[str, Mapping[str, Any]]:
    """The choices of an order by origin, and the cheapest way for every shipment that has none yet."""
    return dict(standing.choices) | {
        each.origin.code: {
            **standing.choices.get(each.origin.code, {}),
            "method": ways_of(standing, each)[0].method.code,
        }
        for each in standing.shipments
        if each.option is None and each.options
    }


def is_same(sent: SentCart, subcarts: Sequence[Subcart]) -> bool:
    """Whether a cart that was sent holds what the order holds, at the same prices."""
    theirs, their_shipping = Counter[tuple[object, ...]](), Counter[tuple[str, int | None]]()
    for subcart in sent.subcarts:
        producer = subcart.producer or MAIN
        their_shipping[producer, subcart.shipping] += 1
        for item in subcart.items:
            theirs[producer, item.sku, item.price, item.project or ""] += item.count
    ours = Counter[tuple[object, ...]]()
    for each in subcarts:
        for line in each.items:
            ours[each.producer, line.sku, line.price, line.project or ""] += line.count
    return theirs == ours and their_shipping == Counter(
        (each.producer, each.shipping) for each in subcarts
    )


def _offered(standing: Standing) -> Iterator[tuple[str, Subcart]]:
    lines = standing.order.lines
    for each in standing.shipments:
        items = (
            _item(lines[part.line], part.quantity, standing.unit_price_of(lines[part.line]))
            for part in each.parts
        )
        code = each.origin.code
        yield code, Subcart(code, each.option.amount if each.option else 0, tuple(items))


def _written(standing: Standing, shipment: Shipment) -> Subcart:
    units = ((line, shipment.units_of(line)) for line in standing.order.lines)
    items = (_item(line, count, line.unit_price) for line, count in units if count)
    return Subcart(shipment.origin, shipment.price, tuple(items))


def _rest(standing: Standing, found: dict[str, Subcart]) -> Iterator[Item]:
    """What nobody sends: what does not travel, or is not sold any more."""
    order, sent = standing.order, Counter[tuple[str, str | None]]()
    for subcart in found.values():
        for each in subcart.items:
            sent[each.sku, each.project] += each.count
    for line in order.lines:
        key = (line.sku, line.options.get(PROJECT))
        if sent[key] >= line.quantity:
            sent[key] -= line.quantity
            continue
        price = line.unit_price if _is_final(order) else standing.unit_price_of(line)
        yield _item(line, line.quantity, price)


def _item(line: OrderLine, count: int, price: int) -> Item:
    return Item(line.sku, count, price, line.options.get(PROJECT))
