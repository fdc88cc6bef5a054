"""Gift cards and store credit: issue, grant, and read what became of it."""

from datetime import datetime, timedelta

from flask import Response

from .. import clock
from ..callers import Caller
from ..operations import (
    Fault,
    Grant,
    Invalid,
    gift_card,
    grant_credit,
    issue_gift_card,
    store_credit,
)
from ..words import N_
from .answers import answer
from .credit_documents import gift_card_document, store_credit_document
from .credit_types import IssuedCardDocument, StoreCreditList
from .inputs import GrantInput, IssueInput

LONGEST = timedelta(days=100 * 365)


def create_gift_card(caller: Caller, body: IssueInput) -> Response:
    """A new gift card with its code, which nobody can read again."""
    _check_expiry(body.expires_at)
    public_id, code = issue_gift_card(caller.shop_code, _grant(caller, body), body.expires_at)
    document: IssuedCardDocument = {
        **gift_card_document(gift_card(caller.shop_code, public_id)),
        "code": code,
    }
    return answer(document, 201, {"Location": f"/api/v1/gift-cards/{public_id}"})


def read_gift_card(caller: Caller, id: str) -> Response:  # noqa: A002 (the name in the path)
    """A gift card with its ledger."""
    return answer(gift_card_document(gift_card(caller.shop_code, id)))


def grant_store_credit(caller: Caller, id: str, body: GrantInput) -> Response:  # noqa: A002
    """More store credit for a customer."""
    grant_credit(caller.shop_code, id, _grant(caller, body))
    return answer(_credit(caller, id), 201, {"Location": f"/api/v1/customers/{id}/credit"})


def read_store_credit(caller: Caller, id: str) -> Response:  # noqa: A002
    """A customer's store credit with its ledger."""
    return answer(_credit(caller, id))


def _credit(caller: Caller, customer: str) -> StoreCreditList:
    ledgers = store_credit(caller.shop_code, customer)
    return {"customer": customer, "items": [store_credit_document(each) for each in ledgers]}


def _grant(caller: Caller, body: IssueInput | GrantInput) -> Grant:
    return Grant(body.amount, caller.name, body.currency or "", body.note or "")


def _check_expiry(instant: datetime | None) -> None:
    now = clock.now()
    if instant is not None and not now < instant < now + LONGEST:
        words = N_("Give an instant in the future, and in this century.")
        raise Invalid((Fault(("expires_at",), "not_in_the_future", words),))
