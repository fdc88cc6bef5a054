"""Quotes as JSON documents."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from .amounts import Minor


class QuoteLineDocument(TypedDict):
    """Up to so many of a SKU at an agreed price each."""

    sku: str
    name: str
    quantity: int
    unit_price: Minor
    total: Minor


class QuoteDocument(TypedDict):
    """A priced offer, and the checkout it became."""

    id: Annotated[str, Field(description="Opaque.")]
    status: Annotated[str, Field(description="open, accepted, withdrawn or expired.")]
    customer: Annotated[
        str | None, Field(description="Id of the customer; null: whoever has the e-mail address.")
    ]
    email: str
    currency: Annotated[str, Field(description="ISO 4217.")]
    locale: str
    note: str | None
    lines: list[QuoteLineDocument]
    subtotal: Annotated[
        int,
        Field(
            description="Sum of the lines in minor units of `currency`, without delivery, vouchers and tax on top."
        ),
    ]
    valid_from: datetime
    valid_until: datetime
    checkout: Annotated[str | None, Field(description="Id of the checkout it became.")]
    created_at: datetime
    closed_at: Annotated[datetime | None, Field(description="When it was accepted or withdrawn.")]


class QuoteList(TypedDict):
    """A page of quotes, newest first."""

    items: list[QuoteDocument]
    next: Annotated[str | None, Field(description="Path of the next page; null on the last.")]
