"""Going on with a placing that was begun for a request and never answered: the process died, or the outcome was unknown."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from .. import clock
from ..db import db, end_reading
from ..models import Order, Payment, Shop
from ..models.payment import UNSETTLED
from ..payments import NotFound, Outcome
from .load import OrderRef
from .pay import Debt, fetch, is_promised_only, pay
from .place import PlaceWish
from .placement import ActionNeeded, OutcomeUnknown, PaymentDeclined, Placed, Placement
from .settle import settle

EVER = datetime(1970, 1, 1, tzinfo=UTC)


def resume_placing(
    ref: OrderRef,
    wish: PlaceWish,
    since: datetime = EVER,
    under_way: timedelta = timedelta(0),
) -> Placement | None:
    """What became of the attempt to pay that was made for `wish.request`; none where it did not get so far: nothing was begun.

    One that nobody has an answer to is driven to its end: the gateway is asked, and where it never heard of the key,
    asked for the money under that same key. One that was declined stays declined: nobody is asked for money a second
    time because the caller did not hear the answer. `since` is when the request was first made, where its name may have
    been used before. An attempt that was begun less than `under_way` ago is left to whoever began it.
    """
    found = _found(ref, wish, since)
    if found is None:
        return None
    payment, order = found
    if payment.state == "created" and payment.created_at > clock.now() - under_way:
        return OutcomeUnknown(order.id)
    if payment.state in UNSETTLED:
        debt = Debt.of(
            payment, order, wish.return_url, wish.token, manual_capture=is_promised_only(payment)
        )
        settle(payment.id, _outcome(debt, payment.state), wish.actor)
        payment, order = _found(ref, wish, since) or found
    return _placement(payment, order)


ATTEMPT = (
    select(Payment, Order)
    .join(Order, Order.id == Payment.order_id)
    .join(Shop, Shop.id == Order.shop_id)
    .where(
        Shop.code == bindparam("shop_code"),
        Payment.request == bindparam("request"),
        Payment.created_at >= bindparam("since", type_=Payment.created_at.type),
    )
    .order_by(Payment.id.desc())
    .limit(1)
)
OF_ORDER = {
    "token": ATTEMPT.where(Order.token == bindparam("name")),
    "public_id": ATTEMPT.where(Order.public_id == bindparam("name")),
}


def _found(ref: OrderRef, wish: PlaceWish, since: datetime) -> tuple[Payment, Order] | None:
    asked: dict[str, Any] = {**ref.parameters(), "request": wish.request, "since": since}
    row = db.session.execute(OF_ORDER[ref.way], asked).first()
    end_reading()
    return None if row is None else (row[0], row[1])


def _outcome(debt: Debt, state: str) -> Outcome:
    outcome = NotFound() if state == "created" else fetch(debt)
    return pay(debt) if isinstance(outcome, NotFound) else outcome


def _placement(payment: Payment, order: Order) -> Placement:
    if payment.state == "declined" and order.state != "placed":
        return PaymentDeclined(order.id, payment.decline_reason or "")
    if payment.state not in UNSETTLED:
        return Placed(order.id)
    url = payment.action_url
    return ActionNeeded(order.id, url) if url else OutcomeUnknown(order.id)
