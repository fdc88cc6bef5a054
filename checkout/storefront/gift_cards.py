"""Handing in gift cards and using store credit, on the payment page."""

from dataclasses import replace

from flask import Response, request
from flask.typing import ResponseReturnValue

from ..operations import (
    Changes,
    Guesser,
    Invalid,
    OrderRef,
    TooManyAttempts,
    cards_with,
    change_seen_order,
    drop_gift_card,
    use_gift_card,
)
from ..standing import Standing
from . import flow
from .blueprint import blueprint
from .password_fields import told_to_wait, too_often
from .payment import payment_page
from .problems import Problem, from_refusal
from .purse import is_owner
from .rendering import expired, go, is_genuine
from .shown import expect
from .wording import _


@blueprint.post("/checkout/payment/gift-card")
@flow.step("payment")
def apply_gift_card(standing: Standing) -> ResponseReturnValue:
    """A gift card handed in by its code, which is looked up and forgotten."""
    if not is_genuine():
        return payment_page(standing, problems=(Problem(expired()),))
    code = request.form.get("gift_card", "").strip()
    if not code:
        words = _("Enter the code of your gift card.")
        return payment_page(standing, problems=(Problem(words, "gift_card"),))
    try:
        [card] = cards_with([code], _guesser(standing))
        expect(standing.estimate, use_gift_card(_ref(standing), card))
    except TooManyAttempts as refusal:
        return _later(standing, refusal)
    except Invalid as invalid:
        return payment_page(standing, problems=from_refusal(invalid, "gift_card"))
    return go(flow.own_url("payment"))


@blueprint.post("/checkout/payment/gift-card/remove")
@flow.step("payment")
def remove_gift_card(standing: Standing) -> ResponseReturnValue:
    """A gift card taken off the order."""
    if not is_genuine():
        return payment_page(standing, problems=(Problem(expired()),))
    saved = drop_gift_card(_ref(standing), request.form.get("card", ""))
    expect(standing.estimate, saved)
    return go(flow.own_url("payment"))


@blueprint.post("/checkout/payment/store-credit")
@flow.step("payment")
def choose_store_credit(standing: Standing) -> ResponseReturnValue:
    """Store credit used, by the customer whose it is alone, or not used any more."""
    if not is_genuine():
        return payment_page(standing, problems=(Problem(expired()),))
    wanted = request.form.get("use_store_credit") == "1"
    if wanted and not is_owner(standing):
        words = _("Only a customer who is signed in has store credit.")
        return payment_page(standing, problems=(Problem(words),))
    before = standing.estimate
    expect(before, change_seen_order(standing, Changes(use_store_credit=wanted)))
    return go(flow.own_url("payment"))


def _guesser(standing: Standing) -> Guesser:
    """A cookie is no name for who guesses: it is thrown away."""
    return Guesser(standing.catalog.shop.code, f"address {request.remote_addr}")


def _later(standing: Standing, refusal: TooManyAttempts) -> Response:
    problem = replace(too_often(refusal), anchor="gift_card")
    return told_to_wait(payment_page(standing, problems=(problem,), status=429), refusal)


def _ref(standing: Standing) -> OrderRef:
    return OrderRef(standing.catalog.shop.code, token=standing.order.token)
