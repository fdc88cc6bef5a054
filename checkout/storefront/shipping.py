"""The shipping step: how each shipment is made and travels, what that costs, and when it arrives."""

from collections.abc import Mapping

from flask import request
from flask.typing import ResponseReturnValue

from ..operations import Invalid, change_seen_order
from ..standing import Standing
from . import flow
from .blueprint import blueprint
from .problems import Problem, by_anchor, from_refusal
from .rendering import expired, go, is_genuine
from .shipment_form import changes_in, names_of, problems_in, seen, views_of, wishes_in
from .shown import expect
from .step_page import language_was_switched, step_page


@blueprint.get("/checkout/shipping")
@flow.step("shipping")
def show_shipping(standing: Standing) -> ResponseReturnValue:
    """The options; one that is looked at shows its total, but only Continue chooses it."""
    return _page(standing, request.args)


@blueprint.post("/checkout/shipping")
@flow.step("shipping")
def save_shipping(standing: Standing) -> ResponseReturnValue:
    """Stores the choices."""
    sent = request.form
    if not is_genuine():
        return _page(standing, sent, (Problem(expired()),))
    if language_was_switched(standing):
        return _page(standing, sent)
    problems = tuple(problems_in(standing, sent))
    if problems:
        return _page(standing, sent, problems)
    before = standing.estimate
    try:
        saved = change_seen_order(standing, changes_in(wishes_in(standing, sent)))
    except Invalid as invalid:
        anchor = names_of(standing, standing.shipments[0])["shipping_method"]
        return _page(standing, sent, from_refusal(invalid, anchor))
    expect(before, saved)
    return go(flow.next_url(saved, "shipping"))


def _page(
    standing: Standing, sent: Mapping[str, str], problems: tuple[Problem, ...] = ()
) -> ResponseReturnValue:
    looked_at, errors = seen(standing, sent), by_anchor(problems)
    shipments = views_of(looked_at, sent, errors)
    return step_page(
        "shipping",
        standing,
        problems,
        preview=looked_at,
        shipments=shipments,
        errors=errors,
        # What is chosen decides what else there is to choose.
        renews="content" if any(each.speeds or each.window for each in shipments) else "summary",
        has_producers=any(each.origin.producer for each in looked_at.shipments),
    )
