"""The header `Idempotency-Key`: the same request sent again gets the same answer, byte by byte."""

import hashlib
import json
import re
from collections.abc import Callable
from contextlib import suppress

from flask import Request, Response, g
from pydantic_core import from_json
from werkzeug.exceptions import HTTPException

from ..callers import Caller
from ..db import kept_open
from ..operations import Refusal
from ..operations.idempotency import (
    InFlight,
    Mismatch,
    New,
    Replay,
    TakenOver,
    abandon,
    claim,
    finish,
    release,
)
from ..retries import persistently
from ..sealing import sealed, unsealed
from .answers import Unfinished
from .problems import Problem
from .route import Route

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
#: headers that belong to the answer; all others are made anew
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
RETRY_AFTER = "1"
QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
KEY = re.compile(r"[\x20-\x7e]{1,255}")

#: what says that nothing was carried out
REFUSALS = (Problem, Refusal, HTTPException)


def key_of(request: Request, route: Route) -> str | None:
    """The key, without quotes if it came as a quoted string. Raises `Problem` when it is malformed, or missing."""
    given = request.headers.get(HEADER) if route.takes_key else None
    if given is None:
        if route.idempotency == "required":
            raise Problem("idempotency_key_missing")
        return None
    quoted = QUOTED.fullmatch(given.strip())
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else given.strip()
    if not KEY.fullmatch(key) or (not quoted and key.startswith('"')):
        raise Problem("idempotency_key_malformed")
    return key


def once(
    request: Request, caller: Caller, route: Route, key: str, answer: Callable[[], Response]
) -> Response:
    """The response of `answer()`, which runs only for the first request with this key.

    A refusal changed nothing and frees the key. So does a failure where one unit of work is all there is: it is committed with the
    answer or not at all. Where there are several, the same request sent again resumes what was begun.
    """
    match claim(_scope(caller, route), key, fingerprint_of(request)):
        case New() as new:
            g.claimed = new
            return _in_phases(new, answer) if route.in_phases else _in_one(new, route, answer)
        case Replay(status=status, headers=headers, body=body):
            shown = unsealed(body) if route.seals else body
            return Response(shown, status, {**headers, REPLAYED: "true"})
        case InFlight():
            raise _in_use()
        case Mismatch():
            raise Problem("idempotency_key_reused")


def claimed() -> New | None:
    """The claim of the request that is being carried out; none without a key."""
    new: New | None = g.get("claimed")
    return new


def request_name() -> str:
    """What stands for the request that is being carried out, for ever and for its caller alone; empty without a key."""
    new = claimed()
    return new.request if new else ""


def fingerprint_of(request: Request) -> str:
    """SHA-256 of method, path and body; the order of its keys and white space do not count if it is JSON."""
    body = request.get_data()
    with suppress(ValueError):  # a route that takes no body does not look at it
        body = json.dumps(from_json(body or b"null"), sort_keys=True).encode()
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + body).hexdigest()


def _scope(caller: Caller, route: Route) -> str:
    return f"{caller.shop_code} key {caller.key_id} {route.method} {route.path}"


def _in_one(new: New, route: Route, answer: Callable[[], Response]) -> Response:
    def carry_out() -> Response:
        with kept_open():
            response = answer()
            body = response.get_data()
            kept = sealed(body) if route.seals else body
            finish(new, response.status_code, _kept(response), kept)
            return response

    try:
        return persistently(carry_out)
    except TakenOver:
        raise _in_use() from None
    except BaseException:
        abandon(new)
        raise


def _in_phases(new: New, answer: Callable[[], Response]) -> Response:
    try:
        response = answer()
    except REFUSALS:
        abandon(new)
        raise
    except BaseException:
        release(new)
        raise
    if isinstance(response, Unfinished):
        release(new)
        return response
    try:
        finish(new, response.status_code, _kept(response), response.get_data())
    except TakenOver:
        raise _in_use() from None
    return response


def _kept(response: Response) -> dict[str, str]:
    return {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}


def _in_use() -> Problem:
    return Problem("idempotency_key_in_use", headers={"Retry-After": RETRY_AFTER})
