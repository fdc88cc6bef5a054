"""Placing an order: prepare, pay, settle.

Prepare is one transaction that makes the order final and records the attempt to pay; pay talks to the gateway
with no transaction open; settle is one transaction again. Whatever dies in between, the order and the attempt are
there, the gateway knows our key, and anyone may settle later. Nothing is refunded because another thread failed.
"""

from dataclasses import dataclass

from .. import credit, stock, uses, windows
from ..db import unit_of_work
from ..models import Order, PaymentMethod
from ..standing import Standing, anew
from .changes import Changes
from .edit import NewOrder, changed, draft_order, opened, quote
from .freeze import PAYMENTS, begin_payment, freeze
from .load import OrderRef, lock_cart, lock_open_order
from .pay import Debt, pay, pay_at_once
from .placement import (
    ActionNeeded,
    DroppedCode,
    LineChange,
    OutcomeUnknown,
    PaymentDeclined,
    Placed,
    Placement,
    TotalChanged,
    Unmet,
)
from .refusals import OrderClosed
from .saving import save
from .settle import Settlement, complete, latest_settlement, settle, settle_locked


@dataclass(frozen=True, slots=True)
class PlaceWish:
    """What the caller confirmed: the total seen (minor units), how it is paid, where the shopper returns to."""

    #: none: whatever it costs
    expected_total: int | None
    actor: str
    #: an absolute URL with `{token}` where the order's token goes
    return_url: str
    payment_method: str | None = None
    #: what stands for the card; handed to the gateway, never stored
    token: str = ""
    #: which request of a program confirmed it, by `idempotency.New.request`
    request: str | None = None
    #: made to the order first, in the same unit; where something is missing it stays as it was
    changes: Changes | None = None


GONE_MEANWHILE = (credit.NotEnoughCredit, uses.UsedUp, stock.NotEnoughStock, windows.WindowFull)


class Stop(Exception):
    """Ends a unit of work without a trace; `result` is the answer."""

    def __init__(self, result: Placement) -> None:
        self.result = result


def place(ref: OrderRef, wish: PlaceWish) -> Placement:
    """Places the order, or says why not.

    Safe to call any number of times and at once: the first call places, the others answer what became of it.
    Raises `OrderNotFound`, `OrderClosed` for an order that was cancelled or has expired, and `Invalid` for changes
    that cannot be made.
    """
    try:
        prepared = _prepare(ref, wish)
    except Stop as stop:
        return stop.result
    except GONE_MEANWHILE:
        # Someone else had it meanwhile: a total that changed by it is told like any other change, and goods and windows
        # that are gone as missing, unless they are at another place or back on the shelf.
        return place(ref, wish)
    return paid(prepared, wish)


def place_new(new: NewOrder, wish: PlaceWish) -> Placement:
    """Opens an order and places it, in one: either placing has begun, or there is no order at all.

    Raises `Invalid`, also when another order of the source has its external id.
    """
    try:
        prepared = _prepare_new(new, wish)
    except Stop as stop:
        return stop.result
    except (credit.NotEnoughCredit, stock.NotEnoughStock):
        missing = draft_order(new).missing
        if missing:
            return Unmet(missing)
        return place_new(new, wish)
    return paid(prepared, wish)


def place_changed(
    ref: OrderRef, changes: Changes, wish: PlaceWish, if_match: int | None = None
) -> Placement:
    """Changes the open order and places it, in one: placing has begun with all the changes, or nothing has changed.

    Raises `OrderNotFound`, `OrderClosed` for an order that is not open any more, `StaleVersion` when `if_match` is
    not its version, and `Invalid`.
    """
    try:
        prepared = _prepare_changed(ref, changes, wish, if_match)
    except Stop as stop:
        return stop.result
    except GONE_MEANWHILE:
        return place_changed(ref, changes, wish, if_match)
    return paid(prepared, wish)


