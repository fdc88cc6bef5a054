"""The JSON documents of withdrawals from contracts."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from .example_names import CHECKOUT_ID


class WithdrawnLineDocument(TypedDict):
    """So many units of a line."""

    line: Annotated[int, Field(description="Index of the line in its order.")]
    sku: str
    name: str
    quantity: int


class WithdrawalDocument(TypedDict):
    """A consumer's declaration of withdrawal from an order or some units of it."""

    id: Annotated[str, Field(description="Opaque.")]
    order: Annotated[str, Field(description="Id of the order.")]
    number: Annotated[str | None, Field(description="What the buyer knows the order by.")]
    name: Annotated[str, Field(description="Who declared it, as they said.")]
    email: Annotated[str, Field(description="Where the receipt was sent.")]
    lines: list[WithdrawnLineDocument]
    declared_at: datetime
    last_day: Annotated[
        date | None,
        Field(
            description="The last day on which it could be declared; null: not everything had arrived yet."
        ),
    ]


class WithdrawalList(TypedDict):
    """A page of withdrawals, newest first."""

    items: list[WithdrawalDocument]
    next: Annotated[str | None, Field(description="Path of the next page; null on the last.")]


WITHDRAWAL: dict[str, Any] = {
    "id": "wd_2f6c0a9d41e84b7c93d5",
    "order": CHECKOUT_ID,
    "number": "K7M4-QX3D",
    "name": "Ada Example",
    "email": "ada@example.com",
    "lines": [{"line": 0, "sku": "mug-stoneware", "name": "Stoneware mug", "quantity": 1}],
    "declared_at": "2026-11-28T10:12:00Z",
    "last_day": "2026-12-10",
}
WITHDRAWAL_WANTED: dict[str, Any] = {
    "name": "Ada Example",
    "email": "ada@example.com",
    "lines": [{"line": 0, "quantity": 1}],
}
PROGRESS: dict[str, Any] = {
    "state": "shipped",
    "carrier": "DHL",
    "tracking_number": "00340434161094042557",
    "tracking_url": "https://www.dhl.de/track?id=00340434161094042557",
}
