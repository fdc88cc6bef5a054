"""The envelope of every answer: whose order it is, what was asked for, what is wrong and what is worth knowing."""

from collections.abc import Sequence

from flask import Response

from ..decimal_json import Json, to_exact_json


def envelope(
    payload: Json, profile: Json, warnings: Sequence[str] = (), metadata: Json = None
) -> Response:
    """What was asked for."""
    return _sent(200, _document(payload, profile, (), warnings, metadata))


def refusal(
    status: int, errors: Sequence[str], profile: Json = None, headers: dict[str, str] | None = None
) -> Response:
    """What is wrong. Nothing has changed."""
    return _sent(status, _document(None, profile, errors, (), None), headers)


def _document(
    payload: Json, profile: Json, errors: Sequence[str], warnings: Sequence[str], metadata: Json
) -> Json:
    return {
        "profile": profile,
        "payload": payload,
        "errors": list(errors),
        "hasErrors": bool(errors),
        "warnings": list(warnings),
        "hasWarnings": bool(warnings),
        "metadata": metadata or {},
    }


def _sent(status: int, document: Json, headers: dict[str, str] | None = None) -> Response:
    return Response(to_exact_json(document), status, headers, content_type="application/json")
