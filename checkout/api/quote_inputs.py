"""What programs may send about quotes."""

from typing import Annotated, Literal

from pydantic import Field

from ..models.order import MAX_LINES
from .inputs import Input
from .texts import (
    Amount,
    Code,
    CurrencyCode,
    Email,
    Instant,
    LocaleTag,
    Note,
    PageSize,
    Quantity,
    ShortText,
)


class QuoteLineInput(Input):
    """Up to so many of a SKU at a price of your own for each."""

    sku: Code
    quantity: Quantity = 1
    unit_price: Amount = Field(description="Minor units of the quote's currency.")


class QuoteInput(Input):
    """A priced offer to a customer, or to whoever has an e-mail address."""

    customer: Code | None = Field(None, description="Id of the customer it is for.")
    email: Email | None = Field(None, description="Null: the customer's own.")
    lines: Annotated[list[QuoteLineInput], Field(max_length=MAX_LINES)] = Field(
        description="Each SKU once, at least one."
    )
    currency: CurrencyCode | None = Field(None, description="ISO 4217; null: the shop's own.")
    locale: LocaleTag | None = Field(None, description="Of the checkout; null: the shop's.")
    valid_from: Instant | None = Field(None, description="Null: now.")
    valid_until: Instant = Field(description="The prices hold until just before it.")
    note: Note | None = Field(None, description="Your words to the buyer.")


class AcceptanceInput(Input):
    """Who accepts. Whoever the quote was not made for is refused."""

    customer: Code | None = Field(None, description="Id of the customer; null: whom it is for.")
    email: Email | None = None


class QuoteQuery(Input):
    """Which quotes."""

    status: Literal["open", "accepted", "withdrawn", "expired"] | None = None
    customer: Code | None = Field(None, description="Id of the customer.")
    email: Email | None = Field(None, description="Exactly this one, in any letter case.")
    limit: PageSize = 20
    cursor: ShortText | None = Field(None, description="From `next` of the page before.")
