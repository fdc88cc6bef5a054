"""What programs may send about orders that are placed."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from ..models.order import MAX_LINES
from .inputs import Input
from .texts import (
    ONE_LINE,
    Code,
    Email,
    Instant,
    LocaleTag,
    LongText,
    PageSize,
    Quantity,
    ShortText,
    surely_no_card,
)

WebAddress = Annotated[
    str, StringConstraints(max_length=500, pattern=ONE_LINE), AfterValidator(surely_no_card)
]


class ProgressInput(Input):
    """Where a shipment is. What is not sent stays as it is."""

    state: Literal["pending", "shipped", "delivered"] | None = Field(
        None, description="The consumer's right to withdraw runs from `delivered` of the last one."
    )
    carrier: ShortText | None = None
    tracking_number: Code | None = None
    tracking_url: WebAddress | None = Field(None, description="Where it can be followed.")
    at: Instant | None = Field(None, description="When the state began; null: now.")


class WithdrawnLineInput(Input):
    """So many units of a line."""

    line: Annotated[int, Field(strict=True, ge=0, lt=MAX_LINES)] = Field(
        description="Index of the line in the order."
    )
    quantity: Quantity


class WithdrawalInput(Input):
    """A consumer's declaration. No reason is asked for."""

    name: LongText = Field(description="Of the consumer.")
    email: Email = Field(description="Where the receipt goes.")
    lines: list[WithdrawnLineInput] | None = Field(
        None,
        min_length=1,
        max_length=MAX_LINES,
        description="Null: everything that can be withdrawn from.",
    )
    locale: LocaleTag | None = Field(None, description="Of the receipt; null: the order's.")


class WithdrawalQuery(Input):
    """Which withdrawals."""

    limit: PageSize = 20
    cursor: ShortText | None = Field(None, description="From `next` of the page before.")
