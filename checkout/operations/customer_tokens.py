"""Tokens by which a partner's program acts for a customer: signed, for a few hours, and void with the next password."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from .. import clock
from ..config import settings
from ..keys import digest_of
from ..models import Customer
from .customers import customer_by_public_id
from .refusals import CustomerNotFound

LIFETIME = timedelta(hours=4)
LONGEST = 500


@dataclass(frozen=True, slots=True)
class CustomerToken:
    """A token of a customer (public id), and until when it counts."""

    token: str
    customer: str
    expires_at: datetime


def issue_customer_token(shop_code: str, public_id: str) -> CustomerToken:
    """A token that says its bearer acts for the customer. Nothing is written. Raises `CustomerNotFound`."""
    customer = customer_by_public_id(shop_code, public_id)
    if customer is None:
        raise CustomerNotFound
    expires_at = clock.now().replace(microsecond=0) + LIFETIME
    said = [shop_code, public_id, _stamp_of(customer), int(expires_at.timestamp())]
    return CustomerToken(str(_signer().dumps(said)), public_id, expires_at)


def customer_with_token(shop_code: str, token: str) -> Customer | None:
    """Whose token it is. One statement at most.

    None for one that is forged, has run out, is another shop's, or was issued before the password last changed or
    the customer signed out everywhere.
    """
    said = _read(token)
    if said is None or said[0] != shop_code or said[3] <= clock.now().timestamp():
        return None
    customer = customer_by_public_id(shop_code, said[1])
    if customer is None or _stamp_of(customer) != said[2]:
        return None
    return customer


def _read(token: str) -> tuple[str, str, str, int] | None:
    if not 0 < len(token) <= LONGEST:
        return None
    try:
        shop_code, public_id, stamp, expires_at = _signer().loads(token)
    except BadSignature:
        return None
    return shop_code, public_id, stamp, expires_at


def _stamp_of(customer: Customer) -> str:
    """Changes with the customer's stamp and does not tell it; the same as long as there is no password."""
    return digest_of(customer.stamp or "")[:16]


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="customer-token")
