"""An order as this contract shows it, at every step."""

from typing import Any

from .address_document import address_documents
from .adjustments import adjustment_documents, rows_of, total_of
from .catalog_documents import channel_document
from .items import item_documents, items_total_of
from .payments import payment_documents
from .seen import Seen
from .shipments import shipment_documents
from .writing import instant

#: our state -> the contract's
STATES = {"open": "cart", "placing": "new", "placed": "new", "expired": "abandoned"}


def order_document(seen: Seen, checkout_state: str = "") -> dict[str, Any]:
    """The document. `checkout_state` is said where the answer to a step calls it otherwise."""
    order = seen.order
    rows, items_total = rows_of(seen), items_total_of(seen)
    adjustments_total = total_of(rows)
    return {
        "adjustments": adjustment_documents(seen, rows),
        "adjustments_total": adjustments_total,
        **address_documents(seen),
        "channel": channel_document(seen.catalog),
        "checkout_state": checkout_state or seen.checkout_state,
        "comments": [order.note] if order.note else [],
        "confirmed": True,
        "created_at": instant(order.created_at),
        "currency": order.currency,
        "email": order.email or None,
        "expires_at": instant(order.expires_at),
        "id": order.id,
        "items": item_documents(seen),
        "items_total": items_total,
        "payments": payment_documents(seen),
        "shipments": shipment_documents(seen),
        "state": STATES.get(order.state, order.state),
        "total": items_total + adjustments_total,
        "updated_at": instant(order.updated_at),
        "user": _user(seen),
        **_completion(seen),
    }


def _completion(seen: Seen) -> dict[str, Any]:
    """What an order has once it was confirmed."""
    if not seen.is_confirmed:
        return {}
    confirmations = [each for each in seen.records.events if each.type == "placing"]
    since = confirmations[-1].occurred_at if confirmations else seen.order.updated_at
    return {
        "number": number_of(seen.order.id),
        "shop_number": seen.order.number,
        "completed_at": instant(since),
    }


def number_of(order_id: int) -> str:
    """The contract's numbers of orders are digits, nine at least: `000000001`."""
    return f"{order_id:09d}"


def _user(seen: Seen) -> dict[str, Any] | None:
    """Whose order it is; null: a guest's."""
    customer = seen.customer
    if customer is None:
        return None
    email = customer.email
    return {
        "credentials_expired": False,
        "email": email,
        "email_canonical": customer.folded_email,
        "enabled": True,
        "expired": False,
        "groups": [customer.group] if customer.group else [],
        "id": customer.id,
        "locked": False,
        "roles": [],
        "username": email,
        "username_canonical": customer.folded_email,
    }
