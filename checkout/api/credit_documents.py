"""Gift cards and store credit as JSON: on a checkout, and by themselves."""

from ..models import CreditAccount
from ..operations.credit import Entry, Ledger
from ..operations.records import Records
from ..standing import Standing
from .credit_types import (
    CardUseDocument,
    CreditUseDocument,
    EntryDocument,
    GiftCardDocument,
    StoreCreditDocument,
)
from .instants import in_utc


def cards_of(standing: Standing, records: Records) -> list[CardUseDocument]:
    """The gift cards on a checkout or order."""
    return [
        {
            "id": each.public_id,
            "tail": each.code_tail,
            "available": _available(standing, each),
            "used": _used(standing, records, each),
        }
        for each in standing.wallet.gift_cards
    ]


def credit_of(standing: Standing, records: Records) -> CreditUseDocument | None:
    """The store credit of the customer whose checkout or order it is."""
    account = standing.wallet.store_credit
    if account is None:
        return None
    return {
        "available": _available(standing, account),
        "used": _used(standing, records, account),
    }


def gift_card_document(ledger: Ledger) -> GiftCardDocument:
    """A gift card and everything that ever happened to it."""
    card = ledger.account
    return {
        "id": card.public_id,
        "tail": card.code_tail,
        "currency": card.currency,
        "balance": card.balance,
        "expires_at": None if card.expires_at is None else in_utc(card.expires_at),
        "is_active": card.is_active,
        "created_at": in_utc(card.created_at),
        "entries": [_entry(each) for each in ledger.entries],
    }


def store_credit_document(ledger: Ledger) -> StoreCreditDocument:
    """A customer's store credit in one currency."""
    return {
        "currency": ledger.account.currency,
        "balance": ledger.account.balance,
        "entries": [_entry(each) for each in ledger.entries],
    }


def _available(standing: Standing, account: CreditAccount) -> int | None:
    if standing.order.state != "open":
        return None
    return account.balance if account.is_valid_at(standing.at) else 0


def _used(standing: Standing, records: Records, account: CreditAccount) -> int:
    adjustments = (
        standing.priced.adjustments if standing.order.state == "open" else records.adjustments
    )
    return -sum(
        each.amount
        for each in adjustments
        if (each.type, each.source) == ("credit", account.public_id)
    )


def _entry(entry: Entry) -> EntryDocument:
    return {
        "kind": entry.kind,
        "amount": entry.amount,
        "actor": entry.actor,
        "note": entry.note or None,
        "order": entry.order_id,
        "at": in_utc(entry.at),
    }
