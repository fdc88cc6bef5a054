"""Paying an order that was confirmed before: by card data, which go straight to the gateway, or by a token of the gateway's own."""

from dataclasses import dataclass, field

from sqlalchemy import bindparam, select

from ..db import db, end_reading
from ..models import Order, Payment
from ..payments import Card
from ..standing import Standing
from .load import OrderRef, find_order
from .pay import Debt, confirm, is_promised_only, token_for
from .place import PlaceWish, place, placement_of
from .placement import OutcomeUnknown, Placed, Placement
from .refusals import CardsNotTaken, NotBeingPaid, OrderClosed
from .settle import settle


@dataclass(frozen=True, slots=True)
class Means:
    """What is paid with: a card, or a token that stands for one. Neither is stored."""

    card: Card | None = None
    token: str = field(default="", repr=False)


def purchase(ref: OrderRef, means: Means, actor: str, return_url: str) -> Placement:
    """Pays the order with `means`. Safe to call any number of times: what is paid stays paid and is not paid twice.

    An order whose last attempt was declined is open again; it is placed anew at the total last quoted.
    Raises `OrderNotFound`, `OrderClosed`, `NotBeingPaid` for an order that nobody has confirmed yet,
    `CardsNotTaken`, `GatewaySilent`.
    """
    standing = find_order(ref)
    order = standing.order
    match order.state:
        case "placing":
            return _finish(order, means, actor, return_url)
        case "placed":
            return _as_it_is(order)
        case "open" if order.number is not None:
            return _place_again(ref, standing, means, actor, return_url)
        case "open":
            raise NotBeingPaid
        case state:
            raise OrderClosed(state)


def _finish(order: Order, means: Means, actor: str, return_url: str) -> Placement:
    payment, debt = _latest(order, return_url)
    if payment.state != "action":
        return OutcomeUnknown(order.id)
    token = means.token or _token(payment.gateway, means)
    return placement_of(settle(debt.payment_id, confirm(debt.with_token(token)), actor))


def _as_it_is(order: Order) -> Placement:
    payment = _latest_payment(order)
    if payment is not None and payment.state == "pending":
        raise CardsNotTaken
    return Placed(order.id)


def _place_again(
    ref: OrderRef, standing: Standing, means: Means, actor: str, return_url: str
) -> Placement:
    method = standing.payment
    token = means.token or (_token(method.gateway, means) if method else "")
    return place(ref, PlaceWish(standing.order.total, actor, return_url, token=token))


def _token(gateway: str, means: Means) -> str:
    return "" if means.card is None else token_for(gateway, means.card)


LATEST = (
    select(Payment)
    .where(Payment.order_id == bindparam("order_id"))
    .order_by(Payment.id.desc())
    .limit(1)
)


def _latest_payment(order: Order) -> Payment | None:
    found = db.session.scalar(LATEST, {"order_id": order.id})
    end_reading()
    return found


def _latest(order: Order, return_url: str) -> tuple[Payment, Debt]:
    payment = _latest_payment(order)
    if payment is None:
        raise LookupError(f"order {order.id} is being placed without a payment")
    later = is_promised_only(payment)
    return payment, Debt.of(payment, order, return_url, manual_capture=later)
