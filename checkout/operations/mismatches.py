"""Comparing what a gateway tells of an attempt with what was asked of it. What does not fit pays for nothing, and a person must look."""

import structlog
from sqlalchemy import update

from ..db import table_of, write
from ..models import Payment
from ..payments import Ok

log = structlog.get_logger()


def misfit(told: Ok, payment: Payment) -> str:
    """Which of `MISMATCHES` it is; empty: it fits.

    Money that is new is all that was asked for. Of an attempt that the order stands on, parts may have been taken and
    given back since, also by others than us.
    """
    if not (told.authorized or told.captured):
        return ""
    if told.currency != payment.currency:
        return "currency"
    promised = max(told.authorized, told.captured)
    adds_up = 0 <= told.refunded <= told.captured and promised <= payment.amount
    is_known = payment.state == "authorized" or payment.captured > 0
    is_all = {told.authorized, told.captured} - {0} == {payment.amount}
    return "" if adds_up and (is_known or is_all) else "amount"


def quarantine(payment: Payment, what: str) -> None:
    """Says so, in the log and to the doctor, until the gateway tells what fits. Inside a unit of work that holds the lock."""
    log.error("payment_mismatch", payment=payment.id, gateway=payment.gateway, what=what)
    payment.mismatch = what


def quarantine_as_anothers(payment_id: int) -> None:
    """The same of an attempt of ours that another account at the gateway tells about."""
    log.error("payment_mismatch", payment=payment_id, what="account")
    payments = table_of(Payment)
    write(update(payments).where(payments.c.id == payment_id).values(mismatch="account"))
