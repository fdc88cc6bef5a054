"""Signed, expiring links that hand a checkout from a program to a browser, or from one browser to another."""

from itsdangerous import BadSignature, URLSafeTimedSerializer

from .config import settings

DAY = 24 * 60 * 60
#: how long a link in a letter shows an order: through delivery, withdrawal and refund
ORDER_DAYS = 180


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


def sign_order(shop_code: str, public_id: str) -> str:
    """The last part of the link in a letter, which shows an order with everything personal to whoever has it."""
    return _signer("order").dumps([shop_code, public_id])


def read_order_link(signed: str) -> tuple[str, str] | None:
    """The shop's code and the public id in a link made by `sign_order`; None for a forged or an old one."""
    try:
        shop_code, public_id = _signer("order").loads(signed, max_age=ORDER_DAYS * DAY)
    except BadSignature:
        return None
    return shop_code, public_id


def _signer(salt: str = "continue") -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt=salt)
