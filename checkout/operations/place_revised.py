"""Placing a cart or a quote together with what its buyer says of it: all of it happens, or nothing does."""

from dataclasses import dataclass

from ..db import unit_of_work
from .accepting import Acceptor, accepted
from .as_before import remember
from .load import OrderRef, lock_open_order
from .pay import Debt
from .place import GONE_MEANWHILE, PlaceWish, Stop, begin_or_stop, paid, placement_of
from .placement import OutcomeUnknown, Placement
from .reconcile import reconcile
from .refusals import QuoteClosed
from .revise import Revision, revised


@dataclass(frozen=True, slots=True)
class QuoteRef:
    """A quote of a shop, who accepts it, and the door through which its checkout comes."""

    shop_code: str
    public_id: str
    source: str
    acceptor: Acceptor


def place_revised(ref: OrderRef, wish: PlaceWish, revision: Revision) -> Placement:
    """Revises the open order and places it, in one: unless placing has begun, nothing has changed.

    If the payment is declined, now or later, the order is again what it was. Raises `OrderNotFound`, `OrderClosed` for every order that is not open any more, and `Invalid`.
    """
    try:
        prepared = _prepare(ref, wish, revision)
    except Stop as stop:
        return stop.result
    except GONE_MEANWHILE:
        return place_revised(ref, wish, revision)
    return paid(prepared, wish)


def place_quote(quote: QuoteRef, wish: PlaceWish, revision: Revision) -> Placement:
    """Accepts a quote, revises the checkout it becomes and places it, in one: unless it is paid, the quote is open again.

    One that was accepted already goes on with its checkout. Raises as `accept_quote` and `place_revised`.
    """
    try:
        prepared = _prepare_quote(quote, wish, revision)
    except Stop as stop:
        return stop.result
    except GONE_MEANWHILE:
        return place_quote(quote, wish, revision)
    except QuoteClosed as closed:
        if closed.checkout is None:
            raise
        return place_revised(OrderRef(quote.shop_code, public_id=closed.checkout), wish, revision)
    return paid(prepared, wish)


def reconciled(unknown: OutcomeUnknown, actor: str) -> Placement:
    """What became of an order whose gateway did not answer, asked once more: for callers who cannot wait."""
    settlement = reconcile(unknown.order_id, actor)
    return unknown if settlement is None else placement_of(settlement)


@unit_of_work
def _prepare(ref: OrderRef, wish: PlaceWish, revision: Revision) -> Placement | Debt:
    standing = lock_open_order(ref)
    remember(standing.order)
    return begin_or_stop(revised(standing, revision), wish)


@unit_of_work
def _prepare_quote(quote: QuoteRef, wish: PlaceWish, revision: Revision) -> Placement | Debt:
    standing = accepted(quote.shop_code, quote.public_id, quote.source, quote.acceptor)
    remember(standing.order, is_new=True)
    return begin_or_stop(revised(standing, revision), wish)
