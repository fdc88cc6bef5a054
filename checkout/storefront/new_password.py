"""A new password for who forgot theirs: asking for the link, and choosing one with it."""

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from ..controls import Control
from ..links import read_password_link
from ..models import Customer
from ..operations import Invalid, SignedIn, TooManyAttempts
from ..operations.new_password import ask_for_password, choose_password, who_chooses
from . import visit
from .blueprint import blueprint
from .password_fields import new_password, problems_with, told_to_wait, too_often
from .problems import Problem, by_anchor
from .rendering import expired, go, is_genuine, page
from .wording import _, spoken


@blueprint.get("/account/password/forgotten")
def show_forgotten() -> ResponseReturnValue:
    """The form."""
    return _form()


@blueprint.post("/account/password/forgotten")
def ask_for_new_password() -> ResponseReturnValue:
    """Has the link sent. The answer is the same whether there is such an account or not."""
    if not is_genuine():
        return _form((Problem(expired()),))
    email, place = request.form.get("email", ""), request.remote_addr or ""
    try:
        ask_for_password(visit.shop_code(), email, spoken(), place)
    except Invalid as invalid:
        return _form(problems_with(invalid))
    except TooManyAttempts as refusal:
        return told_to_wait(_form((too_often(refusal),), 429), refusal)
    return go(url_for(".show_forgotten_sent"))


@blueprint.get("/account/password/sent")
def show_forgotten_sent() -> ResponseReturnValue:
    """That the link is on its way, if there is one to send."""
    visit.catalog()
    return page("account/password_sent.html")


@blueprint.get("/account/password/choose/<signed>")
def show_choice(signed: str) -> ResponseReturnValue:
    """The form for the new password."""
    named, customer = _opened(signed)
    if named is None or customer is None:
        return _over()
    visit.enter_shop(named[0])
    return _choice(signed, customer)


@blueprint.post("/account/password/choose/<signed>")
def choose(signed: str) -> ResponseReturnValue:
    """Another password. Every other browser is signed out, this one is signed in."""
    named, customer = _opened(signed)
    if named is None or customer is None:
        return _over()
    if not is_genuine():
        return _choice(signed, customer, (Problem(expired()),))
    new, place = request.form.get("new_password", ""), request.remote_addr or ""
    try:
        signed_in = choose_password(*named, new, place)
    except Invalid as invalid:
        return _choice(signed, customer, problems_with(invalid))
    if not isinstance(signed_in, SignedIn):
        return _over()
    visit.enter_shop(named[0])
    visit.sign_in(signed_in)
    return go(url_for(".show_account"))


def _opened(signed: str) -> tuple[tuple[str, str, str] | None, Customer | None]:
    """What the link names, and whose password it is for; none of one that is over."""
    named = read_password_link(signed)
    return named, who_chooses(*named) if named else None


def _over() -> Response:
    words = _("This link is over: it works for an hour, and once. Have another one sent.")
    return _form((Problem(words),), 410)


def _form(problems: tuple[Problem, ...] = (), status: int = 422) -> Response:
    visit.catalog()
    email = Control(
        name="email",
        label=_("E-mail"),
        hint=_("The one your account is under; the link goes there."),
        value=request.form.get("email", ""),
        type="email",
        error=by_anchor(problems).get("email", ""),
        autocomplete="username",
        inputmode="email",
        enterkeyhint="go",
    )
    return page(
        "account/forgotten.html", status if problems else 200, email=email, problems=problems
    )


def _choice(
    signed: str, customer: Customer, problems: tuple[Problem, ...] = (), status: int = 422
) -> Response:
    visit.catalog()
    return page(
        "account/choose_password.html",
        status if problems else 200,
        signed=signed,
        customer=customer,
        new=new_password(by_anchor(problems), "new_password", _("New password")),
        problems=problems,
    )
