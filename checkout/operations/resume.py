"""Going on with a placing that was begun for a request and never answered: the process died, or the outcome was unknown."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from ..db import db, end_reading
from ..models import Order, Payment, Shop
from ..models.payment import UNSETTLED
from ..payments import NotFound, Outcome
from .load import OrderRef
from .pay import Debt, fetch, is_promised_only, pay
from .place import PlaceWish
from .placement import ActionNeeded, OutcomeUnknown, PaymentDeclined, Placed, Placement
from .settle import settle


def resume_placing(ref: OrderRef, wish: PlaceWish, since: datetime) -> Placement | None:
    """What became of the attempt to pay that was made for `wish.request`; none where it did not get so far: nothing was begun.

    One that nobody has an answer to is driven to its end: the gateway is asked, and where it never heard of the key,
    asked for the money under that same key. One that was declined stays declined: nobody is asked for money a second
    time because the caller did not hear the answer. `ref` has a public id, `since` is when the request was first made.
    """
    asked = {
        "shop_code": ref.shop_code,
        "public_id": ref.public_id,
        "request": wish.request,
        "since": since,
    }
    found = _found(asked)
    if found is None:
        return None
    payment, order = found
    if payment.state in UNSETTLED:
        debt = Debt.of(
            payment, order, wish.return_url, wish.token, manual_capture=is_promised_only(payment)
        )
        settle(payment.id, _outcome(debt, payment.state), wish.actor)
        payment, order = _found(asked) or found
    return _placement(payment, order)


ATTEMPT = (
    select(Payment, Order)
    .join(Order, Order.id == Payment.order_id)
    .join(Shop, Shop.id == Order.shop_id)
    .where(
        Shop.code == bindparam("shop_code"),
        Order.public_id == bindparam("public_id"),
        Payment.request == bindparam("request"),
        Payment.created_at >= bindparam("since", type_=Payment.created_at.type),
    )
    .order_by(Payment.id.desc())
    .limit(1)
)


def _found(asked: dict[str, Any]) -> tuple[Payment, Order] | None:
    row = db.session.execute(ATTEMPT, asked).first()
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
