"""Signatures as Standard Webhooks has them: https://www.standardwebhooks.com (v1, HMAC-SHA256)."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Iterable

PREFIX = "whsec_"


def new_secret() -> str:
    """A secret of 256 random bits."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def is_secret(secret: str) -> bool:
    """Whether it can sign: 24 to 64 bytes in base64."""
    try:
        return secret.startswith(PREFIX) and 24 <= len(_key(secret)) <= 64
    except binascii.Error:
        return False


def signature_headers(
    secrets_: Iterable[str], message: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The headers of a message sent at `timestamp` (seconds since 1970): one signature for each secret."""
    signed = f"{message}.{timestamp}.".encode() + body
    signatures = (hmac.digest(_key(each), signed, hashlib.sha256) for each in secrets_)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(
            f"v1,{base64.b64encode(each).decode()}" for each in signatures
        ),
    }


def _key(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
