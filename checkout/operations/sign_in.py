"""Signing in and out, and the password. Hashing is slow on purpose, so it happens with no transaction open."""

import secrets
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select, update

from .. import clock
from ..db import read, table_of, write
from ..models import Customer, CustomerAddress, Shop
from ..models.customer import folded_email
from ..passwords import fault_in, hashed, is_outdated, matches
from .customers import ADDRESSES, CUSTOMERS, KnownCustomer
from .guesses import Guess
from .refusals import Fault, Invalid


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who it is, and the stamp that says so until the password changes."""

    customer_id: int
    public_id: str
    stamp: str


@dataclass(frozen=True, slots=True)
class WrongPassword:
    """No account has this e-mail address and password. Which of the two is wrong, nobody is told."""


def sign_in(shop_code: str, email: str, password: str, place: str) -> SignedIn | WrongPassword:
    """Finds out who it is. An unknown e-mail address takes as long as a wrong password, and counts like one.

    `place` is the network address the request came from. Raises `TooManyAttempts`.
    """
    guess = Guess(shop_code, email, place)
    guess.count()
    customer = by_email(shop_code, email)
    stored = customer.password_hash if customer else None
    if not matches(password, stored) or customer is None or stored is None:
        return WrongPassword()
    guess.was_right()
    if is_outdated(stored):
        _replace(customer, stored, hashed(password), customer.stamp or "")
    return SignedIn(customer.id, customer.public_id, customer.stamp or "")


def find_signed_in(shop_code: str, public_id: str, stamp: str) -> Customer | None:
    """The customer whose password has not changed since the stamp was given out. One statement."""
    rows = read(BY_STAMP, {"shop_code": shop_code, "public_id": public_id, "stamp": stamp})
    return CUSTOMERS.made_from(rows[0]) if rows else None


def find_book_of(shop_code: str, public_id: str, stamp: str) -> KnownCustomer | None:
    """The same, with the address book. One statement."""
    asked = {"shop_code": shop_code, "public_id": public_id, "stamp": stamp}
    rows = read(BOOK_BY_STAMP, asked)
    if not rows:
        return None
    ends = len(CUSTOMERS.columns)
    entries = [ADDRESSES.made_from(row[ends:]) for row in rows if row[ends] is not None]
    return KnownCustomer(CUSTOMERS.made_from(rows[0][:ends]), tuple(entries))


def change_password(
    shop_code: str, customer: Customer, current: str, new: str, place: str
) -> SignedIn | WrongPassword:
    """A new password; every browser but the caller's is signed out.

    Raises `Invalid` for one that cannot be taken, and `TooManyAttempts`.
    """
    check_password(new, customer.email, "new_password")
    guess = Guess(shop_code, customer.email, place)
    guess.count()
    stored = customer.password_hash
    if not matches(current, stored) or stored is None:
        return WrongPassword()
    guess.was_right()
    stamp = new_stamp()
    if not _replace(customer, stored, hashed(new), stamp):  # changed elsewhere a moment ago
        return WrongPassword()
    return SignedIn(customer.id, customer.public_id, stamp)


def sign_out_everywhere(customer_id: int) -> None:
    """No browser is signed in as this customer any more."""
    write(
        update(TABLE)
        .where(TABLE.c.id == customer_id, TABLE.c.stamp.is_not(None))
        .values(stamp=new_stamp(), updated_at=clock.now())
    )


def by_email(shop_code: str, email: str) -> Customer | None:
    """The shop's customer of that e-mail address, in any letter case. One statement."""
    rows = read(BY_EMAIL, {"shop_code": shop_code, "folded_email": folded_email(email)})
    return CUSTOMERS.made_from(rows[0]) if rows else None


def by_public_id(shop_code: str, public_id: str) -> Customer | None:
    """The shop's customer of that id. One statement."""
    rows = read(BY_PUBLIC_ID, {"shop_code": shop_code, "public_id": public_id})
    return CUSTOMERS.made_from(rows[0]) if rows else None


def check_password(password: str, email: str, field: str) -> None:
    """Raises `Invalid` for a new password that cannot be taken."""
    if fault := fault_in(password, email):
        words, params = fault
        raise Invalid((Fault((field,), "password_refused", words, tuple(params.items())),))


def new_stamp() -> str:
    """A stamp nobody has."""
    return secrets.token_urlsafe(12)


TABLE = table_of(Customer)
OF_SHOP = and_(Shop.id == Customer.shop_id, Shop.code == bindparam("shop_code"))
BY_EMAIL = (
    select(*CUSTOMERS.columns)
    .select_from(Customer)
    .join(Shop, OF_SHOP)
    .where(Customer.folded_email == bindparam("folded_email"))
)
BY_PUBLIC_ID = (
    select(*CUSTOMERS.columns)
    .select_from(Customer)
    .join(Shop, OF_SHOP)
    .where(Customer.public_id == bindparam("public_id"))
)
BY_STAMP = BY_PUBLIC_ID.where(Customer.stamp == bindparam("stamp"))
BOOK_BY_STAMP = (
    BY_STAMP.add_columns(*ADDRESSES.columns)
    .outerjoin(CustomerAddress, CustomerAddress.customer_id == Customer.id)
    .order_by(CustomerAddress.is_default.desc(), CustomerAddress.id)
)


def _replace(customer: Customer, stored: str, new: str, stamp: str) -> bool:
    """Writes another hash, if the one that was checked is still there."""
    same = and_(TABLE.c.id == customer.id, TABLE.c.password_hash == stored)
    values = {"password_hash": new, "stamp": stamp, "updated_at": clock.now()}
    return write(update(TABLE).where(same).values(values)) == 1
