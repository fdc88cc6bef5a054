"""API keys: shown once, kept as SHA-256, of one shop, scoped and expiring."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select

from . import clock
from .db import db, unit_of_work
from .models import ApiKey, Shop

SCOPES = (
    *("products:read", "checkouts:read", "checkouts:write", "orders:read"),
    *("orders:write", "payments:write"),
    *("customers:read", "customers:write"),
    *("schemas:read", "schemas:write"),
    *("credit:read", "credit:write"),
    *("quotes:read", "quotes:write"),
    *("webhooks:read", "webhooks:write"),
)


class UnknownScope(Exception):
    """A scope that is not one of `SCOPES`."""


def digest_of(key: str) -> str:
    """What is stored of a key. The key has 192 random bits, so a plain hash cannot be guessed back."""
    return hashlib.sha256(key.encode()).hexdigest()


@unit_of_work
def create_key(
    shop_code: str, scopes: list[str], name: str = "", expires_at: datetime | None = None
) -> str:
    """A new key of the shop; only its digest is kept. Raises `LookupError` and `UnknownScope`."""
    granted = list(SCOPES) if scopes == ["all"] else scopes
    if unknown := set(granted) - set(SCOPES):
        raise UnknownScope(", ".join(sorted(unknown)))
    shop_id = db.session.scalar(select(Shop.id).where(Shop.code == shop_code))
    if shop_id is None:
        raise LookupError(shop_code)
    key = f"sk_{secrets.token_urlsafe(24)}"
    row = ApiKey(
        shop_id=shop_id,
        name=name or "api",
        digest=digest_of(key),
        scopes=granted,
        created_at=clock.now(),
        expires_at=expires_at,
    )
    db.session.add(row)
    return key
