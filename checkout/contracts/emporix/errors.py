"""What a partner is told when a checkout fails: the document's error message, and its `fault` for credentials."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import structlog
from flask import Response
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ...card_net import CARD_WORDS, CardNumberSent, path_in_words
from ..contract import ScopeMissing, Unauthenticated

log = structlog.get_logger()

#: where it is explained what went wrong
MORE = "/api/docs/emporix"
TYPES = {
    400: "validation_failure",
    403: "insufficient_permissions",
    404: "resource_not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "payload_too_large",
    415: "unsupported_media_type",
    500: "internal_server_error",
}
WORDS = {
    400: "The checkout cannot be carried out.",
    403: "The request is not allowed.",
    404: "Nothing here matches the request.",
    405: "The method is not one of this address.",
    409: "The checkout is in conflict with what happened meanwhile.",
    413: "The body is longer than 64 KB.",
    415: "The body is no JSON.",
    500: "Something went wrong here. Nothing was ordered.",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One thing that is wrong: where in the request, a stable type, and words."""

    field: str
    type: str
    message: str


@dataclass
class Refused(Exception):
    """The checkout is refused. Nothing was done."""

    details: Sequence[Detail]
    status: int = 400
    #: empty: what the status says
    type: str = ""

    @classmethod
    def because(cls, type_: str, message: str, field: str = "", status: int = 400) -> "Refused":
        """Refused for one reason."""
        return cls([Detail(field, type_, message)], status)


class TokenRefused(Exception):
    """The customer's token does not count: the same for forged, expired, revoked, and another shop's."""


def answer_to_error(error: Exception) -> Response:
    """The response to anything raised while a request was served."""
    match error:
        case Refused():
            return said(error.status, error.details, type_=error.type)
        case Unauthenticated():
            return _fault("Invalid access token", "oauth.v2.InvalidAccessToken")
        case TokenRefused():
            return _fault("Invalid or expired saas-token", "oauth.v2.InvalidSaasToken")
        case ScopeMissing(scope=scope):
            return said(403, [Detail("", "missing_scope", f"The scope {scope} is needed.")])
        case HTTPException() if (error.code or 500) < 500:
            return _of_http(error)
    log.error("emporix_checkout_failed", error=type(error).__name__, exc_info=error)
    return said(500)


def said(
    status: int,
    details: Sequence[Detail] = (),
    headers: dict[str, str] | None = None,
    type_: str = "",
) -> Response:
    """An error as it is sent."""
    body = {
        "status": status,
        "type": type_ or TYPES.get(status, TYPES[400]),
        "message": WORDS.get(status, WORDS[400]),
        "moreInfo": MORE,
        "details": [{**asdict(each), "moreInfo": MORE} for each in details],
    }
    return Response(to_json(body), status, headers, content_type="application/json")


def _fault(words: str, code: str) -> Response:
    body = {"fault": {"faultstring": words, "detail": {"errorcode": code}}}
    headers = {"WWW-Authenticate": 'Bearer realm="checkout"'}
    return Response(to_json(body), 401, headers, content_type="application/json")


def _of_http(error: HTTPException) -> Response:
    if isinstance(error, CardNumberSent):
        return said(400, [Detail(path_in_words(error.path), "invalid_value", CARD_WORDS)])
    headers = {}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return said(error.code or 400, headers=headers)
