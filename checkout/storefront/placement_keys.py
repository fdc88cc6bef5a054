"""The one-time key of the form that buys: which order it is of, and by it which attempt to pay it made.

It works for shoppers as `Idempotency-Key` does for programs: who sends the form again is told what became of the first
time, or drives that to its end, and is never asked for money twice.
"""

import hashlib
import hmac
import secrets

from ..models import Order

LENGTH = 16


def new_key(order: Order) -> str:
    """A key for one rendering of the form. It tells nobody the order's token."""
    once = secrets.token_hex(LENGTH // 2)
    return once + _mark(once, order.token)


def is_key_of(token: str, key: str) -> bool:
    """Whether the key was made for the order with that token."""
    return hmac.compare_digest(_mark(key[:LENGTH], token).encode(), key[LENGTH:].encode())


def request_of(key: str) -> str:
    """What an attempt to pay remembers of the form that it was made for."""
    return f"form {key[:LENGTH]}"


def _mark(once: str, token: str) -> str:
    return hmac.digest(token.encode(), f"placement {once}".encode(), hashlib.sha256).hex()[:32]
