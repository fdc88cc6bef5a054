"""What an operator's probes ask: is the process there, can it serve, and how is it doing."""

import time
from typing import Any

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, Flask, Response, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)
from sqlalchemy import Engine, event
from sqlalchemy.exc import SQLAlchemyError

from .config import ROOT
from .db import db

health = Blueprint("health", __name__)


@health.get("/healthz")
def alive() -> dict[str, str]:
    """200 as long as the process answers."""
    return {"status": "ok"}


@health.get("/readyz")
def ready() -> tuple[dict[str, str], int]:
    """200 when the database answers and its schema is the one this code was written for, else 503."""
    try:
        current = MigrationContext.configure(db.session.connection()).get_current_revision()
    except SQLAlchemyError:
        return {"status": "unavailable", "database": "does not answer"}, 503
    wanted = ScriptDirectory(str(ROOT / "checkout" / "migrations")).get_current_head()
    if current != wanted:
        return {"status": "unavailable", "migrations": f"at {current}, not at {wanted}"}, 503
    return {"status": "ok"}, 200


def measure(app: Flask) -> None:
    """Counts and times requests, and serves the numbers of this process at /metrics."""
    registry = CollectorRegistry()
    labels = ("method", "endpoint", "status")
    requests = Counter("checkout_requests", "Requests answered.", labels, registry=registry)
    seconds = Histogram(
        "checkout_request_seconds", "Time to answer.", ("endpoint",), registry=registry
    )

    statements = Counter("checkout_sql_statements", "Statements executed.", registry=registry)
    transactions = Counter(
        "checkout_sql_transactions", "Transactions committed.", registry=registry
    )
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *_: statements.inc())
        event.listen(db.engine, "commit", lambda *_: transactions.inc())
        _time_connections(db.engine, registry)

    @app.before_request
    def start() -> None:
        g.started = time.perf_counter()

    @app.after_request
    def stop(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        requests.labels(request.method, endpoint, response.status_code).inc()
        seconds.labels(endpoint).observe(time.perf_counter() - g.started)
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        """The numbers as Prometheus text."""
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _time_connections(engine: Engine, registry: CollectorRegistry) -> None:
    """For how long requests hold connections: when many want the same goods, that is what runs out first."""
    held = Histogram(
        "checkout_sql_connection_seconds",
        "Time a connection is in use.",
        registry=registry,
        buckets=(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5),
    )

    @event.listens_for(engine, "checkout")
    def taken(_: object, record: Any, __: object) -> None:
        record.info["taken"] = time.perf_counter()

    @event.listens_for(engine, "checkin")
    def returned(_: object, record: Any) -> None:
        held.observe(time.perf_counter() - record.info.pop("taken"))
