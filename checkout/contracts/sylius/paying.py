"""The last steps: confirming the order, and paying it by card or by a token of the payment gateway."""

from urllib.parse import urljoin

from flask import request

from ... import clock
from ...callers import Caller
from ...operations import (
    Means,
    OrderRef,
    Placement,
    PlaceWish,
    place,
    purchase,
)
from ...payments import Card
from .errors import INVALID, FormFault
from .forms import Fields, Form
from .seen import Seen

CARD_FIELDS = ("type", "cardholderName", "number", "securityCode", "expiryMonth", "expiryYear")
NAMES = (*CARD_FIELDS, "token")
#: where the gateway sends the shopper back to
RETURN_PATH = "orders/{token}/return"


def finalize(caller: Caller, ref: OrderRef, seen: Seen) -> Placement:
    """Confirms the order at the total that was last quoted."""
    return place(ref, PlaceWish(seen.order.total, caller.name, _return_url()))


def pay(caller: Caller, ref: OrderRef, form: Form) -> Placement:
    """Pays with what the form says. Raises `FormInvalid` and what `purchase` raises."""
    return purchase(ref, _means(form), caller.name, _return_url())


def _return_url() -> str:
    return urljoin(request.url_root, RETURN_PATH)


def _means(form: Form) -> Means:
    fields = Fields(form)
    if form.keys() == {"token"}:
        token = fields.text("token")
        fields.check()
        return Means(token=token)
    card = _card(fields)
    fields.text("type", required=False)
    fields.check()
    return Means(card)


def _card(fields: Fields) -> Card:
    number = fields.text("number", longest=40).replace(" ", "").replace("-", "")
    code = fields.text("securityCode", longest=4)
    month = fields.number("expiryMonth", least=1, most=12)
    year = fields.number("expiryYear", most=9999)
    year = 2000 + year if year is not None and year < 100 else year
    checks = {
        "number": _is_digits(number, 13, 19),
        "securityCode": _is_digits(code, 3, 4),
        "expiryYear": year is None or month is None or not _is_over(month, year),
    }
    blamed = {fault.path[0] for fault in fields.faults}
    wrong = [name for name, is_right in checks.items() if not is_right and name not in blamed]
    fields.faults += [FormFault((name,), INVALID) for name in wrong]
    holder = fields.text("cardholderName", longest=100)
    return Card(number, holder, code, month or 0, year or 0)


def _is_digits(text: str, least: int, most: int) -> bool:
    return text.isascii() and text.isdigit() and least <= len(text) <= most


def _is_over(month: int, year: int) -> bool:
    now = clock.now()
    return (year, month) < (now.year, now.month)
