"""Settling: the one way in which an outcome at a gateway changes an order.

Placing, the return page, the worker and the API all come here. The order's row is locked; what is already settled
stays as it is, so it does not matter who comes first, twice, or at once.
"""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from .. import clock, stock, windows
from ..db import read, table_of, unit_of_work
from ..models import Order, Payment
from ..models.payment import FIRST_LOOK, GOOD, OVER, TRANSITIONS, UNSETTLED
from ..payments import Action, Declined, Ok, Outcome, Unknown
from ..prepared import Prepared
from ..snapshots import Snapshots
from ..statements import rows
from . import moved_elsewhere
from .as_before import reopen
from .calling_off import call_off
from .history import record_event, record_payment_event
from .late_money import came_too_late, give_back
from .mismatches import misfit, quarantine
from .money import Why, ask_everything_back
from .outbox import PAYMENT_PROBLEM, PLACED, announce
from .paid_in_full import tell_if_paid
from .paying_beside import paid_beside

KINDS: dict[type[Outcome], str] = {Ok: "accepted", Declined: "declined", Action: "action_required"}


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an order and its latest attempt stand now."""

    order_id: int
    order_state: str
    payment_state: str
    action_url: str
    decline_reason: str


@unit_of_work
def settle(payment_id: int, outcome: Outcome, actor: str) -> Settlement:
    """Applies what the gateway said about an attempt, once, and moves the order along."""
    return settled(payment_id, outcome, actor)


def settled(payment_id: int, outcome: Outcome, actor: str) -> Settlement:
    """The same, as a part of a unit of work that writes down something more."""
    return settle_locked(*lock_attempt(payment_id), outcome, actor)


def settle_locked(order: Order, payment: Payment, outcome: Outcome, actor: str) -> Settlement:
    """The same for an attempt and its order, whose locks the unit of work has."""
    taken = payment.captured
    outcome = _as_it_counts(outcome, payment)
    kind, amount = _event_of(outcome, payment)
    state = TRANSITIONS.get((payment.state, kind))
    if state is not None:
        _record(payment, state, kind, amount, outcome)
        _move(order, payment, actor)
        if payment.captured > taken:
            tell_if_paid(order, payment)
    elif isinstance(outcome, Ok) and came_too_late(payment, kind):
        give_back(order, payment, kind, outcome, actor)
    if isinstance(outcome, Ok):
        moved_elsewhere.write_down(order, payment, outcome, actor)
    return settlement_of(order, payment)


def latest_settlement(order: Order) -> Settlement | None:
    """How `order` and its latest attempt to pay stand, without asking anyone; none without an attempt."""
    found = read(LATEST, {"order_id": order.id})
    return _settlement(order, *found[0]) if found else None


def settlement_of(order: Order, payment: Payment) -> Settlement:
    """How `order` and this attempt, its latest, stand."""
    return _settlement(order, payment.state, payment.action_url, payment.decline_reason)


def complete(order: Order, actor: str) -> None:
    """The order stands: its stock is sold, its places in windows are its own. Inside a unit of work that holds the order's lock."""
    stock.sell(order.id)
    if windows.are_chosen(order):
        windows.keep(order.id)
    order.move("settle")
    order.before_placing = None
    order.placed_at = order.updated_at = clock.now()
    order.version += 1
    record_event(order, "placed", actor)
    announce(order, PLACED)


ORDERS, PAYMENTS = Snapshots(Order), Snapshots(Payment)
PAYMENT_STARTS = len(ORDERS.columns)
LOCKED = Prepared(
    select(*ORDERS.columns, *PAYMENTS.columns)
    .join_from(Order, Payment, Payment.order_id == Order.id)
    .where(Payment.id == bindparam("payment_id"))
    .with_for_update()
)
LATEST = (
    select(*(table_of(Payment).c[name] for name in ("state", "action_url", "decline_reason")))
    .where(Payment.order_id == bindparam("order_id"))
    .order_by(Payment.id.desc())
    .limit(1)
)


def lock_attempt(payment_id: int) -> tuple[Order, Payment]:
    """Order and attempt, locked until the unit of work ends: before anything is written that names the attempt."""
    (found,) = rows(LOCKED, {"payment_id": payment_id})
    return ORDERS.tracked(found[:PAYMENT_STARTS]), PAYMENTS.tracked(found[PAYMENT_STARTS:])


def _as_it_counts(outcome: Outcome, payment: Payment) -> Outcome:
    """What is not as it was asked for pays for nothing, nor does what was given back again before anybody knew of it."""
    if isinstance(outcome, Ok) and (what := misfit(outcome, payment)):
        quarantine(payment, what)
        return Unknown()
    if isinstance(outcome, Ok | Declined) and payment.mismatch:
        payment.mismatch = ""
    is_new = payment.state in UNSETTLED or (payment.state in OVER and not payment.captured)
    if is_new and isinstance(outcome, Ok) and 0 < outcome.captured <= outcome.refunded:
        return Declined("abandoned")
    return outcome


def _event_of(outcome: Outcome, payment: Payment) -> tuple[str, int]:
    match outcome:
        # A part of what was promised is none of the table's business: see `moved_elsewhere`.
        case Ok(captured=captured) if captured == payment.amount:
            return "captured", captured
        case Ok(authorized=authorized) if authorized:
            return "authorized", authorized
        case _:
            return KINDS.get(type(outcome), "lost"), 0


def _record(payment: Payment, state: str, kind: str, amount: int, outcome: Outcome) -> None:
    now = clock.now()
    payment.state, payment.updated_at = state, now
    if kind == "captured":
        # What was captured in parts before has its events already.
        amount -= payment.captured
        payment.captured += amount
        payment.capture_asked = payment.captured
    if kind in {"captured", "authorized"}:
        payment.look_at = now + FIRST_LOOK
    payment.action_url = outcome.url if isinstance(outcome, Action) else None
    payment.decline_reason = outcome.reason if isinstance(outcome, Declined) else None
    if isinstance(outcome, Ok | Action):
        payment.reference = outcome.reference
    record_payment_event(payment, kind, amount, payment.reference or "")


def _move(order: Order, payment: Payment, actor: str) -> None:
    match order.state:
        case "placing":
            _move_on(order, payment, actor)
        case "placed":
            paid_beside(order, payment, actor)
        case "cancelled" if payment.state in GOOD:
            # It came too late for the order: it is given back, and brings nothing back to life.
            ask_everything_back(order, Why(actor, order.cancel_reason or "other"))
    if order.cancel_reason and order.state in {"open", "placed"} and payment.state not in UNSETTLED:
        call_off(order, Why(order.cancel_actor, order.cancel_reason))


def _move_on(order: Order, payment: Payment, actor: str) -> None:
    if payment.state in GOOD:
        complete(order, actor)
    elif payment.state == "declined":
        order.move("decline")
        reopen(order, actor)
        order.updated_at = clock.now()
        order.version += 1
        record_event(order, "payment_declined", actor)
        announce(order, PAYMENT_PROBLEM, str(payment.id))
    else:
        record_event(order, f"payment_{payment.state}", actor)


def _settlement(order: Order, state: str, url: str | None, reason: str | None) -> Settlement:
    return Settlement(order.id, order.state, state, url or "", reason or "")
