"""An order as partners are answered it: from the one model, whoever made it, with what they sent along."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ...addresses import Address
from ...models import Order, OrderEvent
from ...operations.production import BEGUN
from ...operations.records import NOTHING, Records
from ...standing import Standing
from .carts import Subcart, subcarts_of
from .keeping import kept_of, processor_index

STATUSES = {
    "open": "Temporary",
    "placing": "Pending",
    "placed": "Enqueued",
    "cancelled": "Canceled",
    "expired": "Expired",
}
IN_PRODUCTION = "InProduction"
#: of an order for which no partner said anything else
MANDATOR, PORTAL = 0, 1000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def order_document(
    standing: Standing, records: Records = NOTHING, acknowledged: Collection[int] = ()
) -> dict[str, Any]:
    """The order in the document's shape; amounts are minor units of its currency."""
    order = standing.order
    kept = kept_of(order)
    history = list(_history(records, acknowledged))
    subcarts = subcarts_of(standing, records)
    document = {
        "orderId": str(order.id),
        "bunches": kept.get("bunches", []),
        "cart": {"subcarts": [_subcart(order, kept, *each) for each in enumerate(subcarts)]},
        "customer": _customer(order, kept),
        "mandator": kept.get("mandator", MANDATOR),
        "orderdate": in_milliseconds(order.placed_at or order.created_at),
        "payload": kept.get("payload", []),
        "portal": kept.get("portal", PORTAL),
        "projects": kept.get("projects", []),
        "status": history[-1]["status"] if history else STATUSES[order.state],
        "statusHistory": history,
    }
    return document | {name: kept[name] for name in ("locale", "order_url") if name in kept}


def in_milliseconds(instant: datetime) -> int:
    """Milliseconds since 1970."""
    return (instant - EPOCH) // MILLISECOND


def _history(records: Records, acknowledged: Collection[int]) -> Iterator[dict[str, Any]]:
    """Every change of the status, with the entry that brought it."""
    before = STATUSES["open"]
    for event in records.events:
        status = _status(event)
        if status != before:
            before = status
            yield {
                "id": event.id,
                "status": status,
                "timestamp": in_milliseconds(event.occurred_at),
                "acknowledged": event.id in acknowledged,
            }


def _status(event: OrderEvent) -> str:
    return IN_PRODUCTION if event.type == BEGUN else STATUSES[event.state]


def _subcart(order: Order, kept: Mapping[str, Any], index: int, subcart: Subcart) -> dict[str, Any]:
    """A subcart with the partner's numbers for it, else with ours."""
    theirs = kept.get("subcarts", {}).get(subcart.producer, {})
    producer = subcart.producer
    return {
        "items": [
            {
                "count": each.count,
                "price": each.price,
                "processorIndex": processor_index(kept, producer, each.sku, each.project),
                "project": each.project,
                "sku": each.sku,
            }
            for each in subcart.items
        ],
        "orderId": theirs.get("orderId", order.id),
        "paymentOrderId": theirs.get("paymentOrderId"),
        "producer": producer,
        "producerOrderId": theirs.get("producerOrderId", order.id),
        "producerOrderUniqueIdentifier": theirs.get(
            "producerOrderUniqueIdentifier", f"{order.id:07d}{index:04d}"
        ),
        "shipping": subcart.shipping,
    }


def _customer(order: Order, kept: Mapping[str, Any]) -> dict[str, Any]:
    delivery = order.shipping_address or Address()
    billing = order.billing_address or delivery
    names = kept.get("names", {})
    return {
        "billingaddress": _address(billing, names.get("billingaddress")),
        "deliveryaddress": _address(delivery, names.get("deliveryaddress")),
        "email": order.email,
    }


def _address(address: Address, sent: list[str] | None) -> dict[str, str]:
    first, last = _name(address.name, sent)
    more = {
        "company": address.company,
        "phone": address.phone,
        "region": address.region,
        "street2": address.line2,
    }
    return {
        "city": address.city,
        "country": address.country,
        "firstname": first,
        "lastname": last,
        "street": address.line1,
        "zipcode": address.postal_code,
        **{name: value for name, value in more.items() if value},
    }


def _name(name: str, sent: list[str] | None) -> tuple[str, str]:
    """First and last name: as they were sent while they still are the name, else by the last space."""
    if sent is not None and " ".join(" ".join(sent).split()) == name:
        return sent[0], sent[1]
    first, _, last = name.rpartition(" ")
    return first, last
