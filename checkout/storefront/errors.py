"""What went wrong, within the shop's frame, and where to go from there."""

import structlog
from flask import Response, g, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from ..card_net import CardNumberSent
from ..operations import OrderClosed, OrderNotFound
from . import visit
from .blueprint import blueprint
from .rendering import go, page

log = structlog.get_logger()

#: Machines have answers of their own.
MACHINE_PATHS = ("/api/", "/healthz", "/readyz", "/metrics")


@blueprint.app_errorhandler(HTTPException)
def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Every answer of the 4xx and 5xx kind."""
    if request.path.startswith(MACHINE_PATHS) or error.code is None or error.code < 400:
        return error
    response = _error_page(422 if isinstance(error, CardNumberSent) else error.code)
    for name, value in error.get_headers(request.environ):
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


@blueprint.errorhandler(Exception)
def show_crash(error: Exception) -> ResponseReturnValue:
    """A fault of ours: logged in full, told in short."""
    if isinstance(error, HTTPException):
        return show_http_error(error)
    log.error("page_failed", error=type(error).__name__, endpoint=request.endpoint, exc_info=error)
    return _error_page(500)


@blueprint.errorhandler(OrderNotFound)
def show_unknown_order(_error: OrderNotFound) -> ResponseReturnValue:
    """The same for an order that is another's as for one that does not exist."""
    return _error_page(404)


@blueprint.errorhandler(OrderClosed)
def show_closed_order(_error: OrderClosed) -> ResponseReturnValue:
    """The cart was bought or given up in another tab: its page tells."""
    visit.cart()
    return go(url_for(".begin_checkout"))


def _error_page(code: int) -> Response:
    """The page for an error; it must not fail itself, so it does without a shop that cannot be read."""
    if "catalog" not in g and code < 500:
        visit.catalog()
    return page("error.html", code, code=code)
