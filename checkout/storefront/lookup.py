"""Finding an order again: its number and e-mail address, and the link comes by mail."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from ..controls import Control
from ..operations import Invalid, TooManyAttempts
from ..operations.lookup import ask_for_link
from . import visit
from .blueprint import blueprint
from .password_fields import problems_with, told_to_wait, too_often
from .problems import Problem, by_anchor
from .rendering import expired, go, is_genuine, page
from .wording import _, spoken


@blueprint.get("/find-order")
def show_lookup() -> ResponseReturnValue:
    """The form."""
    return _form()


@blueprint.post("/find-order")
def look_up_order() -> ResponseReturnValue:
    """Has the link sent. The answer is the same whether there is such an order or not."""
    if not is_genuine():
        return _form((Problem(expired()),))
    number, email = request.form.get("number", ""), request.form.get("email", "")
    place = request.remote_addr or ""
    try:
        ask_for_link(visit.shop_code(), number, email, spoken(), place)
    except Invalid as invalid:
        return _form(problems_with(invalid))
    except TooManyAttempts as refusal:
        return told_to_wait(_form((too_often(refusal),), 429), refusal)
    return go(url_for(".show_lookup_sent"))


@blueprint.get("/find-order/sent")
def show_lookup_sent() -> ResponseReturnValue:
    """That the link is on its way, if there is one to send."""
    visit.catalog()
    return page("orders/link_sent.html")


def _form(problems: tuple[Problem, ...] = (), status: int = 422) -> Response:
    visit.catalog()
    errors, sent = by_anchor(problems), request.form
    number = Control(
        name="number",
        label=_("Order number"),
        hint=_("It is on the confirmation, for example K7M4-QX3D."),
        value=sent.get("number", ""),
        error=errors.get("number", ""),
        autocomplete="off",
        width="medium",
    )
    email = Control(
        name="email",
        label=_("E-mail"),
        hint=_("The one you ordered with; the link goes there."),
        value=sent.get("email", ""),
        type="email",
        error=errors.get("email", ""),
        autocomplete="email",
        inputmode="email",
        enterkeyhint="go",
    )
    return page(
        "orders/find.html",
        status if problems else 200,
        number=number,
        email=email,
        problems=problems,
    )
