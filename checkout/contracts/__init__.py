"""The published checkout contracts, served over the one order model. A module here only translates."""

from functools import partial

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import default_exceptions
from werkzeug.routing import RequestRedirect

from ..operations import add_document
from . import checkout_summary, emporix, photo_order, purchase_request, sylius
from .contract import Contract, serve
from .guide import show_guide_of
from .openapi import send_openapi_of

CONTRACTS: tuple[Contract, ...] = (
    photo_order.CONTRACT,
    checkout_summary.CONTRACT,
    sylius.CONTRACT,
    purchase_request.CONTRACT,
    emporix.CONTRACT,
)


def add_contracts(app: Flask) -> None:
    """Registers the contracts. Whatever goes wrong below a contract's paths is told in its own words."""
    for contract in CONTRACTS:
        app.register_blueprint(_blueprint(contract))
        if contract.callback_document is not None:
            add_document(app, *contract.callback_document)
    app.jinja_env.globals["contracts"] = CONTRACTS
    app.before_request(_answer_unknown_paths)


def _blueprint(contract: Contract) -> Blueprint:
    blueprint = Blueprint(contract.blueprint, __name__)
    for route in contract.routes:
        view = serve(contract, route)
        blueprint.add_url_rule(
            route.path, route.name, view, methods=[route.method], strict_slashes=False
        )
    openapi = f"/api/contracts/{contract.name}/openapi.json"
    blueprint.add_url_rule(openapi, "openapi", partial(send_openapi_of, contract))
    blueprint.add_url_rule(f"/api/docs/{contract.name}", "guide", partial(show_guide_of, contract))
    # By code as well: a page's handler for the same code would come first otherwise.
    for status in default_exceptions:
        blueprint.register_error_handler(status, contract.answer_to_error)
    blueprint.register_error_handler(Exception, contract.answer_to_error)
    return blueprint


def _answer_unknown_paths() -> Response | None:
    """No route means no blueprint, so its error handlers would not be asked."""
    failure = request.routing_exception
    if failure is None or isinstance(failure, RequestRedirect):
        return None
    for contract in CONTRACTS:
        if contract.owns(request.path):
            return contract.answer_to_error(failure)
    return None
