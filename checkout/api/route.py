"""A route of the API, with its policy: who may call it, what it takes, what it answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from flask import Response
from pydantic import BaseModel

from .reading import JSON

Rule = Literal["optional", "required"]


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
    #: whether it changes anything; a GET does not
    writes: bool = True
    #: whether an Idempotency-Key must be sent, or may be
    idempotency: Rule = "optional"
    #: whether it takes several units of work, or calls somebody outside: then it resumes by itself what was begun for
    #: `idempotency.claimed()`. Any other is one unit, which is committed together with the answer that is kept.
    in_phases: bool = False
    #: whether the answer has a secret, so that it is kept encrypted
    seals: bool = False
    #: whether If-Match is honoured
    conditional: bool = False
    #: codes of problems beyond those every route has
    problems: tuple[str, ...] = ()

    @property
    def takes_key(self) -> bool:
        """Whether an Idempotency-Key counts here: wherever something is changed."""
        return self.writes and self.method != "GET"

    @property
    def name(self) -> str:
        """Name of the endpoint, and the operation's id in the OpenAPI document."""
        return str(self.view.__name__)
