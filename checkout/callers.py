"""Who calls: the API key in the request, of one shop, with its scopes."""

from dataclasses import dataclass

from flask import Request
from sqlalchemy import bindparam, or_, select

from . import clock
from .catalog import Catalog, catalog_of
from .db import read
from .keys import digest_of
from .models import ApiKey, Shop

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


def bearer(request: Request) -> str:
    """The key in `Authorization: Bearer …`; empty when there is none."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""


def caller_with(key: str) -> Caller | None:
    """Whose key it is. One statement. None for one that is unknown, has expired or was revoked, and for no key."""
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
