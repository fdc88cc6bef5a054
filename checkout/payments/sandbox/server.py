"""The test gateway as a process of its own: its API, its card pages, its ledger and its switches, by HTTP."""

import socket
import threading
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError
from werkzeug.serving import make_server

from ..gateway import Attempt, Card, Movement, Outcome, Unknown
from .courier import Courier
from .gateway import SandboxGateway
from .pages import sandbox_pages
from .unruly import UnrulyGateway
from .wire import answer_to_json, attempt_from_json

gateway_api = Blueprint("gateway_api", __name__)

Body = dict[str, Any]
VERBS: dict[str, Callable[[UnrulyGateway, Attempt, Body], Outcome | Movement]] = {
    "create": lambda gateway, attempt, _: gateway.create(attempt),
    "confirm": lambda gateway, attempt, _: gateway.confirm(attempt),
    "fetch": lambda gateway, attempt, _: gateway.fetch(attempt),
    "void": lambda gateway, attempt, _: gateway.void(attempt),
    "release": lambda gateway, attempt, body: gateway.release(attempt, body["key"]),
    "capture": lambda gateway, attempt, body: gateway.capture(
        attempt, body["amount_moved"], body["key"]
    ),
    "refund": lambda gateway, attempt, body: gateway.refund(
        attempt, body["amount_moved"], body["key"], body["reason"]
    ),
}


@gateway_api.post("/v1/<verb>")
def ask(verb: str) -> ResponseReturnValue:
    """Carries out one call of the protocol. A lost answer is none: the connection ends."""
    if verb not in VERBS:
        abort(404)
    try:
        body = dict(request.get_json())
        answer = VERBS[verb](_gateway(), attempt_from_json(body), body)
    except (KeyError, TypeError, ValueError):
        abort(400)
    return _no_answer() if isinstance(answer, Unknown) else jsonify(answer_to_json(answer))


@gateway_api.post("/v1/tokenise")
def tokenise() -> ResponseReturnValue:
    """What stands for a card."""
    try:
        card = Card(**request.get_json())
    except TypeError:
        abort(400)
    return jsonify(token=_gateway().tokenise(card))


@gateway_api.get("/ledger")
def show_ledger() -> ResponseReturnValue:
    """Every charge and every movement of money, in the order in which they came."""
    charges, movements = _gateway().ledger.everything()
    return jsonify(
        charges=[asdict(each) for each in charges], movements=[asdict(each) for each in movements]
    )


@gateway_api.get("/switches")
def show_switches() -> ResponseReturnValue:
    """How the switches stand."""
    return jsonify(_gateway().switches.read().model_dump())


@gateway_api.patch("/switches")
def set_switches() -> ResponseReturnValue:
    """Sets some of the switches; an unknown one, or one that makes no sense, sets none."""
    try:
        return jsonify(_gateway().switches.set(dict(request.get_json())).model_dump())
    except ValidationError as wrong:
        return jsonify(errors=wrong.errors(include_url=False, include_context=False)), 422


def make_gateway(app: Flask, ledger: Path, origin: str) -> UnrulyGateway:
    """Makes `app`, which has the look of our pages, the test gateway at `origin`."""
    gateway = UnrulyGateway(SandboxGateway(ledger, origin))
    app.extensions["gateways"] = {"test": gateway}
    app.register_blueprint(gateway_api)
    app.register_blueprint(sandbox_pages)
    return gateway


def serve(app: Flask, gateway: UnrulyGateway, port: int, secret: str) -> None:
    """Serves it on 127.0.0.1 with a courier for its webhooks beside it, until the process is told to stop."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    stop = threading.Event()
    courier = Courier(gateway, secret)
    thread = threading.Thread(target=courier.run, args=(stop,), daemon=True)
    thread.start()
    try:
        server.serve_forever()
    finally:
        stop.set()


def _no_answer() -> Response:
    connection: socket.socket | None = request.environ.get("werkzeug.socket")
    if connection is None:
        abort(503)
    connection.shutdown(socket.SHUT_RDWR)
    return Response(status=503)


def _gateway() -> UnrulyGateway:
    gateway: UnrulyGateway = current_app.extensions["gateways"]["test"]
    return gateway
