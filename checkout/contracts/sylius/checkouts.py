"""/api/checkouts/{id}: a checkout step by step."""

from flask import Response, request

from ...callers import Caller
from ...operations import NotBeingPaid, OrderClosed, OrderRef, Placement, TotalChanged, Unmet
from . import paying
from .errors import FormFault, FormInvalid
from .forms import Form, read_form
from .ids import order_ref
from .order_document import order_document
from .payments import payment_step_document
from .seen import Seen, look_at
from .shipments import proposal_documents
from .steps import (
    FINALIZE,
    PAYMENT,
    PURCHASE,
    SHIPPING,
    form_invalid,
    require_before,
    step_of,
    take,
)
from .writing import answer

TOTAL_CHANGED = (
    "The total is not the one that was last quoted. Look at the checkout and confirm again."
)
NOT_CONFIRMED = "Confirm the order before you pay it."


def read_checkout(caller: Caller, order_id: str) -> Response:
    """What the next step needs."""
    seen = look_at(order_ref(caller, order_id))
    match seen.next_step:
        case "shipping":
            return answer(proposal_documents(seen))
        case "payment":
            return answer(payment_step_document(seen))
        case _:
            return answer(order_document(seen))


def advance_checkout(caller: Caller, order_id: str) -> Response:
    """Takes the step that the body belongs to."""
    ref = order_ref(caller, order_id)
    seen = look_at(ref)
    form = read_form(request)
    step = step_of(form)
    if step == PURCHASE:
        _explain(_pay(caller, ref, seen, form), seen)
    elif not seen.is_open:
        raise OrderClosed(seen.order.state)
    elif step == FINALIZE:
        require_before(seen, FINALIZE)
        _explain(paying.finalize(caller, ref, seen), seen)
    else:
        take(ref, seen, step, form)
    return _answer(ref, step)


def _answer(ref: OrderRef, step: str) -> Response:
    """The order after a step, which is called by its own name where it is the last one taken."""
    seen = look_at(ref)
    own = {SHIPPING: "shipping", PAYMENT: "payment"} if seen.is_open else {}
    return answer(order_document(seen, own.get(step, "")))


def _pay(caller: Caller, ref: OrderRef, seen: Seen, form: Form) -> Placement:
    """Pays an order that was confirmed. Raises `FormInvalid` for one that was not, with the steps before it that are missing."""
    try:
        return paying.pay(caller, ref, form)
    except NotBeingPaid:
        require_before(seen, FINALIZE)
        raise FormInvalid((FormFault((), NOT_CONFIRMED),)) from None


def _explain(placement: Placement, seen: Seen) -> None:
    """Whatever became of the payment is in the order; only what kept it from being placed is an error."""
    match placement:
        case Unmet(requirements=missing):
            raise form_invalid(missing, seen.order.locale)
        case TotalChanged():
            raise FormInvalid((FormFault((), TOTAL_CHANGED),))
        case _:
            return
