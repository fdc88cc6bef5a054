"""What the page of an order says about its money: what is still to pay and how, what went back, and whether it can be called off."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..catalog import in_language
from ..models import Payment
from ..models.payment import OPEN_REQUESTS, REFUND, UNSETTLED
from ..operations.cancel import may_cancel
from ..operations.pay_again import due_of, ways_to_pay_now
from ..operations.records import Records
from ..operations.settle import Settlement, settlement_of
from ..paid import paid_of
from ..standing import Standing
from .attempts import Decline, decline_in_words
from .wording import spoken


@dataclass(frozen=True, slots=True)
class WayToPay:
    """A way by which the rest can be paid at once."""

    code: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class OrderMoney:
    """Sums in minor units."""

    #: what is left to pay and nobody has promised
    due: int
    ways: tuple[WayToPay, ...]
    #: an attempt to pay a placed order whose outcome is open
    open_attempt: Settlement | None
    #: why the last one of them failed
    decline: Decline | None
    captured: int
    refunded: int
    #: whether money that goes back is still on its way
    is_going_back: bool
    is_refused: bool
    may_cancel: bool
    is_being_cancelled: bool


def money_of(standing: Standing, records: Records) -> OrderMoney:
    """The money of an order whose placing has begun. No statement."""
    order, payments = standing.order, records.payments
    paid, due = paid_of(order, payments), due_of(order, payments)
    placed = order.state == "placed"
    unsettled = next((each for each in payments if each.state in UNSETTLED and placed), None)
    refunds = [each for each in records.requests if each.kind == REFUND]
    return OrderMoney(
        due=due,
        ways=_ways(standing) if due and unsettled is None and not order.cancel_reason else (),
        open_attempt=None if unsettled is None else settlement_of(order, unsettled),
        decline=_decline(payments) if due else None,
        captured=paid.captured,
        refunded=paid.refunded,
        is_going_back=any(each.state in OPEN_REQUESTS for each in refunds),
        is_refused=bool(refunds) and refunds[-1].state == "refused",
        may_cancel=may_cancel(order, records),
        is_being_cancelled=bool(order.cancel_reason) and order.state != "cancelled",
    )


def stands_on(payments: Sequence[Payment]) -> Payment | None:
    """The attempt an order stands on, or the latest where there is none."""
    good = [each for each in payments if each.state not in {"declined", *UNSETTLED}]
    return next(iter([*reversed(good), *reversed(payments)]), None)


def _ways(standing: Standing) -> tuple[WayToPay, ...]:
    ways = ways_to_pay_now(standing)
    listed = [each for each in ways if each.is_listed] or ways
    return tuple(
        WayToPay(
            each.code, in_language(each.name, spoken()), in_language(each.description, spoken())
        )
        for each in listed
    )


def _decline(payments: Sequence[Payment]) -> Decline | None:
    latest = payments[-1] if payments else None
    if latest is None or latest.state != "declined":
        return None
    return decline_in_words(latest.decline_reason or "")
