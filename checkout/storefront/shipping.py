"""The shipping step: how it travels, what that costs, and when it arrives."""

from flask import request
from flask.typing import ResponseReturnValue

from ..operations import Changes, Invalid, change_seen_order
from ..standing import ShippingOption, Standing
from . import flow
from .blueprint import blueprint
from .problems import Problem, from_refusal
from .rendering import expired, go, is_genuine
from .step_page import language_was_switched, step_page
from .wording import _


@blueprint.get("/checkout/shipping")
@flow.step("shipping")
def show_shipping(standing: Standing) -> ResponseReturnValue:
    """The options; one that is looked at shows its total, but only Continue chooses it."""
    return _page(standing, _option(standing, request.args.get("shipping_method", "")))


@blueprint.post("/checkout/shipping")
@flow.step("shipping")
def save_shipping(standing: Standing) -> ResponseReturnValue:
    """Stores the choice."""
    option = _option(standing, request.form.get("shipping_method", ""))
    if not is_genuine():
        return _page(standing, option, (Problem(expired()),))
    if language_was_switched(standing):
        return _page(standing, option)
    if option is None:
        return _page(
            standing, None, (Problem(_("Choose how we should deliver."), "shipping_method"),)
        )
    try:
        saved = change_seen_order(standing, Changes(shipping_method=option.method.code))
    except Invalid as invalid:
        return _page(standing, option, from_refusal(invalid, "shipping_method"))
    return go(flow.next_url(saved, "shipping"))


def _option(standing: Standing, code: str) -> ShippingOption | None:
    return next((each for each in standing.shipping_options if each.method.code == code), None)


def _page(
    standing: Standing, looked_at: ShippingOption | None, problems: tuple[Problem, ...] = ()
) -> ResponseReturnValue:
    options = standing.shipping_options
    chosen = looked_at or standing.shipping or (options[0] if options else None)
    return step_page("shipping", standing, problems, preview=chosen, options=options, chosen=chosen)
