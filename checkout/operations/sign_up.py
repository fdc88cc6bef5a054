"""An account out of a placed order: everything but the password is known already.

Nobody is told whether the e-mail address had an account: the answer is the same, and nobody is signed in by it.
"""

from collections.abc import Iterator

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock, ids
from ..addresses import Address
from ..db import db, table_of, unit_of_work
from ..models import Customer, CustomerAddress, Order
from ..models.customer import folded_email
from ..passwords import hashed, matches
from .customers import address_books
from .guesses import Guess
from .load import OrderRef, find_order, lock_order
from .sign_in import by_email, check_password, new_stamp


def sign_up(ref: OrderRef, password: str, place: str) -> None:
    """Opens an account for the placed order's e-mail address, with the order and its addresses in it.

    If there is one already, only who says its password adds the order to it; nothing else happens and nothing is
    said. Either way one password is hashed and one guess counted. Raises `OrderNotFound`, `TooManyAttempts`,
    and `Invalid` for a password that cannot be taken.
    """
    order = find_order(ref).order
    check_password(password, order.email, "password")
    Guess(ref.shop_code, order.email, place).count()
    customer = by_email(ref.shop_code, order.email)
    if customer is None:
        _open_account(ref, hashed(password))
    elif matches(password, customer.password_hash):
        _add_to(ref, customer.id)


@unit_of_work
def _open_account(ref: OrderRef, password_hash: str) -> None:
    order = lock_order(ref).order
    if order.state != "placed":
        return
    customer_id = _insert(order, password_hash)
    if customer_id is not None:  # someone else was quicker otherwise: then it is their account
        _give(order, customer_id)


@unit_of_work
def _add_to(ref: OrderRef, customer_id: int) -> None:
    order = lock_order(ref).order
    if order.state == "placed":
        _give(order, customer_id)


def _insert(order: Order, password_hash: str) -> int | None:
    now, on_sqlite = clock.now(), db.engine.dialect.name == "sqlite"
    address = order.shipping_address or Address()
    new = (sqlite.insert if on_sqlite else postgresql.insert)(table_of(Customer)).values(
        shop_id=order.shop_id,
        public_id=ids.new_public_id("cu"),
        email=order.email,
        folded_email=folded_email(order.email),
        password_hash=password_hash,
        stamp=new_stamp(),
        name=address.name,
        phone=order.phone or address.phone,
        locale=order.locale,
        customer_group="",
        vat_id="",
        created_at=now,
        updated_at=now,
    )
    ignoring = new.on_conflict_do_nothing(index_elements=["shop_id", "folded_email"])
    customer_id: int | None = db.session.scalar(ignoring.returning(table_of(Customer).c.id))
    return customer_id


def _give(order: Order, customer_id: int) -> None:
    """Makes a guest's order the customer's; an order that is somebody's already stays theirs."""
    if order.customer_id is not None:
        return
    order.customer_id = customer_id
    order.updated_at = clock.now()
    order.version += 1
    known = address_books([customer_id])[customer_id]
    new = list(_new_addresses(order, [each.address for each in known]))
    rows = [
        {
            "customer_id": customer_id,
            "label": "",
            "address": address.to_dict(),
            "is_default": not known and index == 0,
        }
        for index, address in enumerate(new)
    ]
    if rows:
        db.session.execute(insert(table_of(CustomerAddress)), rows)


def _new_addresses(order: Order, known: list[Address]) -> Iterator[Address]:
    for address in (order.shipping_address, order.billing_address):
        if address is not None and not address.is_blank and address not in known:
            known.append(address)
            yield address
