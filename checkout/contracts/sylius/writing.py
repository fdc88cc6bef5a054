"""What every document of this contract has: links and instants."""

from datetime import UTC, datetime
from typing import Any

from flask import Response
from pydantic_core import to_json

#: of what was there before anyone wrote down since when
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def answer(document: Any, status: int = 200, location: str = "") -> Response:
    """The document as a JSON response."""
    headers = {"Location": location} if location else {}
    return Response(to_json(document), status, headers, content_type="application/json")


def nothing() -> Response:
    """An answer without a body."""
    return Response(status=204)


def instant(moment: datetime | None) -> str:
    """An instant to the second, in UTC: `2014-12-15T13:37:28+0000`."""
    return (moment or LONG_AGO).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def dates(created: datetime | None, updated: datetime | None) -> dict[str, str]:
    """When something was made and last changed."""
    return {"created_at": instant(created), "updated_at": instant(updated)}


def link(path: str) -> dict[str, str]:
    """A link below /api, which answers to the credential that was shown it."""
    return {"href": f"/api/{path}"}


def links(**paths: str) -> dict[str, dict[str, dict[str, str]]]:
    """The links of a document by their relations."""
    return {"_links": {relation: link(path) for relation, path in paths.items()}}
