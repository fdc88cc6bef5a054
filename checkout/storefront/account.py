"""A customer's own page: their orders, their addresses, their password."""

from collections.abc import Callable
from functools import wraps

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from ..models import Customer
from ..operations import (
    Invalid,
    TooManyAttempts,
    WrongPassword,
    address_book,
    change_password,
    orders_of,
)
from ..words import N_
from . import visit
from .blueprint import blueprint
from .password_fields import new_password, present_password, problems_with, told_to_wait, too_often
from .problems import Problem, by_anchor
from .rendering import expired, go, is_genuine, page
from .sign_in import sign_in_first
from .wording import _

ORDERS_SHOWN = 20
#: how an order stands, in a list
STATES = {
    "placing": N_("Payment not finished"),
    "placed": N_("Placed"),
    "cancelled": N_("Cancelled"),
}


def for_customers(
    view: Callable[..., ResponseReturnValue],
) -> Callable[..., ResponseReturnValue]:
    """Guards a page of the account: who is not signed in is asked to. The view gets the customer."""

    @wraps(view)
    def guarded(**path: int) -> ResponseReturnValue:
        person = visit.customer()
        if person is None:
            visit.catalog()
            return sign_in_first()
        visit.catalog()
        return view(person, **path)

    return guarded


@blueprint.get("/account")
@for_customers
def show_account(person: Customer) -> ResponseReturnValue:
    """Orders and addresses."""
    before = request.args.get("before", "")
    known = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
    orders = orders_of(person.id, ORDERS_SHOWN + 1, known)
    shown = orders[:ORDERS_SHOWN]
    return page(
        "account/show.html",
        customer=person,
        orders=shown,
        older=shown[-1].id if len(orders) > len(shown) else None,
        book=address_book(person.id),
        states={state: _(words) for state, words in STATES.items()},
    )


@blueprint.get("/account/password")
@for_customers
def show_password(person: Customer) -> ResponseReturnValue:
    """The form for another password."""
    return _password_page(person)


@blueprint.post("/account/password")
@for_customers
def save_password(person: Customer) -> ResponseReturnValue:
    """Another password; every other browser is signed out."""
    if not is_genuine():
        return _password_page(person, (Problem(expired()),))
    current, new = request.form.get("password", ""), request.form.get("new_password", "")
    place = request.remote_addr or ""
    try:
        signed = change_password(visit.shop_code(), person, current, new, place)
    except Invalid as invalid:
        return _password_page(person, problems_with(invalid))
    except TooManyAttempts as refusal:
        return told_to_wait(_password_page(person, (too_often(refusal),), 429), refusal)
    if isinstance(signed, WrongPassword):
        return _password_page(person, (Problem(_("This is not your password."), "password"),))
    visit.remember(signed)
    return go(url_for(".show_account"))


def _password_page(
    person: Customer, problems: tuple[Problem, ...] = (), status: int = 422
) -> Response:
    errors = by_anchor(problems)
    return page(
        "account/password.html",
        status if problems else 200,
        customer=person,
        present=present_password(errors, "password", _("Your password now")),
        new=new_password(errors, "new_password", _("New password")),
        problems=problems,
    )
