"""What programs may send about an order's money, and about calling it off."""

from typing import Literal

from pydantic import Field

from .inputs import Input, PaymentInput
from .texts import LongText, PositiveAmount

Reason = Literal[
    "requested_by_customer",
    "withdrawal",
    "damaged",
    "not_delivered",
    "out_of_stock",
    "duplicate",
    "fraudulent",
    "goodwill",
    "other",
]


class CancelInput(Input):
    """Why an order is called off."""

    reason: Reason = "requested_by_customer"


class RefundInput(Input):
    """Money to be given back."""

    amount: PositiveAmount | None = Field(
        None, description="Minor units; null: everything that was taken and not given back."
    )
    reason: Reason = "requested_by_customer"
    note: LongText | None = Field(None, description="Why, in your own words; buyers never see it.")


class CaptureInput(Input):
    """Money to be taken that was promised, or that has come."""

    amount: PositiveAmount | None = Field(
        None, description="Minor units; null: everything that is left of what was promised."
    )
    note: LongText | None = Field(None, description="Why, in your own words; buyers never see it.")


class PayInput(Input):
    """How what is left of a placed order is paid."""

    payment: PaymentInput
