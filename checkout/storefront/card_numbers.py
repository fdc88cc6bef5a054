"""Card numbers that somebody types into a page: refused beside the field, and in any other field by the last net."""

from flask import request

from ..card_net import refuse_card_numbers
from ..security import SAFE_METHODS
from .blueprint import blueprint

#: what pages say themselves beside the field, or never keep
_SAID_BESIDE = {
    *("email", "name", "company", "line1", "line2", "city", "region", "postal_code", "phone"),
    *("note", "vat_id", "label", "coupon_code", "gift_card", "quantity", "number"),
    *("password", "new_password"),
}


@blueprint.before_request
def keep_card_numbers_out() -> None:
    """Raises `CardNumberSent` before a form is read; the error page says so."""
    if request.method not in SAFE_METHODS:
        own = {name for name in request.form if name.removeprefix("billing_") in _SAID_BESIDE}
        refuse_card_numbers(request, but=own, form=request.form.to_dict(flat=False))
