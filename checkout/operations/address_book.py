"""A customer's own hand in their address book. Each change locks the customer, so that there is one default."""

from sqlalchemy import ColumnElement, select, update

from .. import clock
from ..addresses import Address, clean
from ..db import db, unit_of_work
from ..models import Customer, CustomerAddress
from ..models.customer import MAX_ADDRESSES
from ..words import N_
from .customers import address_books
from .refusals import AddressNotFound, Fault, Invalid


def address_book(customer_id: int) -> tuple[CustomerAddress, ...]:
    """The customer's addresses, the default first. One statement."""
    return address_books([customer_id])[customer_id]


@unit_of_work
def save_address(
    customer_id: int, address: Address, label: str = "", address_id: int | None = None
) -> None:
    """Adds an address to the book, or changes the one of that id. The first one becomes the default.

    Raises `AddressNotFound`, and `Invalid` when the book is full.
    """
    entries = _locked(customer_id)
    if address_id is None:
        if len(entries) >= MAX_ADDRESSES:
            words = N_("An address book has room for %(limit)d addresses.")
            raise Invalid((Fault((), "too_many_addresses", words, (("limit", MAX_ADDRESSES),)),))
        entry = CustomerAddress(customer_id=customer_id, is_default=not entries)
        db.session.add(entry)
    else:
        entry = _named(entries, address_id)
    entry.label, entry.address_data = label.strip(), clean(address).to_dict()


@unit_of_work
def remove_address(customer_id: int, address_id: int) -> None:
    """The book without that address; without the default, the oldest takes its place. One that is gone is no error."""
    entries = _locked(customer_id)
    gone = next((each for each in entries if each.id == address_id), None)
    if gone is None:
        return
    db.session.delete(gone)
    db.session.flush()
    others = [each for each in entries if each is not gone]
    if gone.is_default and others:
        others[0].is_default = True


@unit_of_work
def make_default(customer_id: int, address_id: int) -> None:
    """The address that the checkout chooses at first is now this one. Raises `AddressNotFound`."""
    entry = _named(_locked(customer_id), address_id)
    others: ColumnElement[bool] = CustomerAddress.customer_id == customer_id
    # One statement after the other: an index allows no two defaults, not even for a moment.
    db.session.execute(update(CustomerAddress).where(others).values(is_default=False))
    db.session.execute(
        update(CustomerAddress).where(CustomerAddress.id == entry.id).values(is_default=True)
    )


def _locked(customer_id: int) -> list[CustomerAddress]:
    """The customer's addresses, oldest first, under the customer's lock."""
    customer = db.session.scalars(
        select(Customer).where(Customer.id == customer_id).with_for_update()
    ).one()
    customer.updated_at = clock.now()
    own = select(CustomerAddress).where(CustomerAddress.customer_id == customer_id)
    return list(db.session.scalars(own.order_by(CustomerAddress.id)))


def _named(entries: list[CustomerAddress], address_id: int) -> CustomerAddress:
    for each in entries:
        if each.id == address_id:
            return each
    raise AddressNotFound
