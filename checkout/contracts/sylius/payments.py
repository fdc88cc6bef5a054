"""Payments: the one to come while the order is open, and every attempt that was made."""

from typing import Any

from ...models import Payment, PaymentMethod
from .adjustments import rows_of, total_of
from .catalog_documents import payment_method_document
from .ids import part_id
from .items import items_total_of
from .seen import Seen
from .writing import dates, links

#: our state -> the contract's
STATES = {
    "created": "new",
    "action": "new",
    "pending": "new",
    "captured": "completed",
    "declined": "failed",
    "voided": "cancelled",
}
REFUNDED = "refunded"


def payment_documents(seen: Seen) -> list[dict[str, Any]]:
    """Every attempt to pay, and the payment to come once it is known how."""
    made = [_made(seen, place, each) for place, each in enumerate(seen.records.payments)]
    if seen.is_open and seen.payment is not None and not seen.asks_for_shipping:
        made.append(coming_payment(seen))
    return made


def coming_payment(seen: Seen) -> dict[str, Any]:
    """The payment an open order asks for, with its way where that is chosen."""
    order, method = seen.order, seen.payment
    place = len(seen.records.payments)
    return {
        **_links(seen, place, method),
        "amount": items_total_of(seen) + total_of(rows_of(seen)),
        **dates(order.updated_at, order.updated_at),
        "id": part_id(order.id, place),
        **_with(seen, method),
        "state": "new",
    }


def payment_step_document(seen: Seen) -> dict[str, Any]:
    """What the payment step needs: the payment, and the ways to pay by their ids."""
    locale = seen.order.locale
    offered = sorted(seen.standing.payment_options, key=lambda each: each.id)
    return {
        "methods": {
            str(each.id): payment_method_document(seen.catalog, each, locale) for each in offered
        },
        "payment": coming_payment(seen),
    }


def _state(payment: Payment) -> str:
    given_back = payment.sum_of("refunded")
    if given_back and given_back == payment.captured:
        return REFUNDED
    return STATES.get(payment.state, payment.state)


def _made(seen: Seen, place: int, payment: Payment) -> dict[str, Any]:
    methods = seen.catalog.payment_methods
    method = next((each for each in methods if each.code == payment.method), None)
    return {
        **_links(seen, place, method),
        "amount": payment.amount,
        **dates(payment.created_at, payment.updated_at),
        "id": part_id(seen.order.id, place),
        **_with(seen, method),
        "state": _state(payment),
        # Where the buyer finishes it, as long as that is still to be done.
        "action_url": payment.action_url,
        "decline_reason": payment.decline_reason,
    }


def _with(seen: Seen, method: PaymentMethod | None) -> dict[str, Any]:
    if method is None:
        return {}
    return {"method": payment_method_document(seen.catalog, method, seen.order.locale)}


def _links(seen: Seen, place: int, method: PaymentMethod | None) -> dict[str, Any]:
    ways = {} if method is None else {"payment-method": f"payment-methods/{method.id}"}
    id_ = part_id(seen.order.id, place)
    return links(**ways, order=f"orders/{seen.order.id}", self=f"payments/{id_}")
