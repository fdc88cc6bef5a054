"""From a route of the table to a view of Flask: authenticate, read, carry out once."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Response, request

from ..card_net import refuse_card_numbers
from .caller import authenticate, require
from .idempotency import key_of, once
from .reading import read_body, read_query
from .route import Route


def serve(route: Route) -> Callable[..., Response]:
    """The view that serves `route`. Its order is the policy: who, then what, and only then anything happens."""

    def view(**path: str) -> Response:
        caller = authenticate(request)
        require(caller, route.scope)
        key = key_of(request, route)
        given = _given(route)
        if route.method != "GET":
            refuse_card_numbers(request)
        carry_out = partial(route.view, caller, **path, **given)
        return carry_out() if key is None else once(request, caller, route, key, carry_out)

    return view


def _given(route: Route) -> dict[str, Any]:
    given: dict[str, Any] = {}
    if route.query is not None:
        given["query"] = read_query(request.args.to_dict(), route.query)
    if route.body is not None and route.body_optional and not request.get_data():
        given["body"] = route.body()
    elif route.body is not None:
        given["body"] = read_body(request, route.body, route.media_types)
    return given
