"""Shipments: as they would be while the order is open, as they were agreed on afterwards."""

from datetime import datetime
from typing import Any

from ...models import Shipment, ShippingMethod
from .catalog_documents import shipping_method_document
from .ids import part_id
from .seen import Seen
from .writing import dates, instant, links

#: our state -> the contract's
STATES = {"pending": "onhold"}
CHECKOUT = "checkout"


def proposal_documents(seen: Seen) -> list[dict[str, Any]]:
    """The proposed shipments, each with the ways in which it could travel."""
    locale = seen.order.locale
    return [
        {
            "methods": [
                shipping_method_document(seen.catalog, each.method, locale)
                for each in proposal.options
            ],
            "shipment": {
                **links(order=f"orders/{seen.order.id}"),
                "created_at": instant(seen.order.updated_at),
                "state": CHECKOUT,
            },
        }
        for proposal in seen.proposals
    ]


def shipment_documents(seen: Seen) -> list[dict[str, Any]]:
    """The shipments of which it is known how they travel."""
    if not seen.is_open:
        confirmed = _confirmed_at(seen)
        return [
            _document(seen, place, each.method, _state(seen, each), confirmed)
            for place, each in enumerate(seen.records.shipments)
        ]
    if seen.asks_for_shipping:
        return []
    return [
        _document(seen, place, each.option.method.code, CHECKOUT, seen.order.updated_at)
        for place, each in enumerate(seen.proposals)
        if each.option is not None
    ]


def _state(seen: Seen, shipment: Shipment) -> str:
    is_off = seen.order.state == "cancelled"
    return "cancelled" if is_off else STATES.get(shipment.state, shipment.state)


def _document(
    seen: Seen, place: int, code: str, state: str, updated: datetime | None
) -> dict[str, Any]:
    order, method = seen.order, _method(seen, code)
    id_ = part_id(order.id, place)
    ways = {} if method is None else {"method": f"shipping-methods/{method.id}"}
    return {
        **links(**ways, order=f"orders/{order.id}", self=f"shipments/{id_}"),
        "id": id_,
        "method": None
        if method is None
        else shipping_method_document(seen.catalog, method, order.locale),
        "state": state,
        **dates(order.created_at, updated),
    }


def _method(seen: Seen, code: str) -> ShippingMethod | None:
    return next((each for each in seen.catalog.shipping_methods if each.code == code), None)


def _confirmed_at(seen: Seen) -> datetime:
    return seen.order.placed_at or seen.order.updated_at
