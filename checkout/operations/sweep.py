"""What time does to orders: unsettled payments are asked about, holds and carts expire."""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import structlog
from sqlalchemy import Select, and_, or_, select

from .. import clock, stock, throttle, windows
from ..config import settings
from ..db import db, end_reading, unit_of_work
from ..models import Order, Payment, StockHold, WindowHold
from ..models.payment import UNSETTLED
from .addressing import address_messages
from .callbacks import call_back_all, forget_callbacks
from .errands import carry_out, unanswered
from .forgetting import forget_messages, forget_notifications
from .history import record_event
from .idempotency import purge
from .looking import look, to_be_looked_at
from .lookup import answer_link_requests
from .mailing import send_mails
from .new_password import answer_password_requests
from .production import begin_production, ready_for_production
from .reconcile import reconcile
from .schedule import due, place_due
from .webhook_sending import send_webhooks

log = structlog.get_logger()

ACTOR = "system"
#: How long a request to the gateway may still be on its way in another process.
IN_FLIGHT = timedelta(seconds=30)
#: So many seconds of a round go into one kind of question to gateways: one that hangs must not keep everything else waiting.
PATIENCE = 60


BEING_PAID = Order.state.in_(("placing", "placed"))


def sweep() -> dict[str, int]:
    """One full round over everything that is due: how many of each kind were looked after."""
    return {
        "payments": _each(_unanswered(), lambda id_: reconcile(id_, ACTOR), PATIENCE),
        "called_off": _each(_to_be_called_off(), lambda id_: reconcile(id_, ACTOR, give_up=True)),
        "money": _each(unanswered(), lambda id_: carry_out(id_, ACTOR), PATIENCE),
        "looks": _each(to_be_looked_at(), lambda id_: look(id_, ACTOR), PATIENCE),
        "abandoned": _each(_abandoned(), lambda id_: reconcile(id_, ACTOR, give_up=True)),
        "scheduled": _each(due(), lambda id_: place_due(id_, ACTOR)),
        "holds": _each(_with_expired_holds(), _release_expired_hold),
        "carts": _each(_expired_carts(), _expire_cart),
        "links": answer_link_requests(),
        "passwords": answer_password_requests(),
        "production": _each(ready_for_production(), lambda id_: begin_production(id_, ACTOR)),
        "addressed": address_messages(),
        "mails": send_mails(),
        "callbacks": call_back_all(),
        "webhooks": send_webhooks(),
        "dead_callbacks": forget_callbacks(),
        "old_messages": forget_messages(),
        "old_notifications": forget_notifications(),
        "answers": purge(clock.now()),
        "throttles": throttle.purge(),
    }


def _each(due: Select[int], look_after: Callable[[int], object], seconds: int | None = None) -> int:
    """How many were looked after; within so many seconds, begun at another one in every round."""
    ids: list[int] = list(db.session.scalars(due))
    end_reading()
    begun = monotonic()
    for done, id_ in enumerate(_from_another(ids)):
        if seconds is not None and monotonic() - begun > seconds:
            log.warning("round_cut_short", done=done, left=len(ids) - done)
            return done
        try:
            look_after(id_)
        except Exception:  # one that cannot be looked after must not keep the others waiting
            log.exception("sweep_failed", id=id_)
            end_reading()
    return len(ids)


def _from_another(ids: list[int]) -> list[int]:
    start = int(clock.now().timestamp()) % len(ids) if ids else 0
    return ids[start:] + ids[:start]


def _unanswered() -> Select[int]:
    """Attempts without an answer: those that lost it, and those whose process died before it came."""
    died = and_(Payment.state == "created", Payment.created_at < clock.now() - IN_FLIGHT)
    return (
        select(Order.id)
        .join(Payment)
        .where(BEING_PAID, or_(Payment.state.in_(("unknown", "action")), died))
    )


def _to_be_called_off() -> Select[int]:
    """Orders that are to be cancelled as soon as it is known what became of their payment."""
    return (
        select(Order.id)
        .join(Payment)
        .where(BEING_PAID, Order.cancel_reason != "", Payment.state.in_(UNSETTLED))
    )


def _abandoned() -> Select[int]:
    """Attempts that wait for a shopper whose hold of goods or of a delivery window has run out.

    A placed order that is paid later holds nothing any more; its attempt is waited for as long.
    """
    now, long_ago = stock.DatabaseTime(0), clock.now() - timedelta(seconds=settings().hold_seconds)
    walked_away = and_(Order.state == "placed", Payment.created_at < long_ago)
    return (
        select(Order.id)
        .join(Payment)
        .outerjoin(StockHold, StockHold.order_id == Order.id)
        .outerjoin(WindowHold, WindowHold.order_id == Order.id)
        .where(
            BEING_PAID,
            Payment.state == "action",
            or_(StockHold.expires_at < now, WindowHold.expires_at < now, walked_away),
        )
        .distinct()
    )


def _with_expired_holds() -> Select[int]:
    """An order that is being placed keeps its stock: money may have been taken for it."""
    return (
        select(Order.id)
        .join(StockHold, StockHold.order_id == Order.id)
        .where(Order.state != "placing", StockHold.expires_at < stock.DatabaseTime(0))
        .distinct()
    )


def _expired_carts() -> Select[int]:
    return select(Order.id).where(Order.state == "open", Order.expires_at < clock.now())


@unit_of_work
def _release_expired_hold(order_id: int) -> None:
    _locked(order_id)
    if db.session.scalar(_with_expired_holds().where(Order.id == order_id)) is not None:
        stock.release(order_id)


@unit_of_work
def _expire_cart(order_id: int) -> None:
    order = _locked(order_id)
    if order.state != "open" or order.expires_at >= clock.now():
        return
    stock.release(order_id)
    if windows.are_chosen(order):
        windows.release(order_id)
    order.move("expire")
    order.updated_at = clock.now()
    order.version += 1
    record_event(order, "expired", ACTOR)


def _locked(order_id: int) -> Order:
    return db.session.scalars(select(Order).where(Order.id == order_id).with_for_update()).one()
