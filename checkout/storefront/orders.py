"""The page of an order: confirmation, status, print. Its token is the credential; personal data asks for more."""

import hmac

from flask import request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from ..catalog import in_language
from ..controls import Control
from ..models import Order
from ..operations import Invalid, OrderRef, TooManyAttempts, reconcile, sign_up
from ..operations.records import NOTHING, Records, records_of
from ..operations.settle import Settlement, settlement_of
from ..standing import Standing
from ..transfer import transfer_for
from . import visit
from .blueprint import blueprint
from .lines import lines_of
from .opened import opened_order
from .order_money import money_of, stands_on
from .order_status import HISTORY, status_of
from .password_fields import problems_with, told_to_wait, too_often
from .problems import Problem, by_anchor
from .rendering import expired, go, is_genuine, page
from .shipments import shipments_kept
from .sign_up import offer, take
from .totals import totals_kept, totals_of
from .wording import _, spoken

ACTOR = "shopper"


@blueprint.get("/orders/<token>")
def show_order(token: str) -> ResponseReturnValue:
    """The order as it stands now."""
    return order_page(opened_order(token))


@blueprint.get("/orders/<token>/return")
def return_from_gateway(token: str) -> ResponseReturnValue:
    """Where a payment provider sends the shopper back to: asks what happened and goes where that leads."""
    standing = opened_order(token)
    reconcile(standing.order.id, ACTOR)
    return _go_on(opened_order(token))


@blueprint.post("/orders/<token>/refresh")
def refresh_order(token: str) -> ResponseReturnValue:
    """Asks the provider once more what became of the payment."""
    standing = opened_order(token)
    if not is_genuine():
        return order_page(standing, (Problem(expired()),))
    reconcile(standing.order.id, ACTOR)
    return _go_on(opened_order(token))


@blueprint.post("/orders/<token>/give-up")
def give_up_payment(token: str) -> ResponseReturnValue:
    """Closes a payment that waits for the shopper, so that another way to pay can be chosen."""
    standing = opened_order(token)
    if not is_genuine():
        return order_page(standing, (Problem(expired()),))
    reconcile(standing.order.id, ACTOR, give_up=True)
    return _go_on(opened_order(token))


@blueprint.post("/orders/<token>/unlock")
def unlock_order(token: str) -> ResponseReturnValue:
    """Shows the personal data to someone who knows the order's e-mail address."""
    standing = opened_order(token)
    if not is_genuine():
        return order_page(standing, (Problem(expired()),))
    if not _is_email_of(standing, request.form.get("email", "")):
        words = _("This is not the e-mail address of this order. Check it for typing mistakes.")
        return order_page(standing, (Problem(words, "email"),))
    if standing.order.state == "open":
        visit.keep_cart(standing)
    else:
        visit.keep_order(standing.order)
    return go(url_for(".show_order", token=token))


@blueprint.post("/orders/<token>/sign-up")
def sign_up_after(token: str) -> ResponseReturnValue:
    """Opens an account for who placed the order. Whether there was one already shows nowhere."""
    standing = opened_order(token)
    order = standing.order
    if not is_genuine():
        return order_page(standing, (Problem(expired()),))
    if order.state != "placed" or visit.customer_id() is not None or not visit.may_see(order):
        return go(url_for(".show_order", token=token))
    ref = OrderRef(standing.catalog.shop.code, token=token)
    try:
        sign_up(ref, request.form.get("password", ""), request.remote_addr or "")
    except Invalid as invalid:
        return order_page(standing, problems_with(invalid))
    except TooManyAttempts as refusal:
        return told_to_wait(order_page(standing, (too_often(refusal),), 429), refusal)
    take(order)
    return go(url_for(".show_order", token=token))


def _is_email_of(standing: Standing, typed: str) -> bool:
    known, given = standing.order.email.casefold(), typed.strip().casefold()
    return bool(known) and hmac.compare_digest(known.encode(), given.encode())


def _leave_if_unknown(order: Order, attempt: Settlement | None) -> None:
    """An order whose payment nobody has heard of is out of the shopper's hands: a new cart may begin."""
    waits = attempt is not None and order.state == "placing" and not attempt.action_url
    if waits and session.get("cart") == order.token:
        visit.keep_order(order)


def _go_on(standing: Standing) -> ResponseReturnValue:
    """After the provider was asked: to the order's page, or back to paying when no money was taken."""
    order = standing.order
    if not visit.may_see(order):
        return go(url_for(".show_order", token=order.token))
    if order.state == "open":
        visit.keep_cart(standing)
        return go(url_for(".show_payment"))
    if order.state == "placed":
        visit.keep_order(order)
    return go(url_for(".show_order", token=order.token))


def order_page(
    standing: Standing, problems: tuple[Problem, ...] = (), status: int = 422
) -> BaseResponse:
    """The page of the order; `status` is that of a page with problems."""
    order = standing.order
    if order.state == "open" and visit.may_see(order):
        visit.keep_cart(standing)
        return go(url_for(".begin_checkout"))
    records = NOTHING if order.number is None else records_of([order.id])[order.id]
    payment = stands_on(records.payments)
    attempt = None if payment is None else settlement_of(order, payment)
    _leave_if_unknown(order, attempt)
    method = next(
        (each for each in standing.catalog.payment_methods if each.code == order.payment_method),
        None,
    )
    shipments = shipments_kept(standing, records.shipments)
    return page(
        "orders/order.html",
        status if problems else 200,
        order=order,
        standing=standing,
        lines=lines_of(standing),
        totals=totals_kept(order, records.adjustments)
        if order.number
        else totals_of(standing.priced),
        shipments=shipments,
        progress=status_of(standing, records, shipments),
        events=[each for each in records.events if each.type in HISTORY],
        money=money_of(standing, records),
        attempt=attempt,
        payment_name=in_language(method.name, spoken()) if method else "",
        payment_note=in_language(method.description, spoken())
        if method and order.state != "cancelled"
        else "",
        transfer=transfer_for(standing, records.payments),
        may_see=visit.may_see(order),
        history={kind: _(words) for kind, words in HISTORY.items()},
        email_control=_email_control(by_anchor(problems)),
        has_withdrawn=_has_withdrawn(records),
        sign_up=offer(order, by_anchor(problems)),
        path=url_for(".show_order", token=order.token),
        problems=problems,
    )


def _has_withdrawn(records: Records) -> bool:
    """Whether this browser declared the latest withdrawal just now."""
    told = session.get("withdrawn")
    return bool(told) and any(each.public_id == told for each in records.withdrawals[-1:])


def _email_control(errors: dict[str, str]) -> Control:
    return Control(
        name="email",
        label=_("E-mail"),
        value=request.form.get("email", ""),
        type="email",
        error=errors.get("email", ""),
        autocomplete="email",
        inputmode="email",
        enterkeyhint="go",
    )
