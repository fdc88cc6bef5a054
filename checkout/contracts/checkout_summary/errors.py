"""What a partner is told when something fails: always the envelope, with sentences to read in `errors`."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from flask import Response
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ...card_net import CARD_WORDS, CardNumberSent, path_in_words
from ...operations import Invalid, OrderClosed, OrderNotFound
from ..contract import ScopeMissing, Unauthenticated
from ..decimal_json import Json
from .envelope import refusal

log = structlog.get_logger()

CLOSED = {
    "cancelled": "The order was cancelled.",
    "expired": "The order has expired.",
}
WORDS = {
    403: "A browser sent this request from another site.",
    404: "Nothing here matches the request.",
    405: "The method is not one of this address.",
    413: "The body is longer than 64 KB.",
}


@dataclass
class Refused(Exception):
    """The request cannot be understood, or not be carried out as it is. Nothing has changed."""

    errors: Sequence[str]
    #: whose order it is, as far as that is known
    profile: Json = None


def answer_to_error(error: Exception) -> Response:
    """The response to anything raised while a request was served."""
    match error:
        case Refused(errors=errors, profile=profile):
            return refusal(400, errors, profile)
        case Unauthenticated() | ScopeMissing():
            return _of_key(error)
        case OrderNotFound():
            return refusal(400, ["There is no order with this id."])
        case OrderClosed() | Invalid():
            return refusal(400, faults_in_words(error))
        case HTTPException() if (error.code or 500) < 500:
            return _of_http(error)
    log.error("checkout_summary_failed", error=type(error).__name__, exc_info=error)
    return refusal(500, ["Something went wrong here. Look at the order before trying again."])


def faults_in_words(refusal: Invalid | OrderClosed) -> list[str]:
    """Why an operation was refused, as sentences."""
    if isinstance(refusal, OrderClosed):
        return [CLOSED.get(refusal.state, "The order is closed.")]
    return [each.message % dict(each.params) for each in refusal.faults]


def _of_key(error: Unauthenticated | ScopeMissing) -> Response:
    if isinstance(error, ScopeMissing):
        return refusal(403, [f"The API key does not have the scope {error.scope}."])
    headers = {"WWW-Authenticate": 'ApiKey realm="order"'}
    return refusal(401, ["The API key is missing, or it does not count."], headers=headers)


def _of_http(error: HTTPException) -> Response:
    if isinstance(error, CardNumberSent):
        return refusal(400, [f"{path_in_words(error.path)}: {CARD_WORDS}"])
    status = error.code or 400
    headers = {}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return refusal(
        status, [WORDS.get(status, "The request cannot be understood.")], headers=headers
    )
