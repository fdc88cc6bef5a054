"""How far an order is paid, from its attempts and what is asked for: one answer for every surface."""

from collections.abc import Sequence
from dataclasses import dataclass

from .models import Order, Payment
from .models.payment import UNSETTLED

#: every state there is, and what it means
STATES = {
    "nothing_due": "There is nothing to pay, or gift cards and credit pay it all.",
    "unpaid": "Nobody has paid, or promised to.",
    "in_progress": "Somebody is paying; the outcome is open.",
    "pending": "The money will come by itself, as for an invoice.",
    "authorized": "The money is promised, and taken when goods leave or the shop asks for it.",
    "partially_paid": "A part was taken or has come.",
    "paid": "All of it was taken.",
    "partially_refunded": "A part of what was taken was given back, or is on its way.",
    "refunded": "All of what was taken was given back, or is on its way.",
    "voided": "What was promised was let go, and nothing was taken.",
}


@dataclass(frozen=True, slots=True)
class Paid:
    """Sums of an order in minor units: of all attempts together."""

    total: int
    #: promised and not taken
    authorized: int
    captured: int
    #: given back or on its way
    refunded: int
    states: frozenset[str]

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if self.captured:
            return self._of_money_taken()
        if self.authorized:
            return "authorized"
        for state, signs in AFTER_THAT.items():
            if self.states & signs:
                return state
        return "unpaid" if self.total else "nothing_due"

    def _of_money_taken(self) -> str:
        if self.refunded:
            return "refunded" if self.refunded >= self.captured else "partially_refunded"
        return "paid" if self.captured >= self.total else "partially_paid"


#: state of the order -> states of an attempt that bring it about, the first that fits
AFTER_THAT = {
    "in_progress": frozenset(UNSETTLED),
    "pending": frozenset({"pending"}),
    "voided": frozenset({"voided"}),
}


def paid_of(order: Order, payments: Sequence[Payment]) -> Paid:
    """How far `order` is paid by its attempts."""
    payments = [each for each in payments if each.counts]
    promised = [each.amount - each.captured for each in payments if each.state == "authorized"]
    return Paid(
        order.total,
        sum(promised),
        sum(each.captured for each in payments),
        sum(each.refund_asked for each in payments),
        frozenset(each.state for each in payments),
    )
