"""The JSON documents about customers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from .documents import AddressDocument, Custom


class BookEntryDocument(AddressDocument):
    """An entry of an address book."""

    label: str | None
    is_default: bool


class CustomerDocument(TypedDict):
    """Somebody the shop knows. The default address comes first."""

    id: Annotated[str, Field(description="Opaque.")]
    email: str
    name: str | None
    phone: str | None
    locale: str
    group: str | None
    vat_id: str | None
    custom: Custom
    addresses: list[BookEntryDocument]
    can_sign_in: Annotated[bool, Field(description="Whether there is a password.")]
    created_at: datetime
    updated_at: datetime


class CustomerList(TypedDict):
    """A page of customers, newest first."""

    items: list[CustomerDocument]
    next: Annotated[str | None, Field(description="Path of the next page; null on the last.")]


class CustomerTokenDocument(TypedDict):
    """What a partner's program sends along to act for a customer."""

    token: Annotated[str, Field(description="Opaque. Whoever has it acts for the customer.")]
    customer: str
    expires_at: datetime
