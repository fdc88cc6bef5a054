"""The demo shop's gift card, whose code everybody knows."""

from sqlalchemy import select

from ..db import read
from ..gift_codes import digest_of
from ..models import CreditAccount
from ..operations import Grant, issue_gift_card
from .shop import CODE

GIFT_CARD = "GIFT-DEMO-2500"
#: minor units
AMOUNT = 2500


def make_demo_gift_card() -> bool:
    """Issues it, once: False when it was there already, whatever is left on it."""
    if read(select(CreditAccount.id).where(CreditAccount.code_digest == digest_of(GIFT_CARD))):
        return False
    issue_gift_card(CODE, Grant(AMOUNT, "demo", note="For trying gift cards out"), code=GIFT_CARD)
    return True
