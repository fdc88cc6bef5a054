"""A storefront checkout: pages for shoppers and JSON for programs, over one order model."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from . import models  # noqa: F401 (the tables)
from .api import add_api
from .cli import add_commands
from .config import ROOT, read_settings
from .contracts import add_contracts
from .db import db, init_db
from .health import health, measure
from .languages import init_languages
from .logs import set_up_logs
from .payments.registry import page_origins, set_up_gateways, set_up_tellers
from .payments.sandbox.pages import sandbox_pages
from .security import secure
from .storefront import init_storefront
from .webhooks import webhooks


class Shop(Flask):
    """The application. None of its functions is a coroutine, so nobody needs to look, a dozen times a request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is."""
        return func


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The application as `environ` configures it, the process's environment if none is given.

    Raises `SettingError` for a setting that is missing or malformed.
    """
    settings = read_settings(environ)
    set_up_logs(settings.log_level)
    app = Shop(
        __name__,
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings.instance),
    )
    app.extensions["settings"] = settings
    app.extensions["gateways"] = set_up_gateways(settings)
    app.extensions["tellers"] = set_up_tellers(settings)
    app.config["SECRET_KEY"] = settings.secret_key
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    secure(app, settings, page_origins(app))
    init_languages(app)
    init_db(app, settings)
    Migrate(app, db, directory=str(ROOT / "checkout" / "migrations"), render_as_batch=True)
    init_storefront(app)
    if settings.test_gateway and not settings.test_gateway_url:
        app.register_blueprint(sandbox_pages)
    app.register_blueprint(health)
    app.register_blueprint(webhooks)
    add_contracts(app)
    add_api(app)
    if settings.metrics:
        measure(app)
    add_commands(app)
    return app
