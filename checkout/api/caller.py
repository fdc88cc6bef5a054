"""Who may call the API, and the problems of those who may not."""

from flask import Request

from ..callers import Caller, bearer, caller_with
from .problems import Problem


def authenticate(request: Request) -> Caller:
    """The caller. One statement. An unknown, an expired and a revoked key get the same answer as none."""
    caller = caller_with(bearer(request))
    if caller is None:
        raise Problem("unauthenticated", headers={"WWW-Authenticate": 'Bearer realm="api"'})
    return caller


def require(caller: Caller, scope: str) -> None:
    """Raises `Problem` when the caller lacks the scope."""
    if scope not in caller.scopes:
        challenge = f'Bearer realm="api", error="insufficient_scope", scope="{scope}"'
        raise Problem(
            "scope_missing",
            f"The key needs the scope {scope}.",
            headers={"WWW-Authenticate": challenge},
            scope=scope,
        )
