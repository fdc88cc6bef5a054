"""Reading requests: raw bytes and query strings into models, every fault at once."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .problems import ErrorDetail, Problem, pointer_to

M = TypeVar("M", bound=BaseModel)

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
#: so many faults are listed; a body of nothing but faults must not make a larger answer
MOST_ERRORS = 200
#: pydantic's name of a fault -> ours
CODES = {
    "missing": "required",
    "extra_forbidden": "unknown_field",
    "int_type": "not_an_integer",
    "string_type": "not_a_string",
    "model_type": "not_an_object",
    "dict_type": "not_an_object",
    "list_type": "not_a_list",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "instant_out_of_range": "out_of_range",
    "string_too_short": "too_short",
    "string_too_long": "too_long",
    "too_long": "too_many",
    "literal_error": "unknown_value",
    "looks_like_card_number": "looks_like_card_number",
    "name_given_twice": "name_given_twice",
    "bool_type": "not_a_boolean",
    "code_or_id": "code_or_id",
}


def read_body(request: Request, model: type[M], media_types: Collection[str]) -> M:
    """The body as `model`. Raises `Problem` for another media type, for what is no JSON, and for faults."""
    if request.mimetype not in media_types:
        accepted = ", ".join(media_types)
        header = "Accept-Patch" if request.method == "PATCH" else "Accept"
        raise Problem("unsupported_media_type", f"Send {accepted}.", headers={header: accepted})
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_input=False)
        if found[0]["type"] == "json_invalid":
            raise Problem("malformed_json") from None
        raise Problem("invalid", errors=_errors(found)) from None


def read_query(arguments: Mapping[str, Any], model: type[M]) -> M:
    """The query string as `model`. Raises `Problem` for parameters that are unknown or invalid."""
    try:
        return model.model_validate(arguments)
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_input=False)
        raise Problem("invalid_parameters", errors=map(_parameter_error, found)) from None


def _errors(found: list[ErrorDetails]) -> Iterable[ErrorDetail]:
    return map(_error, found[:MOST_ERRORS])


def _error(error: ErrorDetails) -> ErrorDetail:
    path = (part for part in error["loc"] if part != "[key]")
    return {"pointer": pointer_to(path), "code": _code(error), "detail": error["msg"]}


def _parameter_error(error: ErrorDetails) -> ErrorDetail:
    code = _code(error)
    return {
        "pointer": str(error["loc"][0]),
        "code": "unknown_parameter" if code == "unknown_field" else code,
        "detail": error["msg"],
    }


def _code(error: ErrorDetails) -> str:
    return CODES.get(error["type"], "malformed")
