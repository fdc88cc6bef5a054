"""How an order is paid by bank transfer, as JSON."""

from datetime import date
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from ..operations.records import Records
from ..standing import Standing
from ..transfer import transfer_for
from .amounts import Minor


class TransferDocument(TypedDict):
    """What the shopper still has to transfer, and where to."""

    account_holder: str
    iban: Annotated[str, Field(description="Without spaces.")]
    bic: str | None
    bank: str | None
    amount: Annotated[Minor, Field(description="What has not come yet.")]
    currency: str
    purpose: Annotated[str, Field(description="By which the shop knows what is paid.")]
    until: Annotated[date | None, Field(description="The last day, in the shop's time zone.")]


def transfer_document(standing: Standing, records: Records) -> TransferDocument | None:
    """None where no transfer is awaited."""
    transfer = transfer_for(standing, records.payments)
    if transfer is None:
        return None
    return {
        "account_holder": transfer.account.account_holder,
        "iban": transfer.account.iban,
        "bic": transfer.account.bic or None,
        "bank": transfer.account.bank or None,
        "amount": transfer.amount,
        "currency": transfer.currency,
        "purpose": transfer.purpose,
        "until": transfer.until,
    }
