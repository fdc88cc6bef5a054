"""The JSON documents about gift cards and store credit: what of them a checkout uses, and their ledgers."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

Balance = Annotated[int, Field(description="Minor units of `currency`.")]


class CardUseDocument(TypedDict):
    """A gift card on a checkout. Of one that is no longer open, `available` is null."""

    id: str
    tail: Annotated[str, Field(description="The last characters of its code.")]
    available: Annotated[
        int | None, Field(description="Minor units on it that can be used; 0 once it has expired.")
    ]
    used: Annotated[int, Field(description="Minor units of it that this checkout takes.")]


class CreditUseDocument(TypedDict):
    """The customer's store credit. Of a checkout that is no longer open, `available` is null."""

    available: Annotated[int | None, Field(description="Minor units that can be used.")]
    used: Annotated[int, Field(description="Minor units of it that this checkout takes.")]


class EntryDocument(TypedDict):
    """A line of a ledger. The balance is the sum of all lines."""

    kind: Annotated[str, Field(description="issued, spent or returned.")]
    amount: Annotated[int, Field(description="Signed minor units.")]
    actor: str
    note: str | None
    order: Annotated[str | None, Field(description="The `id` of the order it was for.")]
    at: datetime


class GiftCardDocument(TypedDict):
    """A gift card with its ledger, oldest first. Its code can never be read."""

    id: str
    tail: Annotated[str, Field(description="The last characters of its code.")]
    currency: str
    balance: Balance
    expires_at: datetime | None
    is_active: bool
    created_at: datetime
    entries: list[EntryDocument]


class IssuedCardDocument(GiftCardDocument):
    """A gift card that was just made."""

    code: Annotated[str, Field(description="Shown this one time; only a hash of it is kept.")]


class StoreCreditDocument(TypedDict):
    """A customer's store credit in one currency with its ledger, oldest first."""

    currency: str
    balance: Balance
    entries: list[EntryDocument]


class StoreCreditList(TypedDict):
    """A customer's store credit, one item for each currency there ever was any in."""

    customer: str
    items: list[StoreCreditDocument]
