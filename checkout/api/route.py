"""A route of the API, with its policy: who may call it, what it takes, what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response
from pydantic import BaseModel

from .idempotency import Rule
from .reading import JSON


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A method at a path below /api/v1. Nobody gets in without a key that has `scope`."""

    method: str
    path: str
    scope: str
    view: Callable[..., Response]
    summary: str
    #: status -> type of the document
    answers: dict[int, Any]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    #: whether no body at all means an empty one
    body_optional: bool = False
    media_types: tuple[str, ...] = (JSON,)
    idempotency: Rule = "none"
    #: whether If-Match is honoured
    conditional: bool = False
    #: codes of problems beyond those every route has
    problems: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the endpoint, and the operation's id in the OpenAPI document."""
        return str(self.view.__name__)
