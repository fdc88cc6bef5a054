"""POST /orders/{id}/…: calling an order off, taking and giving back its money, and paying what is left of it."""

from urllib.parse import urljoin

from flask import Response, request

from ..callers import Caller
from ..models.payment import OPEN_REQUESTS
from ..operations import (
    ActionNeeded,
    OrderRef,
    OutcomeUnknown,
    PaymentDeclined,
    Placed,
    find_order,
)
from ..operations import cancel_order as call_order_off
from ..operations.money import Why
from ..operations.move_money import Amount
from ..operations.move_money import capture_order as capture
from ..operations.move_money import refund_order as refund
from ..operations.pay_again import PayWish, pay_again
from ..operations.records import Records, records_of
from ..standing import Standing
from .answers import versioned
from .completing import RETURN_PATH, declined, unfinished
from .idempotency import request_name
from .money_inputs import CancelInput, CaptureInput, PayInput, RefundInput
from .order_document import order_document
from .order_queries import find_any
from .problems import Problem


def cancel_order(caller: Caller, id: str, body: CancelInput) -> Response:  # noqa: A002 (the name in the path)
    """The order called off, or on its way there."""
    ref = _ref(caller, id)
    call_order_off(ref, Why(caller.name, body.reason))
    return _order(ref)


def refund_order(caller: Caller, id: str, body: RefundInput) -> Response:  # noqa: A002
    """Money given back, or on its way."""
    ref = _ref(caller, id)
    asked = refund(ref, Amount(body.amount), _why(caller, body.note, body.reason))
    return _order(ref, asked)


def capture_order(caller: Caller, id: str, body: CaptureInput) -> Response:  # noqa: A002
    """Money taken that was promised, or written down that it has come."""
    ref = _ref(caller, id)
    asked = capture(ref, Amount(body.amount), _why(caller, body.note))
    return _order(ref, asked)


def pay_order(caller: Caller, id: str, body: PayInput) -> Response:  # noqa: A002
    """What is left to pay of a placed order, paid or being paid."""
    ref, payment = _ref(caller, id), body.payment
    url = urljoin(request.url_root, RETURN_PATH)
    token, name = payment.token or "", request_name() or None
    match pay_again(ref, PayWish(payment.method, caller.name, url, token, name)):
        case PaymentDeclined(reason=reason):
            return declined(reason).response()
        case ActionNeeded():
            return _document(ref, 202)
        case OutcomeUnknown():
            return unfinished(_document(ref, 202))
        case Placed():
            return _document(ref, 200)
        case outcome:
            raise AssertionError(outcome)


def _ref(caller: Caller, name: str) -> OrderRef:
    return OrderRef(caller.shop_code, public_id=find_any(caller, name).order.public_id)


def _why(caller: Caller, note: str | None, reason: str = "") -> Why:
    return Why(caller.name, reason, note or "", request_name() or None)


def _order(ref: OrderRef, asked: frozenset[int] = frozenset()) -> Response:
    """The order: 202 while something about it is still to be found out. What was just asked for and refused is a problem."""
    standing, records = _found(ref)
    refused = [each for each in records.requests if each.id in asked and each.state == "refused"]
    if refused:
        return Problem("gateway_refused", reason=refused[0].refusal).response()
    order = standing.order
    waits = any(each.state in OPEN_REQUESTS for each in records.requests)
    waits = waits or (bool(order.cancel_reason) and order.state != "cancelled")
    return unfinished(_document(ref, 202)) if waits else _document(ref, 200)


def _document(ref: OrderRef, status: int) -> Response:
    standing, records = _found(ref)
    return versioned(order_document(standing, request.url_root, records), status)


def _found(ref: OrderRef) -> tuple[Standing, Records]:
    standing = find_order(ref)
    return standing, records_of([standing.order.id])[standing.order.id]
