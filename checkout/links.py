"""Signed, expiring links that hand a checkout from a program to a browser, or from one browser to another."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

from .config import settings

DAY = 24 * 60 * 60


def sign_continuation(public_id: str) -> str:
    """The last part of the link at which a shopper goes on with a checkout; valid as long as a cart lives."""
    return _signer().dumps(public_id)


def read_continuation(signed: str) -> str | None:
    """The public id in a link made by `sign_continuation`; None for a forged or an old one."""
    try:
        public_id: str = _signer().loads(signed, max_age=settings().cart_days * DAY)
    except BadSignature:
        return None
    return public_id


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt="continue")
