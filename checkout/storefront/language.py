"""Switching the language without losing anything."""

from flask import request, url_for
from flask.typing import ResponseReturnValue

from ..operations import Changes, Refusal, change_order
from . import visit
from .blueprint import blueprint
from .paths import own_path
from .problems import Problem
from .rendering import expired, go, is_genuine, page
from .wording import speak, spoken


@blueprint.post("/language")
def switch_language() -> ResponseReturnValue:
    """Reads on in another language, on the page the switch was on."""
    back = own_path(request.form.get("back", ""), url_for(".show_catalogue"))
    if not is_genuine():
        visit.catalog()
        return page("language.html", 422, back=back, problems=(Problem(expired()),))
    speak(request.form.get("language", ""))
    _tell_the_order()
    return go(back)


def _tell_the_order() -> None:
    """The names of what is in the cart follow; an order that is closed keeps the language it was made in."""
    ref = visit.cart_ref()
    if ref is None:
        return
    try:
        change_order(ref, Changes(locale=spoken()))
    except Refusal:
        return
