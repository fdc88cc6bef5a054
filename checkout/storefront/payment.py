"""The payment step: how it is paid. Card data is never asked for here; a provider does that on a page of its own."""

from flask import Response, request
from flask.typing import ResponseReturnValue

from ..catalog import in_language
from ..models import PaymentMethod
from ..operations import Changes, Invalid, change_seen_order
from ..standing import Standing
from . import flow
from .attempts import decline_of
from .blueprint import blueprint
from .problems import Problem, by_anchor, from_refusal
from .purse import gift_card_control, purse_of
from .rendering import expired, go, is_genuine
from .step_page import language_was_switched, step_page
from .ways_to_pay import ways_to_pay
from .wording import _, spoken


@blueprint.get("/checkout/payment")
@flow.step("payment")
def show_payment(standing: Standing) -> ResponseReturnValue:
    """The ways to pay, and why the last attempt failed, if one did."""
    return payment_page(standing, standing.payment)


@blueprint.post("/checkout/payment")
@flow.step("payment")
def save_payment(standing: Standing) -> ResponseReturnValue:
    """Stores the choice; where nothing is left to pay, there is none."""
    method = _method(standing, request.form.get("payment_method", ""))
    if not is_genuine():
        return payment_page(standing, method, (Problem(expired()),))
    if language_was_switched(standing):
        return payment_page(standing, method)
    if not standing.payment_options:
        return go(flow.next_url(standing, "payment"))
    if method is None:
        words = _("Choose how you want to pay.")
        return payment_page(standing, None, (Problem(words, "payment_method"),))
    try:
        saved = change_seen_order(standing, Changes(payment_method=method.code))
    except Invalid as invalid:
        return payment_page(standing, method, from_refusal(invalid, "payment_method"))
    return go(flow.next_url(saved, "payment"))


def payment_page(
    standing: Standing,
    method: PaymentMethod | None = None,
    problems: tuple[Problem, ...] = (),
    status: int = 422,
) -> Response:
    """The page with `method` chosen, or what is stored, or the first one; `status` is that of a page with problems."""
    options = ways_to_pay(standing)
    chosen = method or standing.payment or next(iter(options), None)
    return step_page(
        "payment",
        standing,
        problems,
        status=status if problems else 200,
        decline=decline_of(standing.order),
        chosen=chosen.code if chosen else "",
        options=[
            {
                "code": each.code,
                "name": in_language(each.name, spoken()),
                "description": in_language(each.description, spoken()),
            }
            for each in options
        ],
        back={"from": "review"} if request.args.get("from") == "review" else {},
        purse=purse_of(standing),
        gift_card_control=gift_card_control(by_anchor(problems)),
    )


def _method(standing: Standing, code: str) -> PaymentMethod | None:
    return next((each for each in ways_to_pay(standing) if each.code == code), None)
