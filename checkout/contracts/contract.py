"""What a partner contract is made of, and how its routes are served.

A contract only translates. Its views read its own wire format, call the operations that pages and native API call,
and write its own wire format; what goes wrong on the way is told in its own words by `answer_to_error`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Request, Response, request

from ..callers import Caller, caller_with
from ..card_net import refuse_card_numbers
from ..operations import OrderRef


class Unauthenticated(Exception):
    """No credential in the request, or one that does not count: the same for unknown, expired and revoked."""


@dataclass
class ScopeMissing(Exception):
    """The credential does not have the scope of the route."""

    scope: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method at a path. Nobody gets in without a credential that has `scope`."""

    method: str
    #: as Flask writes it: `/v1/orders/<id>/checkout`
    path: str
    scope: str
    #: takes the caller and the parts of the path
    view: Callable[..., Response]
    #: its operation in OpenAPI 3.1 without security and scope, which are added, as are parameters in the path
    #: that it does not describe itself
    operation: Mapping[str, Any]

    #: fields of the body whose card number goes to a gateway's tokenisation and nowhere else
    card_fields: tuple[str, ...] = ()
    #: its name where another route has the same view
    alias: str = ""

    @property
    def name(self) -> str:
        """Name of the endpoint, and the operation's id in the OpenAPI document."""
        return self.alias or str(self.view.__name__)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contract:
    """One published contract: its routes, who may use them, and how it says that something went wrong."""

    #: part of URLs and of endpoint names
    name: str
    title: str
    about: str
    routes: tuple[Route, ...]
    #: the credential in a request
    key_of: Callable[[Request], str]
    #: OpenAPI's security scheme for it
    credential: Mapping[str, Any]
    #: whatever was raised while a request was served, in the contract's own words
    answer_to_error: Callable[[Exception], Response]
    #: where paths begin that are this contract's, known or not; `<tenant>` is any one part
    prefixes: tuple[str, ...]
    #: OpenAPI's components/schemas
    schemas: Mapping[str, Any] = field(default_factory=dict)
    #: an order as partners are called back with it, and the name by which callbacks ask for it
    callback_document: tuple[str, Callable[[OrderRef], bytes]] | None = None

    @property
    def blueprint(self) -> str:
        """What the names of its endpoints begin with."""
        return self.name.replace("-", "_")

    def owns(self, path: str) -> bool:
        """Whether a path is this contract's, so that an unknown one or a wrong method is answered in its words."""
        parts = path.split("/")
        return any(_begins(parts, each.split("/")) for each in self.prefixes)


def _begins(parts: list[str], prefix: list[str]) -> bool:
    pairs = zip(parts, prefix, strict=False)
    return len(parts) >= len(prefix) and all(b.startswith("<") or a == b for a, b in pairs)


def serve(contract: Contract, route: Route) -> Callable[..., Response]:
    """The view that serves `route`: who, then what, and only then anything happens."""

    def view(**path: str) -> Response:
        caller = caller_with(contract.key_of(request))
        if caller is None:
            raise Unauthenticated
        require(caller, route.scope)
        if route.method != "GET":
            refuse_card_numbers(request, but=route.card_fields)
        return route.view(caller, **path)

    return view


def require(caller: Caller, scope: str) -> None:
    """Raises `ScopeMissing` when the caller lacks the scope."""
    if scope not in caller.scopes:
        raise ScopeMissing(scope)
