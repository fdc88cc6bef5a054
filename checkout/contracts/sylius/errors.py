"""What went wrong, in the contract's words: a code, a message, and for a form each fault at its field."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Response
from pydantic_core import to_json
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from ...card_net import CardNumberSent
from ...operations import (
    CardsNotTaken,
    GatewaySilent,
    OrderClosed,
    OrderNotFound,
)
from ..contract import ScopeMissing, Unauthenticated

log = structlog.get_logger()

MESSAGES = {
    400: "Bad Request",
    401: "A valid API key is required: Authorization: Bearer <key>.",
    403: "The API key lacks the scope of this route.",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "The checkout is finished.",
    413: "The body is too large.",
    415: "Send application/x-www-form-urlencoded or application/json.",
    500: "Internal Server Error",
    503: "The payment gateway does not answer. Nothing was charged; try again.",
}
TOKEN_ONLY = "This way to pay takes no card data. Pay with a token of its gateway instead."  # noqa: S105
BLANK = "This value should not be blank."
INVALID = "This value is not valid."
EXTRA = "This form should not contain extra fields."

#: where in a form: names and numbers, outermost first; empty: the form as a whole
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormFault:
    """One thing wrong with a form. Its words never repeat what was sent."""

    path: Path
    words: str


@dataclass
class FormInvalid(Exception):
    """The form cannot be taken: every fault at once. Nothing has changed."""

    faults: tuple[FormFault, ...]


class MalformedBody(Exception):
    """The body is not what its media type says."""


def invalid(*path: str, words: str = INVALID) -> FormInvalid:
    """A form with one fault."""
    return FormInvalid((FormFault(path, words),))


def answer_to_error(error: Exception) -> Response:
    """The response to anything raised while a request of this contract was served."""
    match error:
        case FormInvalid(faults=faults):
            return _answer(400, "Validation Failed", errors=_tree(faults))
        case CardsNotTaken():
            return _answer(400, TOKEN_ONLY, errors=_tree([FormFault(("number",), TOKEN_ONLY)]))
        case HTTPException() if (error.code or 500) < 500:
            return _of_http(error)
        case _ if type(error) in PLAIN:
            code, message, headers = PLAIN[type(error)]
            return _answer(code, message, headers)
        case _:
            log.error("contract_failed", error=type(error).__name__, exc_info=error)
            return _answer(500)


#: what is told by its status, perhaps words of its own, and headers
PLAIN: dict[type[Exception], tuple[int, str, dict[str, str]]] = {
    MalformedBody: (400, "The body could not be read.", {}),
    Unauthenticated: (401, "", {"WWW-Authenticate": 'Bearer realm="api"'}),
    ScopeMissing: (403, "", {}),
    OrderNotFound: (404, "", {}),
    OrderClosed: (409, "", {}),
    GatewaySilent: (503, "", {}),
}


def _of_http(error: HTTPException) -> Response:
    if isinstance(error, CardNumberSent):
        faults = _tree([FormFault(tuple(map(str, error.path)), INVALID)])
        return _answer(400, "Validation Failed", errors=faults)
    code = error.code or 500
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        return _answer(code, headers={"Allow": ", ".join(sorted(error.valid_methods))})
    return _answer(code if code in MESSAGES else 400)


def _answer(
    code: int, message: str = "", headers: dict[str, str] | None = None, **more: Any
) -> Response:
    body = {"code": code, "message": message or MESSAGES[code], **more}
    return Response(to_json(body), code, headers, content_type="application/json")


def _tree(faults: Iterable[FormFault]) -> dict[str, Any]:
    """The faults by field; a field that has fields of its own repeats what is wrong with them."""
    root: dict[str, Any] = {"children": {}}
    for fault in faults:
        node = root
        if not fault.path:
            _add(node, fault.words)
        for name in fault.path:
            node = node.setdefault("children", {}).setdefault(name, {})
            _add(node, fault.words)
    return root


def _add(node: dict[str, Any], words: str) -> None:
    errors = node.setdefault("errors", [])
    if words not in errors:
        errors.append(words)
