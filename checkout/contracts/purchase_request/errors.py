"""What a partner is told when a purchase request fails: the document knows 400, 401 and 404, and a sentence to read."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from flask import Response
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ...card_net import CARD_WORDS, CardNumberSent, path_in_words
from ...operations import Fault, Invalid
from ..contract import ScopeMissing, Unauthenticated

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class PropertyError:
    """What is wrong with one property, by its path."""

    property: str
    description: str


@dataclass
class BadRequest(Exception):
    """The request cannot be understood, or not be carried out as it is. Nothing was done."""

    message: str
    errors: Sequence[PropertyError] = field(default_factory=tuple)
    status: int = 400


@dataclass
class NothingMatches(Exception):
    """No such tenant, product or order: the same for one that is another shop's."""

    message: str


def answer_to_error(error: Exception) -> Response:
    """The response to anything raised while a request was served."""
    match error:
        case BadRequest():
            return said(error.status, error.message, error.errors)
        case NothingMatches(message=message):
            return said(404, message)
        case Unauthenticated() | ScopeMissing():
            return _refused()
        case Invalid(faults=faults):
            return said(400, "The order cannot be taken.", list(map(_of_fault, faults)))
        case HTTPException() if (error.code or 500) < 500:
            return _of_http(error)
    log.error("purchase_request_failed", error=type(error).__name__, exc_info=error)
    return said(500, "Something went wrong here. Nothing was ordered.")


def said(
    status: int,
    message: str,
    errors: Sequence[PropertyError] = (),
    headers: dict[str, str] | None = None,
) -> Response:
    """An error as it is sent."""
    told = [{"property": each.property, "description": each.description} for each in errors]
    body = to_json({"message": message, "errors": told})
    return Response(body, status, headers, content_type="application/json")


def _refused() -> Response:
    """The document has one status for whoever may not, whether we know them or not."""
    headers = {"WWW-Authenticate": 'Bearer realm="purchaserequest"'}
    return said(401, "Authorization has been refused for this request.", headers=headers)


def _of_fault(fault: Fault) -> PropertyError:
    return PropertyError(".".join(map(str, fault.field)), fault.message % dict(fault.params))


def _of_http(error: HTTPException) -> Response:
    if isinstance(error, CardNumberSent):
        told = [PropertyError(path_in_words(error.path), CARD_WORDS)]
        return said(400, "Some properties are wrong.", told)
    words = {
        403: "A browser sent this request from another site.",
        404: "Nothing here matches the request.",
        405: "The method is not one of this address.",
        413: "The body is longer than 64 KB.",
    }
    status = error.code or 400
    headers = {}
    if isinstance(error, MethodNotAllowed):
        headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return said(status, words.get(status, "The request cannot be understood."), headers=headers)
