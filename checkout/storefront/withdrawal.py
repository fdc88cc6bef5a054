"""Withdrawing from a contract in two steps: say from what, then confirm. Whoever has the order's link may; no account is asked for."""

import re

from flask import Response, request, session, url_for
from flask.typing import ResponseReturnValue

from .. import ids
from ..controls import Control
from ..operations import Invalid, OrderRef
from ..operations.withdraw import (
    NothingToWithdraw,
    WithdrawalWish,
    check_withdrawal,
    right_to_withdraw,
    withdraw,
    withdrawals_of,
)
from ..standing import Standing
from ..withdrawals import EXEMPTIONS, Right, WithdrawableLine
from . import visit
from .blueprint import blueprint
from .opened import opened_order
from .problems import Problem, by_anchor
from .quantity import quantity_from
from .rendering import expired, go, is_genuine, page
from .wording import _, ngettext, spoken

ACTOR = "shopper"
KEY = re.compile(r"[\w-]{16,64}")
#: up to so many units of a line one chooses from a list
MOST_IN_A_LIST = 20


@blueprint.get("/orders/<token>/withdraw")
def show_withdrawal(token: str) -> ResponseReturnValue:
    """The form."""
    return _form(opened_order(token))


@blueprint.post("/orders/<token>/withdraw")
def declare_withdrawal(token: str) -> ResponseReturnValue:
    """Shows what is about to be declared, to be confirmed; confirmed, it is declared."""
    standing = opened_order(token)
    if not is_genuine():
        return _form(standing, (Problem(expired()),))
    if request.form.get("step") == "change":
        return _form(standing)
    wish = _wish(standing)
    try:
        if request.form.get("step") != "confirm":
            check_withdrawal(standing, wish)
            return _confirmation(standing, wish)
        ref = OrderRef(standing.catalog.shop.code, token=token)
        withdrawal = withdraw(ref, wish, ACTOR)
    except Invalid as invalid:
        return _form(standing, _problems(invalid, standing))
    except NothingToWithdraw:
        return _form(standing)
    session["withdrawn"] = withdrawal.public_id
    return go(url_for(".show_order", token=token, _anchor="withdrawals"))


def _wish(standing: Standing) -> WithdrawalWish:
    sent = request.form
    key = sent.get("withdrawal_key", "")
    units = {line.id: _units(sent.get(_field(line.id), "0")) for line in standing.order.lines}
    return WithdrawalWish(
        name=sent.get("name", ""),
        email=sent.get("email", ""),
        units=units,
        key=key if KEY.fullmatch(key) else ids.new_token(),
        locale=spoken(),
    )


def _units(text: str) -> int:
    """The number typed; what is none is as wrong as one too low."""
    units = quantity_from(text)
    return -1 if units is None else units


def _field(line_id: int) -> str:
    return f"units-{line_id}"


def _problems(invalid: Invalid, standing: Standing) -> tuple[Problem, ...]:
    lines = standing.order.lines
    found = []
    for fault in invalid.faults:
        words = _(fault.message) % dict(fault.params)
        match fault.field:
            case ("lines", int(index), _name):
                found.append(Problem(words, _field(lines[index].id)))
            case ("lines",):
                found.append(Problem(words, _field(lines[0].id)))
            case (str(name), *_rest):
                found.append(Problem(words, name))
    return tuple(found)


def _form(standing: Standing, problems: tuple[Problem, ...] = ()) -> Response:
    right = right_to_withdraw(standing, withdrawals_of(standing.order.id))
    if right is None or not right.is_open:
        return _closed(standing, right)
    errors = by_anchor(problems)
    return page(
        "orders/withdraw.html",
        422 if problems else 200,
        order=standing.order,
        right=right,
        name=_name_control(standing, errors),
        email=_email_control(standing, errors),
        units=[_units_control(each, errors) for each in right.lines if each.left],
        exempt=[
            {"name": each.line.name, "why": _(EXEMPTIONS[each.exemption])}
            for each in right.lines
            if each.exemption
        ],
        problems=problems,
    )


def _confirmation(standing: Standing, wish: WithdrawalWish) -> Response:
    chosen = [(line, wish.units[line.id]) for line in standing.order.lines if wish.units[line.id]]
    values = {"name": wish.name, "email": wish.email, "withdrawal_key": wish.key}
    values |= {_field(line_id): str(units) for line_id, units in wish.units.items()}
    return page(
        "orders/confirm_withdrawal.html",
        order=standing.order,
        wish=wish,
        chosen=chosen,
        values=values,
    )


def _closed(standing: Standing, right: Right | None) -> Response:
    order = standing.order
    return page("orders/no_withdrawal.html", 200, order=order, right=right)


def _own(standing: Standing, value: str) -> str:
    """What the order knows, for a browser that may see it; what was typed comes first."""
    return value if visit.may_see(standing.order) else ""


def _name_control(standing: Standing, errors: dict[str, str]) -> Control:
    place = standing.order.billing_address or standing.order.shipping_address
    return Control(
        name="name",
        label=_("Your name"),
        value=request.form.get("name", _own(standing, place.name if place else "")),
        error=errors.get("name", ""),
        autocomplete="name",
    )


def _email_control(standing: Standing, errors: dict[str, str]) -> Control:
    return Control(
        name="email",
        label=_("E-mail"),
        hint=_("We send the receipt there at once."),
        value=request.form.get("email", _own(standing, standing.order.email)),
        type="email",
        error=errors.get("email", ""),
        autocomplete="email",
        inputmode="email",
    )


def _units_control(each: WithdrawableLine, errors: dict[str, str]) -> Control:
    name = _field(each.line.id)
    options: tuple[tuple[str, str], ...] = ()
    if each.left <= MOST_IN_A_LIST:
        options = tuple((str(number), _choice(number)) for number in range(each.left, -1, -1))
    return Control(
        name=name,
        label=each.line.name,
        value=request.form.get(name, str(each.left)),
        type="select" if options else "text",
        error=errors.get(name, ""),
        hint="" if options else _("Of %(count)d") % {"count": each.left},
        inputmode="" if options else "numeric",
        options=options,
        width="medium",
    )


def _choice(number: int) -> str:
    if number == 0:
        return _("Keep it")
    return ngettext("%(num)d piece", "%(num)d pieces", number) % {"num": number}
