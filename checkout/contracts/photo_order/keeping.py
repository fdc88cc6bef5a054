"""What partners send along and want back: kept with the order, beside what the shop itself knows of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from ...models import Order
from ...offers.origins import MAIN
from .carts import PROJECT

#: under this name an order keeps it
NAME = "photo_order"
KEPT = ("bunches", "projects", "payload", "mandator", "portal", "locale", "order_url")
NUMBERS = ("orderId", "paymentOrderId", "producerOrderId", "producerOrderUniqueIdentifier")
ADDRESSES = ("billingaddress", "deliveryaddress")


def kept_of(order: Order) -> Mapping[str, Any]:
    """What a partner sent along with an order; nothing where it came from elsewhere."""
    kept: Mapping[str, Any] = (order.contract_data or {}).get(NAME) or {}
    return kept


def contract_data(old: Mapping[str, Any], document: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an order after `document` came, which has been read and found right; `old` was kept before."""
    kept = {name: old[name] for name in KEPT if name in old}
    kept |= {name: document[name] for name in KEPT if document.get(name) is not None}
    kept["names"] = (old.get("names") or {}) | dict(_names(document))
    subcarts = old.get("subcarts") or {}
    for producer, numbers in _subcarts(document):
        subcarts = subcarts | {producer: subcarts.get(producer, {}) | numbers}
    kept["subcarts"] = subcarts
    return {NAME: kept}


def processor_index(kept: Mapping[str, Any], producer: str, sku: str, project: str | None) -> int:
    """Which processor of its project makes an item."""
    indexes = kept.get("subcarts", {}).get(producer, {}).get("processors", {})
    found: int = indexes.get(_key(sku, project), 0)
    return found


def _names(document: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """First and last names as they were sent: an address has one name."""
    customer = document.get("customer") or {}
    for kind in ADDRESSES:
        address = customer.get(kind)
        if address:
            yield kind, [address.get("firstname") or "", address.get("lastname") or ""]


def _subcarts(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for subcart in (document.get("cart") or {}).get("subcarts", ()):
        numbers = {name: subcart[name] for name in NUMBERS if subcart.get(name) is not None}
        processors = {
            _key(item["sku"], item.get(PROJECT)): item["processorIndex"]
            for item in subcart["items"]
            if item.get("processorIndex")
        }
        yield subcart.get("producer") or MAIN, numbers | {"processors": processors}


def _key(sku: str, project: str | None) -> str:
    return f"{sku}\n{project or ''}"
