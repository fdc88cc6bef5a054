"""Who calls: the API key in the request, of one shop, with its scopes."""

from dataclasses import dataclass

from flask import Request
from sqlalchemy import bindparam, or_, select

from .. import clock
from ..catalog import Catalog, catalog_of
from ..db import read
from ..keys import digest_of
from ..models import ApiKey, Shop
from .problems import Problem

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """A program, by its key."""

    key_id: int
    #: what the history of orders calls it
    name: str
    scopes: frozenset[str]
    shop_code: str
    catalog_version: int

    @property
    def catalog(self) -> Catalog:
        """The catalogue of the key's shop."""
        return catalog_of(self.shop_code, self.catalog_version)


def authenticate(request: Request) -> Caller:
    """The caller. One statement. An unknown, an expired and a revoked key get the same answer as none."""
    caller = _caller_with(_bearer(request))
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


def _bearer(request: Request) -> str:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def _caller_with(key: str) -> Caller | None:
    if not 0 < len(key) <= LONGEST_KEY:
        return None
    asked = {"digest": digest_of(key), "now": clock.now()}
    rows = read(KEY_THAT_COUNTS, asked)
    if not rows:
        return None
    row = rows[0]
    return Caller(row.id, row.name, frozenset(row.scopes), row.code, row.catalog_version)


KEY_THAT_COUNTS = (
    select(ApiKey.id, ApiKey.name, ApiKey.scopes, Shop.code, Shop.catalog_version)
    .join(Shop, Shop.id == ApiKey.shop_id)
    .where(
        ApiKey.digest == bindparam("digest"),
        ApiKey.revoked_at.is_(None),
        or_(
            ApiKey.expires_at.is_(None),
            ApiKey.expires_at > bindparam("now", type_=ApiKey.expires_at.type),
        ),
    )
)
