"""The test gateway's own pages: a card form and a bank's question, as a provider's site would have them."""

import re
from dataclasses import dataclass

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from ...controls import Control
from .gateway import CARDS, SandboxGateway, digits_of
from .ledger import Charge
from .unruly import UnrulyGateway

sandbox_pages = Blueprint("test_gateway", __name__)

_EXPIRY = re.compile(r"(0?[1-9]|1[0-2])\s*/?\s*(\d{2}|20\d{2})")
_CODE = re.compile(r"\d{3,4}")


class CardForm(FlaskForm):  # type: ignore[misc]
    """Flask-WTF vouches for its token; the fields are read below."""


@dataclass(frozen=True, slots=True)
class CardFault:
    """What is wrong with one field of the card form."""

    field: str
    text: str


@sandbox_pages.get("/test-gateway/<charge_id>")
def show_charge(charge_id: str) -> ResponseReturnValue:
    """The card form, the bank's question, or the way back when there is nothing left to do."""
    charge = _charge(charge_id)
    if charge.state not in {"card", "challenge"}:
        return redirect(charge.return_url, 303)
    return _page(charge)


@sandbox_pages.post("/test-gateway/<charge_id>")
def pay(charge_id: str) -> ResponseReturnValue:
    """Takes the card, or the cardholder's answer, and sends the shopper on."""
    charge = _charge(charge_id)
    if not CardForm().validate():
        words = _("This page was open for a long time. Please enter the card again.")
        return _page(charge, (CardFault("", words),))
    match request.form.get("do"):
        case "cancel" if charge.state in {"card", "challenge"}:
            _gateway().ledger.move(charge, "refused", "abandoned")
        case "approve" | "refuse" as answer if charge.state == "challenge":
            _gateway().answer_challenge(charge, approved=answer == "approve")
        case _ if charge.state == "card":
            if faults := _faults():
                return _page(charge, faults)
            _gateway().pay(charge, request.form["number"])
    return redirect(url_for(".show_charge", charge_id=charge.id), 303)


def _faults() -> tuple[CardFault, ...]:
    checks = (
        ("number", _is_number, _("Enter the card number, 13 to 19 digits")),
        ("expiry", _EXPIRY.fullmatch, _("Enter the expiry date as on the card, like 09/31")),
        ("code", _CODE.fullmatch, _("Enter the security code, 3 or 4 digits")),
    )
    return tuple(
        CardFault(name, words)
        for name, is_valid, words in checks
        if not is_valid(request.form.get(name, "").strip())
    )


def _is_number(text: str) -> bool:
    digits = digits_of(text)
    return digits.isascii() and digits.isdigit() and 13 <= len(digits) <= 19


def _page(charge: Charge, faults: tuple[CardFault, ...] = ()) -> ResponseReturnValue:
    html = render_template(
        f"test_gateway/{charge.state}.html",
        charge=charge,
        cards=CARDS,
        faults=faults,
        controls=_controls({fault.field: fault.text for fault in faults}),
        language=str(get_locale()),
    )
    return html, 422 if faults else 200


def _controls(errors: dict[str, str]) -> tuple[Control, ...]:
    """The card's own fields in the order of the card; the security code is never shown again."""
    number, expiry = request.form.get("number", ""), request.form.get("expiry", "")
    return (
        _control("number", _("Card number"), number, errors, "cc-number", "medium"),
        _control(
            "expiry",
            _("Expiry date"),
            expiry,
            errors,
            "cc-exp",
            "short",
            _("As on the card, like 09/31"),
        ),
        _control(
            "code",
            _("Security code"),
            "",
            errors,
            "cc-csc",
            "short",
            _("The last three digits on the back, or four on the front"),
        ),
    )


def _control(  # noqa: PLR0913, PLR0917
    name: str,
    label: str,
    value: str,
    errors: dict[str, str],
    token: str,
    width: str,
    hint: str = "",
) -> Control:
    return Control(
        name=name,
        label=label,
        value=value,
        error=errors.get(name, ""),
        hint=hint,
        autocomplete=token,
        inputmode="numeric",
        width=width,
    )


def _charge(charge_id: str) -> Charge:
    charge = _gateway().ledger.by_id(charge_id)
    if charge is None or not charge.return_url:
        abort(404)
    return charge


def _gateway() -> SandboxGateway:
    gateway: UnrulyGateway = current_app.extensions["gateways"]["test"]
    return gateway.honest
