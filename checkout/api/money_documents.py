"""An order's money as JSON: how far it is paid, and every request to move it."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from ..models import MoneyRequest
from ..operations.records import Records
from ..paid import STATES, Paid
from .amounts import Minor
from .instants import in_utc


class PaidDocument(TypedDict):
    """Sums of all attempts to pay together."""

    state: Annotated[str, Field(description=", ".join(STATES) + ".")]
    authorized: Annotated[Minor, Field(description="Promised and not taken yet.")]
    captured: Annotated[Minor, Field(description="Taken, or come.")]
    refunded: Annotated[Minor, Field(description="Given back of it, or on its way.")]


class MoneyRequestDocument(TypedDict):
    """Money to be moved: a `capture`, a `refund`, or a `void` that lets go what was promised.

    `state` is `created` or `unknown` while the answer is still to come, then `done` or `refused`.
    """

    id: Annotated[str, Field(description="Opaque.")]
    kind: str
    amount: Minor
    state: str
    reason: str | None
    note: str | None
    refusal: Annotated[str | None, Field(description="Why the gateway refused.")]
    actor: str
    created_at: datetime


def paid_document(paid: Paid) -> PaidDocument:
    """How far an order is paid."""
    return {
        "state": paid.state,
        "authorized": paid.authorized,
        "captured": paid.captured,
        "refunded": paid.refunded,
    }


def request_documents(records: Records) -> list[MoneyRequestDocument]:
    """The requests to move an order's money, oldest first."""
    return [_request(each) for each in sorted(records.requests, key=lambda each: each.id)]


def _request(row: MoneyRequest) -> MoneyRequestDocument:
    return {
        "id": row.public_id,
        "kind": row.kind,
        "amount": row.amount,
        "state": row.state,
        "reason": row.reason or None,
        "note": row.note or None,
        "refusal": row.refusal or None,
        "actor": row.actor,
        "created_at": in_utc(row.created_at),
    }


NOT_PAID: dict[str, Any] = {"state": "pending", "authorized": 0, "captured": 0, "refunded": 0}
MONEY_WANTED: dict[str, dict[str, Any]] = {
    "cancel_order": {"reason": "requested_by_customer"},
    "refund_order": {"amount": 2400, "reason": "damaged", "note": "One mug was chipped"},
    "capture_order": {"note": "Transfer of 24 November"},
    "pay_order": {"payment": {"method": "card", "token": "tok_visa"}},
}
