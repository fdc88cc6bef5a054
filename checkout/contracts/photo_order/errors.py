"""What a partner is told when a request about a photo order fails, always in the document's own four fields."""

from dataclasses import dataclass
from datetime import UTC
from http import HTTPStatus

import structlog
from flask import Response
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ... import clock
from ...addresses.card_numbers import looks_like_card_number
from ...card_net import CARD_WORDS, CardNumberSent, path_in_words
from ...operations import EntryNotOpen, Invalid, OrderNotFound
from ..contract import ScopeMissing, Unauthenticated

log = structlog.get_logger()

NOT_FOUND = "Order not found"
NOT_TEMPORARY = "Only temporary orders can receive checkout data"
NO_DATA = "Only temporary orders can receive data"
OTHER_CART = "Carts are different"
TOO_MANY = "More than 9 Subcarts are not allowed"
NOT_OPEN = "Entry can not be acknowledged"
CANCELED = "Order is canceled"
LONGEST = 1000


@dataclass
class Refused(Exception):
    """The request is not carried out: a status, the document's message, and more for whoever looks for the cause."""

    status: int
    message: str
    debug: str = ""


def answer_to_error(error: Exception) -> Response:
    """The response to anything raised while a request was served."""
    match error:
        case Refused(status=status, message=message, debug=debug):
            return said(status, message, debug)
        case OrderNotFound() | EntryNotOpen() | Invalid():
            return _of_refusal(error)
        case Unauthenticated():
            headers = {"WWW-Authenticate": 'Bearer realm="orders"'}
            return said(401, "Unauthorized", headers=headers)
        case ScopeMissing(scope=scope):
            return said(403, "Forbidden", f"The key lacks the scope {scope}.")
        case HTTPException() if (error.code or 500) < 500:
            return _of_http(error)
    log.error("photo_order_failed", error=type(error).__name__, exc_info=error)
    return said(500, "Internal server error", "Something went wrong here. Nothing was done.")


def said(
    status: int, message: str, debug: str = "", headers: dict[str, str] | None = None
) -> Response:
    """An error as it is sent."""
    now = clock.now().astimezone(UTC)
    body = {
        "status": HTTPStatus(status).name,
        "timestamp": f"{now:%Y-%m-%d %H:%M:%S}.{now.microsecond // 1000:03d}",
        "message": message[:LONGEST],
        "debugMessage": (debug or message)[:LONGEST],
    }
    return Response(to_json(body), status, headers, content_type="application/json")


def _of_refusal(error: OrderNotFound | EntryNotOpen | Invalid) -> Response:
    if isinstance(error, Invalid):
        words = [_words(each.message, each.params) for each in error.faults]
        return said(422, words[0], "; ".join(words))
    if isinstance(error, EntryNotOpen):
        return said(409, NOT_OPEN)
    return said(404, NOT_FOUND)


def _words(message: str, params: tuple[tuple[str, object], ...]) -> str:
    """The sentence about a fault, without what looks like a card's number in it."""
    said_ = {name: "…" if looks_like_card_number(str(value)) else value for name, value in params}
    return message % said_


def _of_http(error: HTTPException) -> Response:
    if isinstance(error, CardNumberSent):
        return said(400, "Validation error", f"{path_in_words(error.path)}: {CARD_WORDS}")
    words = {
        403: ("Forbidden", "A browser sent this request from another site."),
        404: ("Not found", "Nothing is at this address."),
        405: ("Method not allowed", "The method is not one of this address."),
        413: ("Payload too large", "The body is larger than it may be."),
    }
    status = error.code or 400
    headers = {}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    message, debug = words.get(status, ("Bad request", "The request cannot be understood."))
    return said(status, message, debug, headers)
