"""Signed, expiring links that hand a checkout from a program to a browser, or from one browser to another."""

import hashlib
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from . import clock
from .config import settings
from .models import Order

DAY = 24 * 60 * 60
#: how long a link in a letter shows an order: through delivery, withdrawal and refund
ORDER_DAYS = 180
#: and how long one lets its reader choose a password
PASSWORD_TIME = timedelta(hours=1)


def sign_continuation(order: Order) -> str:
    """The last part of the link at which a shopper goes on with a checkout: valid as long as the cart lives, or the order is shown.

    The same for as long as the order is: what tells of an order reads the same until it changes.
    """
    shown_until = order.placed_at and order.placed_at + timedelta(days=ORDER_DAYS)
    ends = shown_until or order.expires_at
    return _continuing().dumps([order.public_id, int(ends.timestamp())])


def read_continuation(signed: str) -> str | None:
    """The public id in a link made by `sign_continuation`; None for a forged or an old one."""
    try:
        public_id, ends = _continuing().loads(signed)
    except BadSignature:
        return None
    return str(public_id) if clock.now().timestamp() <= ends else None


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


def sign_password(shop_code: str, public_id: str, stamp: str, asked_at: datetime) -> str:
    """The last part of the link in a letter with which a customer chooses a password: for an hour, and once.

    `stamp` is that of the password they had, which the link is good for; it tells only a digest of it.
    """
    ends = int((asked_at + PASSWORD_TIME).timestamp())
    return _choosing().dumps([shop_code, public_id, digest_of(stamp), ends])


def read_password_link(signed: str) -> tuple[str, str, str] | None:
    """The shop's code, the customer's public id and the digest of the stamp; None for a forged or an old link."""
    try:
        shop_code, public_id, digest, ends = _choosing().loads(signed)
    except BadSignature:
        return None
    return (shop_code, public_id, digest) if clock.now().timestamp() <= ends else None


def digest_of(stamp: str) -> str:
    """What tells a stamp from another, and not the stamp."""
    return hashlib.sha256(stamp.encode()).hexdigest()[:24]


def _continuing() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="continue-until")


def _choosing() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="choose-password-until")


def _signer(salt: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings().secret_key, salt=salt)
