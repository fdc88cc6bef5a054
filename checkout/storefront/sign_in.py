"""Signing in and out. The page is there for who looks for it; nothing else of the shop ever asks for a password."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from ..controls import Control
from ..operations import TooManyAttempts, WrongPassword, sign_in, sign_out_everywhere
from . import visit
from .blueprint import blueprint
from .password_fields import present_password, told_to_wait, too_often
from .paths import own_path
from .problems import Problem, by_anchor
from .rendering import expired, go, is_genuine, page
from .wording import _


@blueprint.get("/account/sign-in")
def show_sign_in() -> ResponseReturnValue:
    """The form; who is signed in already goes on."""
    back = _back(request.args.get("back", ""))
    if visit.customer() is not None:
        return go(back)
    return _page(back)


@blueprint.post("/account/sign-in")
def enter() -> ResponseReturnValue:
    """Signs in, and goes back to where the shopper came from."""
    back = _back(request.form.get("back", ""))
    if not is_genuine():
        return _page(back, (Problem(expired()),))
    email, password = request.form.get("email", ""), request.form.get("password", "")
    try:
        signed = sign_in(visit.shop_code(), email, password, request.remote_addr or "")
    except TooManyAttempts as refusal:
        return told_to_wait(_page(back, (too_often(refusal),), 429), refusal)
    if isinstance(signed, WrongPassword):
        words = _(
            "This e-mail address and password do not go together. Check both for typing mistakes."
        )
        return _page(back, (Problem(words, "email"),))
    added = visit.sign_in(signed)
    # Nobody buys what an older cart brought along without having seen it there.
    return go(url_for(".show_cart") if added and back.startswith("/checkout") else back)


@blueprint.post("/account/sign-out")
def leave() -> ResponseReturnValue:
    """Signs out here, or everywhere; the cart waits in the account."""
    if not is_genuine():
        return go(url_for(".show_account"))
    person = visit.customer()
    if person is not None and "everywhere" in request.form:
        sign_out_everywhere(person.id)
    visit.sign_out()
    return go(url_for(".show_catalogue"))


def sign_in_first() -> ResponseReturnValue:
    """To the form, and from there back to this page."""
    return go(url_for(".show_sign_in", back=request.path))


def _back(path: str) -> str:
    return own_path(path, url_for(".show_account"))


def _page(back: str, problems: tuple[Problem, ...] = (), status: int = 422) -> Response:
    visit.catalog()
    errors = by_anchor(problems)
    email = Control(
        name="email",
        label=_("E-mail"),
        value=request.form.get("email", ""),
        type="email",
        error=errors.get("email", ""),
        autocomplete="username",
        inputmode="email",
    )
    password = present_password(errors, "password", _("Password"))
    return page(
        "account/sign_in.html",
        status if problems else 200,
        back=back,
        email=email,
        password=password,
        problems=problems,
    )
