"""What a shopper can do about an order that is placed: call it off, and pay what is left to pay."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from ..operations import ActionNeeded, Invalid, OrderClosed, OrderRef, cancel_order
from ..operations.cancel import NotCancellable, may_cancel
from ..operations.money import NothingToMove, Why
from ..operations.pay_again import PayWish, pay_again
from ..operations.records import records_of
from ..standing import Standing
from . import visit
from .attempts import return_url
from .blueprint import blueprint
from .opened import opened_order
from .order_money import money_of
from .orders import ACTOR, order_page
from .problems import Problem
from .rendering import expired, go, is_genuine, page
from .wording import _


@blueprint.get("/orders/<token>/cancel")
def show_cancel(token: str) -> ResponseReturnValue:
    """Asks once more before the order is called off."""
    return _question(opened_order(token))


@blueprint.post("/orders/<token>/cancel")
def call_off_order(token: str) -> ResponseReturnValue:
    """Calls the order off."""
    standing = opened_order(token)
    if not visit.may_see(standing.order):
        return go(url_for(".show_order", token=token))
    if not is_genuine():
        return _question(standing, (Problem(expired()),))
    if standing.order.state == "placed" and not _may(standing):
        return order_page(standing, (Problem(_too_late()),), 409)
    try:
        cancel_order(_ref(standing), Why(ACTOR, "requested_by_customer"))
    except NotCancellable:
        return order_page(opened_order(token), (Problem(_too_late()),), 409)
    except OrderClosed:
        pass
    return go(url_for(".show_order", token=token))


@blueprint.post("/orders/<token>/pay")
def pay_order(token: str) -> ResponseReturnValue:
    """Pays what is left to pay, by a way that takes money at once."""
    standing = opened_order(token)
    if not visit.may_see(standing.order):
        return go(url_for(".show_order", token=token))
    if not is_genuine():
        return order_page(standing, (Problem(expired()),))
    wish = PayWish(request.form.get("payment_method", ""), ACTOR, return_url())
    try:
        outcome = pay_again(_ref(standing), wish)
    except Invalid:
        words = _("Choose how you want to pay.")
        return order_page(standing, (Problem(words, "payment_method"),))
    except (NothingToMove, OrderClosed):
        return go(url_for(".show_order", token=token))
    if isinstance(outcome, ActionNeeded):
        # The provider's page is another site: the browser itself must go there.
        return redirect(outcome.url, 303)
    return go(url_for(".show_order", token=token))


def _question(standing: Standing, problems: tuple[Problem, ...] = ()) -> ResponseReturnValue:
    order = standing.order
    if not visit.may_see(order) or not _may(standing):
        return go(url_for(".show_order", token=order.token))
    records = records_of([order.id])[order.id]
    return page(
        "orders/cancel.html",
        422 if problems else 200,
        order=order,
        money=money_of(standing, records),
        problems=problems,
    )


def _may(standing: Standing) -> bool:
    order = standing.order
    return may_cancel(order, records_of([order.id])[order.id])


def _too_late() -> str:
    return _(
        "It is too late to cancel this order: it is on its way or being made. You can withdraw from it, or send it back."
    )


def _ref(standing: Standing) -> OrderRef:
    return OrderRef(standing.catalog.shop.code, token=standing.order.token)
