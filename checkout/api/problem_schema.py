"""Which problems a route can answer with, as OpenAPI responses."""

from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from .codes import PROBLEMS
from .problem_examples import problem_example
from .problems import MEDIA_TYPE, ErrorDetail
from .route import Route

EVERYWHERE = ("bad_request", "unauthenticated", "scope_missing", "internal_error")
WITH_BODY = ("malformed_json", "unsupported_media_type", "body_too_large")
WITH_KEY = ("idempotency_key_malformed", "idempotency_key_in_use", "idempotency_key_reused")
REQUIRED_HEADERS = {
    "too_many_attempts": ("Retry-After", "Seconds to wait before trying again."),
    "unauthenticated": ("WWW-Authenticate", "`Bearer`."),
    "scope_missing": ("WWW-Authenticate", "`Bearer` with the scope that is missing."),
}
HEADERS = {
    "idempotency_key_in_use": ("Retry-After", "Seconds to wait before asking again."),
    "stale_version": ("ETag", "The current version, quoted."),
}


class ProblemDocument(TypedDict):
    """RFC 9457 problem details. Some codes have further members; see their examples."""

    type: Annotated[str, Field(description="Where the code is explained.")]
    title: str
    status: int
    code: Annotated[str, Field(description="Stable; decide by it.")]
    detail: Annotated[str, Field(description="A sentence for people; it may change.")]
    errors: Annotated[list[ErrorDetail], Field(description="Every fault there is.")]


def codes_of(route: Route) -> list[str]:
    """The codes a route can answer with, by status."""
    codes = [*EVERYWHERE, *route.problems]
    codes += ["forbidden"] if route.method != "GET" else []
    codes += ["invalid_parameters"] if route.query is not None else []
    codes += WITH_BODY if route.body is not None else []
    codes += WITH_KEY if route.takes_key else []
    codes += ["idempotency_key_missing"] if route.idempotency == "required" else []
    return sorted(codes, key=lambda code: PROBLEMS[code].status)


def problem_responses(route: Route) -> dict[str, Any]:
    """The responses of a route that are problems, by status, with an example for each code."""
    responses: dict[str, Any] = {}
    for code in codes_of(route):
        _add(responses.setdefault(str(PROBLEMS[code].status), _empty()), code)
    return responses


def _empty() -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/ProblemDocument"}
    return {"description": "", "content": {MEDIA_TYPE: {"schema": schema, "examples": {}}}}


def _add(response: dict[str, Any], code: str) -> None:
    titles = filter(None, (response["description"], f"{PROBLEMS[code].title}."))
    response["description"] = " ".join(titles)
    response["content"][MEDIA_TYPE]["examples"][code] = {"value": problem_example(code)}
    for table, required in ((REQUIRED_HEADERS, True), (HEADERS, False)):
        if code in table:
            name, words = table[code]
            header = {"description": words, "required": required, "schema": {"type": "string"}}
            response.setdefault("headers", {})[name] = header
