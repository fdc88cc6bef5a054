"""Secrets that have to be kept for a while, encrypted: who reads the database cannot read them."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet

from .config import settings


def sealed(secret: bytes) -> bytes:
    """`secret` so that only a process with the shop's SECRET_KEY can read it."""
    return _cipher().encrypt(secret)


def unsealed(kept: bytes) -> bytes:
    """The secret again. Raises `cryptography.fernet.InvalidToken` when SECRET_KEY has changed since."""
    return _cipher().decrypt(kept)


def _cipher() -> Fernet:
    key = hmac.digest(settings().secret_key.encode(), b"sealed answers", hashlib.sha256)
    return Fernet(base64.urlsafe_b64encode(key))