@unit_of_work
def _prepare(ref: OrderRef, wish: PlaceWish) -> Placement | Debt:
    standing = lock_cart(ref)
    if standing.order.state != "open":
        return _already_begun(standing.order)
    if wish.changes is not None:
        standing = changed(standing, wish.changes)
    return begin(standing, wish)


@unit_of_work
def _prepare_changed(
    ref: OrderRef, changes: Changes, wish: PlaceWish, if_match: int | None
) -> Placement | Debt:
    return begin_or_stop(changed(lock_open_order(ref, if_match), changes), wish)


@unit_of_work
def _prepare_new(new: NewOrder, wish: PlaceWish) -> Placement | Debt:
    return begin_or_stop(opened(new), wish)


def begin(standing: Standing, wish: PlaceWish) -> Placement | Debt:
    """Makes the order, whose lock the caller has, final and records the attempt to pay it. Raises `Stop`."""
    order = standing.order
    if wish.payment_method is not None:
        order.payment_method = wish.payment_method
    if standing.missing:
        raise Stop(Unmet(standing.missing))
    expected = wish.expected_total
    if expected is not None and expected != standing.priced.total:
        answer = _total_changed(standing, expected)
        save(order)
        return answer
    freeze(standing, wish.actor)
    begun = _pay(order, standing.payment, wish)
    save(order)
    return begun


def _pay(order: Order, method: PaymentMethod | None, wish: PlaceWish) -> Placement | Debt:
    if method is None:
        complete(order, wish.actor)
        return Placed(order.id)
    payment = begin_payment(order, method, wish.request)
    debt = Debt.of(
        payment, order, wish.return_url, wish.token, manual_capture=method.manual_capture
    )
    outcome = pay_at_once(debt)
    if outcome is None:
        return debt
    # Nobody is asked, so there is nothing to wait for and no answer to lose: it needs no unit of its own.
    settlement = settle_locked(order, payment, outcome, wish.actor)
    PAYMENTS.save(payment)
    return placement_of(settlement)


def begin_or_stop(standing: Standing, wish: PlaceWish) -> Placement | Debt:
    """Begins, or leaves no trace: a total that changed is not written down either."""
    prepared = begin(standing, wish)
    if isinstance(prepared, TotalChanged):
        raise Stop(prepared)
    return prepared


def paid(prepared: Placement | Debt, wish: PlaceWish) -> Placement:
    """Pays and settles what has begun, with no unit of work open."""
    if not isinstance(prepared, Debt):
        return prepared
    return placement_of(settle(prepared.payment_id, pay(prepared), wish.actor))


def _already_begun(order: Order) -> Placement:
    if order.state == "placed":
        return Placed(order.id)
    latest = latest_settlement(order)
    if order.state != "placing" or latest is None:
        raise OrderClosed(order.state)
    return placement_of(latest)


def placement_of(settlement: Settlement) -> Placement:
    """What came of placing an order, by how its latest attempt stands."""
    if settlement.order_state == "placed":
        return Placed(settlement.order_id)
    if settlement.order_state == "open" or settlement.payment_state == "declined":
        return PaymentDeclined(settlement.order_id, settlement.decline_reason)
    if settlement.action_url:
        return ActionNeeded(settlement.order_id, settlement.action_url)
    return OutcomeUnknown(settlement.order_id)


def _total_changed(standing: Standing, expected_total: int) -> TotalChanged:
    """Quotes anew, takes dead codes off, and says what is different from what was last quoted."""
    order, dead = standing.order, [each for each in standing.vouchers if each.is_dead]
    dropped = tuple(DroppedCode(each.code, each.reason, each.message, each.params) for each in dead)
    changes = tuple(
        LineChange(line.sku, line.name, line.unit_price, standing.unit_price_of(line))
        for line in order.lines
        if line.unit_price != standing.unit_price_of(line)
    )
    before = dict(order.quoted)
    order.coupon_codes = [code for code in order.coupon_codes if code not in standing.dead_codes]
    fresh = quote(anew(standing))
    return TotalChanged(expected_total, fresh.priced.total, changes, dropped, before, order.quoted)
