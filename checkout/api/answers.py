"""Answers in JSON."""

from collections.abc import Mapping
from typing import Any

from flask import Response
from pydantic_core import to_json

from .preconditions import etag


class Unfinished(Response):
    """How it stands now; not yet what came of it. The same request sent again is told how it stands then."""


def answer(
    document: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The document as a JSON response; instants are RFC 3339 in UTC with a Z."""
    return Response(to_json(document), status, headers, content_type="application/json")


def versioned(
    document: Mapping[str, Any], status: int = 200, location: str | None = None
) -> Response:
    """The document of a checkout or order, with its version as ETag."""
    headers = {"ETag": etag(document["version"])}
    if location is not None:
        headers["Location"] = location
    return answer(document, status, headers)
