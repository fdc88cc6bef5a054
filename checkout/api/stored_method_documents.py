"""What is sent and answered about stored ways to pay."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from .inputs import Input
from .texts import Code


class StoredMethodInput(Input):
    """What a gateway gave for a customer's card. The same token again gets the new label."""

    payment_method: Code = Field(description="Code of the shop's way to pay whose gateway it is.")
    token: Code = Field(description="The gateway's reference, never a card number.")
    label: Code = Field(description="How the customer recognises it; the last four digits at most.")


class StoredMethodDocument(TypedDict):
    """A way to pay that can be charged without its customer. The gateway's reference is never told."""

    id: Annotated[str, Field(description="Opaque.")]
    payment_method: Annotated[
        str | None, Field(description="The shop's way to pay; null: the shop has given it up.")
    ]
    label: str
    created_at: datetime


class StoredMethodList(TypedDict):
    """A customer's stored ways to pay, the newest first."""

    items: list[StoredMethodDocument]


STORED_METHOD_WANTED: dict[str, Any] = {
    "payment_method": "card",
    "token": "tok_visa",
    "label": "Visa … 4242",
}
STORED_METHOD: dict[str, Any] = {
    "id": "pm_7c1e0b52a4f98d36e0b1",
    "payment_method": "card",
    "label": "Visa … 4242",
    "created_at": "2026-11-21T09:30:00Z",
}
