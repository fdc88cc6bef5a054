"""The payment step: how it is paid. Card data is never asked for here; a provider does that on a page of its own."""

from flask import request
from flask.typing import ResponseReturnValue

from ..catalog import in_language
from ..models import PaymentMethod
from ..operations import Changes, Invalid, change_seen_order
from ..standing import Standing
from . import flow
from .attempts import decline_of
from .blueprint import blueprint
from .problems import Problem, from_refusal
from .rendering import expired, go, is_genuine
from .step_page import language_was_switched, step_page
from .wording import _, spoken


@blueprint.get("/checkout/payment")
@flow.step("payment")
def show_payment(standing: Standing) -> ResponseReturnValue:
    """The ways to pay, and why the last attempt failed, if one did."""
    return _page(standing, standing.payment)


@blueprint.post("/checkout/payment")
@flow.step("payment")
def save_payment(standing: Standing) -> ResponseReturnValue:
    """Stores the choice."""
    method = _method(standing, request.form.get("payment_method", ""))
    if not is_genuine():
        return _page(standing, method, (Problem(expired()),))
    if language_was_switched(standing):
        return _page(standing, method)
    if method is None:
        words = _("Choose how you want to pay.")
        return _page(standing, None, (Problem(words, "payment_method"),))
    try:
        saved = change_seen_order(standing, Changes(payment_method=method.code))
    except Invalid as invalid:
        return _page(standing, method, from_refusal(invalid, "payment_method"))
    return go(flow.next_url(saved, "payment"))


def _method(standing: Standing, code: str) -> PaymentMethod | None:
    return next((each for each in standing.payment_options if each.code == code), None)


def _page(
    standing: Standing, method: PaymentMethod | None, problems: tuple[Problem, ...] = ()
) -> ResponseReturnValue:
    chosen = method or standing.payment or standing.payment_options[0]
    return step_page(
        "payment",
        standing,
        problems,
        decline=decline_of(standing.order),
        chosen=chosen.code,
        options=[
            {
                "code": each.code,
                "name": in_language(each.name, spoken()),
                "description": in_language(each.description, spoken()),
            }
            for each in standing.payment_options
        ],
    )
