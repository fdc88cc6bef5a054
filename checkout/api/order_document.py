"""An order as JSON: its checkout, and what happened since."""

from ..models import OrderEvent, Payment
from ..operations.records import Records
from ..paid import paid_of
from ..standing import Standing
from .checkout_document import checkout_document
from .documents import EventDocument, OrderDocument, PaymentDocument
from .instants import in_utc
from .money_documents import paid_document, request_documents
from .transfer_document import transfer_document
from .withdrawal_document import withdrawal_document


def order_document(standing: Standing, root: str, records: Records) -> OrderDocument:
    """The document of an order; `root` is the absolute URL of the shop's first page, ending in a slash."""
    order = standing.order
    return {
        **checkout_document(standing, root, records),
        "source": order.source,
        "created_at": in_utc(order.created_at),
        "placed_at": None if order.placed_at is None else in_utc(order.placed_at),
        "cancel_reason": order.cancel_reason or None,
        "paid": paid_document(paid_of(order, records.payments)),
        "money_requests": request_documents(records),
        "payments": [_payment(each) for each in records.payments],
        "transfer": transfer_document(standing, records),
        "withdrawals": [withdrawal_document(each, order) for each in records.withdrawals],
        "history": [_event(each) for each in records.events],
    }


def _payment(payment: Payment) -> PaymentDocument:
    return {
        "method": payment.method,
        "state": payment.state,
        "amount": payment.amount,
        "currency": payment.currency,
        "authorized": payment.sum_of("authorized") or payment.sum_of("captured"),
        "captured": payment.sum_of("captured"),
        "refunded": payment.sum_of("refunded"),
        "action_url": payment.action_url,
        "decline_reason": payment.decline_reason,
        "created_at": in_utc(payment.created_at),
    }


def _event(event: OrderEvent) -> EventDocument:
    return {
        "type": event.type,
        "state": event.state,
        "actor": event.actor,
        "at": in_utc(event.occurred_at),
    }
