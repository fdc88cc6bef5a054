"""Errors as RFC 9457 problem details: one shape for everything that goes wrong below /api."""

from collections.abc import Iterable, Mapping
from urllib.parse import quote

import structlog
from flask import Response
from pydantic_core import to_json
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ..addresses.card_numbers import looks_like_card_number
from ..card_net import CARD_WORDS, CardNumberSent
from ..operations import (
    CustomerNotFound,
    Fault,
    GiftCardNotFound,
    Invalid,
    NotCancellable,
    OrderClosed,
    OrderNotFound,
    QuoteClosed,
    QuoteNotFound,
    Refusal,
    StaleVersion,
    StoredMethodNotFound,
    TooManyAttempts,
)
from ..operations.money import NothingToMove
from ..operations.move_money import PaymentInProgress
from ..operations.tracking import ShipmentNotFound
from ..operations.webhooks import WebhookNotFound
from ..operations.withdraw import NothingToWithdraw
from .codes import PROBLEMS

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
HIDDEN = "…"
#: what werkzeug raises by status; anything else it says is a bad request
BY_STATUS = {
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}


class ErrorDetail(TypedDict):
    """One fault. `pointer` says where in the body; for a query parameter it is the parameter's name."""

    pointer: str
    code: str
    detail: str


class Problem(Exception):
    """Ends a request with a problem of a documented code. `members` are extension members of the body."""

    def __init__(
        self,
        code: str,
        detail: str = "",
        errors: Iterable[ErrorDetail] = (),
        headers: Mapping[str, str] | None = None,
        **members: object,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail or PROBLEMS[code].meaning
        self.errors = list(errors)
        self.headers = dict(headers or {})
        self.members = members

    def response(self) -> Response:
        """The problem as it is sent."""
        kind = PROBLEMS[self.code]
        body = {
            "type": f"/api/docs#{self.code}",
            "title": kind.title,
            "status": kind.status,
            "code": self.code,
            "detail": self.detail,
            "errors": self.errors,
            **self.members,
        }
        return Response(to_json(body), kind.status, self.headers, content_type=MEDIA_TYPE)


def pointer_to(path: Iterable[str | int]) -> str:
    """RFC 6901 as a URI fragment: ("lines", 0, "sku") -> "#/lines/0/sku". Card numbers are not repeated."""
    return "#" + "".join(f"/{_escaped(str(part))}" for part in path)


#: whose code is that of the problem, and says all
TOLD_BY_CODE = (
    OrderNotFound,
    CustomerNotFound,
    QuoteNotFound,
    GiftCardNotFound,
    StoredMethodNotFound,
    ShipmentNotFound,
    NothingToWithdraw,
    WebhookNotFound,
    NothingToMove,
    PaymentInProgress,
)


def problem_of_refusal(refusal: Refusal) -> Problem:  # noqa: PLR0911 (one for each kind)
    """What a program is told when an operation refuses."""
    if isinstance(refusal, TOLD_BY_CODE):
        return Problem(refusal.code)
    match refusal:
        case NotCancellable(reason=reason):
            return Problem("not_cancellable", reason=reason)
        case QuoteClosed(reason=reason, checkout=checkout):
            members = {} if checkout is None else {"checkout": checkout}
            return Problem(f"quote_{reason}", "", (), None, **members)
        case OrderClosed(state=state):
            return Problem("order_closed", f"The checkout is {state}.", state=state)
        case StaleVersion(version=version):
            return Problem("stale_version", headers={"ETag": f'"{version}"'}, version=version)
        case TooManyAttempts(seconds=seconds):
            return Problem("too_many_attempts", headers={"Retry-After": str(seconds)})
        case Invalid(faults=faults):
            return Problem("invalid", errors=map(error_of_fault, faults))
        case _:
            raise refusal


def error_of_fault(fault: Fault) -> ErrorDetail:
    """A fault an operation found, in English."""
    return {
        "pointer": pointer_to(fault.field),
        "code": fault.code,
        "detail": fault.message % dict(fault.params),
    }


def problem_of_http(error: HTTPException) -> Problem:
    """What werkzeug and flask raise, in our shape. A 405 keeps its `Allow`."""
    if isinstance(error, CardNumberSent):
        fault = Fault(error.path, "looks_like_card_number", CARD_WORDS)
        return Problem("invalid", errors=[error_of_fault(fault)])
    code = BY_STATUS.get(error.code or 500, "bad_request")
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return Problem(code, headers={"Allow": ", ".join(sorted(error.valid_methods))})
    return Problem(code)


def answer_to_error(error: Exception) -> Response:
    """The response to anything raised while an API request was served."""
    match error:
        case Problem():
            return error.response()
        case Refusal():
            return problem_of_refusal(error).response()
        case HTTPException() if (error.code or 500) < 500:
            return problem_of_http(error).response()
        case _:
            log.error("api_failed", error=type(error).__name__, exc_info=error)
            return Problem("internal_error").response()


def _escaped(part: str) -> str:
    if looks_like_card_number(part):
        return HIDDEN
    return quote(part.replace("~", "~0").replace("/", "~1"), safe="~!$&'()*+,;=:@")
