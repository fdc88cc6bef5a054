"""The header `Idempotency-Key`: the same request sent again gets the same answer, byte by byte."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Literal

from flask import Request, Response
from pydantic_core import from_json

from ..callers import Caller
from ..operations.idempotency import InFlight, Mismatch, New, Replay, abandon, claim, finish
from .problems import Problem

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
#: headers that belong to the answer; all others are made anew
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
RETRY_AFTER = "1"
QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')
KEY = re.compile(r"[\x20-\x7e]{1,255}")

Rule = Literal["none", "optional", "required"]


def key_of(request: Request, rule: Rule) -> str | None:
    """The key, without quotes if it came as a quoted string. Raises `Problem` when it is malformed, or missing."""
    given = request.headers.get(HEADER)
    if given is None or rule == "none":
        if rule == "required":
            raise Problem("idempotency_key_missing")
        return None
    quoted = QUOTED.fullmatch(given.strip())
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else given.strip()
    if not KEY.fullmatch(key) or (not quoted and key.startswith('"')):
        raise Problem("idempotency_key_malformed")
    return key


def once(
    request: Request, caller: Caller, endpoint: str, key: str, answer: Callable[[], Response]
) -> Response:
    """The response of `answer()`, which runs only for the first request with this key.

    What ends in an exception changed nothing, or can be asked for again, so its key is free again.
    """
    match claim(f"key {caller.key_id} {endpoint}", key, fingerprint_of(request)):
        case New() as claimed:
            return _carried_out(claimed, answer)
        case Replay(status=status, headers=headers, body=body):
            return Response(body, status, {**headers, REPLAYED: "true"})
        case InFlight():
            raise Problem("idempotency_key_in_use", headers={"Retry-After": RETRY_AFTER})
        case Mismatch():
            raise Problem("idempotency_key_reused")


def fingerprint_of(request: Request) -> str:
    """SHA-256 of method, path and JSON body; the order of its keys and white space do not count."""
    body = json.dumps(from_json(request.get_data() or b"null"), sort_keys=True)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()


def _carried_out(claimed: New, answer: Callable[[], Response]) -> Response:
    try:
        response = answer()
    except BaseException:
        abandon(claimed)
        raise
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    finish(claimed, response.status_code, headers, response.get_data())
    return response
