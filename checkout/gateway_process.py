"""The test gateway as a process of its own, with the look of the shop's pages and nothing else of the shop."""

from collections.abc import Mapping

from flask import Flask, Response

from .config import ROOT, read_settings
from .languages import init_languages
from .logs import set_up_logs
from .payments.sandbox import UnrulyGateway
from .payments.sandbox.server import make_gateway
from .storefront.assets import init_assets
from .storefront.filters import init_filters

#: Its forms lead back to whatever shop sent the shopper.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def create_gateway_app(
    origin: str, environ: Mapping[str, str] | None = None
) -> tuple[Flask, UnrulyGateway, str]:
    """The application of the test gateway at `origin`, the gateway, and the secret of its webhooks.

    Raises `SettingError` for a setting that is missing or malformed.
    """
    settings = read_settings(environ)
    set_up_logs(settings.log_level)
    app = Flask(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance),
    )
    # Cookies do not tell ports apart: it must not take the shop's.
    app.config.update(SECRET_KEY=settings.secret_key, SESSION_COOKIE_NAME="test-gateway")
    init_languages(app)
    init_assets(app)
    init_filters(app)
    gateway = make_gateway(app, settings.instance / "test-gateway.sqlite", origin)
    app.after_request(_add_headers)
    return app, gateway, settings.test_gateway_secret


def _add_headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
