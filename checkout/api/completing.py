"""POST /checkouts/{id}/complete: the buyer's confirmation, and every answer there is to it."""

from urllib.parse import urljoin

from flask import Response, request

from ..callers import Caller
from ..operations import (
    ActionNeeded,
    Fault,
    Invalid,
    OrderRef,
    OutcomeUnknown,
    PaymentDeclined,
    Placed,
    PlaceWish,
    TotalChanged,
    Unmet,
    find_order,
    place,
)
from ..operations.placement import Placement
from ..operations.records import records_of
from ..operations.resume import resume_placing
from ..payments import offered_gateways
from ..requirements import Requirement
from ..words import N_
from .answers import Unfinished, versioned
from .checkout_document import message_of
from .checkouts import reference
from .codes import DECLINE_REASONS
from .idempotency import claimed, request_name
from .inputs import CompletionInput, PaymentInput
from .order_document import order_document
from .problems import ErrorDetail, Problem, pointer_to

#: where the gateway sends the shopper back to
RETURN_PATH = "orders/{token}/return"


def complete_checkout(caller: Caller, id: str, body: CompletionInput) -> Response:  # noqa: A002
    """Places the order, or says why not."""
    ref = reference(caller, id)
    if body.payment is not None:
        _check_method(caller, body.payment)
    match _placed(ref, _wish(caller, body)):
        case Placed():
            return _order(ref)
        case ActionNeeded():
            return _order(ref, 202, f"/api/v1/orders/{id}")
        case OutcomeUnknown():
            return unfinished(_order(ref, 202, f"/api/v1/orders/{id}"))
        case PaymentDeclined(reason=reason):
            return declined(reason).response()
        case TotalChanged() as changed:
            return _total_changed(changed).response()
        case Unmet(requirements=missing):
            raise _unmet(missing, find_order(ref).order.locale)


def _placed(ref: OrderRef, wish: PlaceWish) -> Placement:
    """What came of placing the order now, or of having begun to for this very request before."""
    new = claimed()
    resumed = resume_placing(ref, wish, new.since) if new is not None and new.is_resumed else None
    return resumed or place(ref, wish)


def _check_method(caller: Caller, payment: PaymentInput) -> None:
    """A payment method the shop does not offer is a fault of the request, not something still missing."""
    offered = {
        method.code
        for method in caller.catalog.payment_methods
        if method.gateway in offered_gateways()
    }
    if payment.method not in offered:
        words = N_("This shop does not know %(code)s.")
        params = (("code", payment.method),)
        raise Invalid((Fault(("payment", "method"), "unknown_payment_method", words, params),))


def _wish(caller: Caller, body: CompletionInput) -> PlaceWish:
    return PlaceWish(
        expected_total=body.expected_total,
        actor=caller.name,
        return_url=urljoin(request.url_root, RETURN_PATH),
        payment_method=None if body.payment is None else body.payment.method,
        token="" if body.payment is None else body.payment.token or "",
        request=request_name() or None,
    )


def _order(ref: OrderRef, status: int = 200, location: str | None = None) -> Response:
    standing = find_order(ref)
    records = records_of([standing.order.id])[standing.order.id]
    return versioned(order_document(standing, request.url_root, records), status, location)


def unfinished(response: Response) -> Response:
    """An answer that is not kept: the same request sent again finds out more."""
    return Unfinished(response.get_data(), response.status_code, response.headers)


def declined(reason: str) -> Problem:
    """What is told about a payment that took no money."""
    detail = DECLINE_REASONS.get(reason, "The payment was declined.")
    error: ErrorDetail = {"pointer": "#/payment", "code": reason, "detail": detail}
    return Problem("payment_declined", detail, [error], reason=reason)


def _total_changed(changed: TotalChanged) -> Problem:
    return Problem(
        "total_changed",
        old=changed.old,
        new=changed.new,
        lines=[
            {
                "sku": line.sku,
                "name": line.name,
                "old_unit_price": line.old_unit_price,
                "new_unit_price": line.new_unit_price,
            }
            for line in changed.lines
        ],
        dropped_coupon_codes=[each.code for each in changed.dropped_codes],
        dropped_coupons=[
            {"code": each.code, "reason": each.reason, "message": each.message % dict(each.params)}
            for each in changed.dropped_codes
        ],
        quoted=changed.quoted,
        now=changed.now,
    )


def _unmet(missing: tuple[Requirement, ...], locale: str) -> Problem:
    errors: list[ErrorDetail] = [
        {
            "pointer": pointer_to(each.field.split("/")),
            "code": each.code,
            "detail": message_of(each, locale),
        }
        for each in missing
    ]
    return Problem("requirements_unmet", errors=errors)
