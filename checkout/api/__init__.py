"""The native JSON API: routes at /api/v1, its OpenAPI document beside them, and its guide at /api/docs."""

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import default_exceptions
from werkzeug.routing import RequestRedirect

from ..operations import add_document
from .guide import breakable, prose, show_guide
from .openapi import send_openapi
from .problems import answer_to_error, problem_of_http
from .routes import ROUTES
from .serving import serve
from .webhooks import order_bytes

PREFIX = "/api"


def add_api(app: Flask) -> None:
    """Registers the API. Whatever goes wrong below /api is answered as a problem, unknown paths too."""
    app.register_blueprint(_blueprint())
    add_document(app, "order", order_bytes)
    app.before_request(_answer_unknown_paths)


def _blueprint() -> Blueprint:
    blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
    for route in ROUTES:
        rule = "/v1" + route.path.replace("{", "<").replace("}", ">")
        blueprint.add_url_rule(rule, route.name, serve(route), methods=[route.method])
    blueprint.add_url_rule("/v1/openapi.json", "openapi", send_openapi)
    blueprint.add_url_rule("/docs", "guide", show_guide)
    blueprint.add_app_template_filter(prose)
    blueprint.add_app_template_filter(breakable)
    # By code as well: a page's handler for the same code would come first otherwise.
    for status in default_exceptions:
        blueprint.register_error_handler(status, answer_to_error)
    blueprint.register_error_handler(Exception, answer_to_error)
    return blueprint


def _answer_unknown_paths() -> Response | None:
    """No route means no blueprint, so its error handlers would not be asked."""
    failure = request.routing_exception
    if failure is None or isinstance(failure, RequestRedirect):
        return None
    if not f"{request.path}/".startswith(f"{PREFIX}/"):
        return None
    return problem_of_http(failure).response()
