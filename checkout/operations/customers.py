"""The people a shop knows, as programs keep them: added, looked at and changed."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.exc import IntegrityError

from .. import clock, ids
from ..addresses import Address, check_email, clean
from ..catalog import catalog_of, shop_version
from ..custom import Data, merged
from ..db import db, read, table_of, unit_of_work
from ..models import Customer, CustomerAddress, CustomerFacts, Shop
from ..models.customer import folded_email
from ..snapshots import Snapshots
from ..standing import Standing
from ..words import N_
from .changes import UNSET, Unset, Written, faults_of_data, patched
from .refusals import CustomerNotFound, Fault, Invalid


@dataclass(frozen=True, slots=True)
class BookEntry:
    """An entry of an address book, as it is wanted."""

    address: Address
    label: str = ""
    is_default: bool = False
    custom: Data = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanges:
    """New values of a customer's fields; only what is set is changed.

    `addresses` replaces the whole book, `custom` is a merge patch; none takes all of it away.
    """

    email: str | Unset = UNSET
    name: str | Unset = UNSET
    phone: str | Unset = UNSET
    locale: str | Unset = UNSET
    group: str | Unset = UNSET
    vat_id: str | Unset = UNSET
    addresses: tuple[BookEntry, ...] | Unset = UNSET
    custom: Data | Unset | None = UNSET

    def texts(self) -> Iterator[tuple[str, str]]:
        """The fields of plain text that are set, with their values."""
        for each in fields(self):
            value = getattr(self, each.name)
            if isinstance(value, str):
                yield each.name, value.strip()


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer with the address book, the default first."""

    customer: Customer
    addresses: tuple[CustomerAddress, ...] = ()


@unit_of_work
def add_customer(shop_code: str, locale: str, changes: CustomerChanges) -> KnownCustomer:
    """A new customer of the shop, without a password. Raises `Invalid`, also for an e-mail address that is known."""
    shop_id = db.session.scalars(select(Shop.id).where(Shop.code == shop_code)).one()
    now = clock.now()
    customer = Customer(
        shop_id=shop_id,
        public_id=ids.new_public_id("cu"),
        email="",
        folded_email="",
        locale=locale,
        name="",
        phone="",
        group="",
        vat_id="",
        created_at=now,
    )
    return _change(shop_code, customer, changes)


@unit_of_work
def change_customer(shop_code: str, public_id: str, changes: CustomerChanges) -> KnownCustomer:
    """The customer with `changes`. Raises `CustomerNotFound`, `Invalid`."""
    found = select(Customer).join(Shop).where(Shop.code == shop_code)
    locked = found.where(Customer.public_id == public_id).with_for_update(of=Customer)
    customer = db.session.scalars(locked).one_or_none()
    if customer is None:
        raise CustomerNotFound
    return _change(shop_code, customer, changes)


def find_customer(shop_code: str, public_id: str) -> KnownCustomer:
    """The customer as they are now. Two statements. Raises `CustomerNotFound`."""
    customer = customer_by_public_id(shop_code, public_id)
    if customer is None:
        raise CustomerNotFound
    return KnownCustomer(customer, address_books([customer.id])[customer.id])


def customer_by_public_id(shop_code: str, public_id: str) -> Customer | None:
    """The customer without the address book, if there is one. One statement."""
    rows = read(FIND, {"shop_code": shop_code, "public_id": public_id})
    return CUSTOMERS.made_from(rows[0]) if rows else None


def customer_by_number(shop_code: str, number: int) -> KnownCustomer | None:
    """The customer whom partners know by that number, if there is one. Two statements."""
    rows = read(FIND_BY_NUMBER, {"shop_code": shop_code, "number": number})
    if not rows:
        return None
    customer = CUSTOMERS.made_from(rows[0])
    return KnownCustomer(customer, address_books([customer.id])[customer.id])


def customer_by_email(shop_code: str, email: str) -> str | None:
    """The public id of the customer with that e-mail address; none: there is no such customer. One statement."""
    rows = read(NAMED, {"shop_code": shop_code, "folded_email": folded_email(email)})
    return rows[0].public_id if rows else None


def address_books(customer_ids: Collection[int]) -> dict[int, tuple[CustomerAddress, ...]]:
    """The address book of each of these customers, the default first. One statement."""
    rows = read(BOOKS, {"customer_ids": list(customer_ids)}) if customer_ids else ()
    entries = [ADDRESSES.made_from(row) for row in rows]
    return {id_: tuple(each for each in entries if each.customer_id == id_) for id_ in customer_ids}


def wanted_customer(
    standing: Standing, wanted: str | Unset | None
) -> tuple[CustomerFacts | None, tuple[Fault, ...]]:
    """Whose order it is to be, by the public id that was asked for, and what is wrong with that."""
    if isinstance(wanted, Unset):
        return standing.customer, ()
    if wanted is None:
        return None, ()
    rows = read(FACTS, {"shop_id": standing.catalog.shop.id, "public_id": wanted})
    if rows:
        return CustomerFacts(*rows[0]), ()
    words = N_("There is no customer %(customer)s.")
    return None, (Fault(("customer",), "unknown_customer", words, (("customer", wanted),)),)


def customers_by_id(customer_ids: Collection[int]) -> dict[int, CustomerFacts]:
    """What is known of each of these customers. One statement, none for nobody."""
    rows = read(FACTS_OF_SEVERAL, {"customer_ids": list(customer_ids)}) if customer_ids else ()
    return {row.id: CustomerFacts(*row) for row in rows}


CUSTOMERS, ADDRESSES = Snapshots(Customer), Snapshots(CustomerAddress)
OF_SHOP = (
    select(*CUSTOMERS.columns)
    .select_from(Customer)
    .join(Shop, Shop.id == Customer.shop_id)
    .where(Shop.code == bindparam("shop_code"))
)
FIND = OF_SHOP.where(Customer.public_id == bindparam("public_id"))
FIND_BY_NUMBER = OF_SHOP.where(Customer.number == bindparam("number"))
NAMED = (
    select(Customer.public_id)
    .join(Shop, Shop.id == Customer.shop_id)
    .where(Shop.code == bindparam("shop_code"), Customer.folded_email == bindparam("folded_email"))
)
BOOKS = (
    select(*ADDRESSES.columns)
    .where(CustomerAddress.customer_id.in_(bindparam("customer_ids", expanding=True)))
    .order_by(CustomerAddress.is_default.desc(), CustomerAddress.id)
)
ALL_FACTS = select(
    Customer.id,
    Customer.public_id,
    Customer.group,
    Customer.vat_id,
    Customer.stamp,
    Customer.custom,
)
FACTS = ALL_FACTS.where(
    Customer.shop_id == bindparam("shop_id"), Customer.public_id == bindparam("public_id")
)
FACTS_OF_SEVERAL = ALL_FACTS.where(Customer.id.in_(bindparam("customer_ids", expanding=True)))
FORGET_BOOK = delete(CustomerAddress).where(CustomerAddress.customer_id == bindparam("customer_id"))
WRITE_BOOK = insert(table_of(CustomerAddress))


def _change(shop_code: str, customer: Customer, changes: CustomerChanges) -> KnownCustomer:
    faults = (*_faults(customer, changes), *_unfit_data(shop_code, customer, changes))
    if faults:
        raise Invalid(faults)
    customer.custom = patched(customer.custom, changes.custom)
    for name, value in changes.texts():
        setattr(customer, name, value)
    customer.folded_email = folded_email(customer.email)
    customer.updated_at = clock.now()
    db.session.add(customer)
    _flush()
    if not isinstance(changes.addresses, Unset):
        _write_book(customer.id, changes.addresses)
    return KnownCustomer(customer, address_books([customer.id])[customer.id])


def _faults(customer: Customer, changes: CustomerChanges) -> Iterator[Fault]:
    email = customer.email if isinstance(changes.email, Unset) else changes.email
    if (fault := check_email(email)) is not None:
        yield Fault(("email",), fault.code, fault.message, tuple(fault.params.items()))


def _unfit_data(shop_code: str, customer: Customer, changes: CustomerChanges) -> Iterator[Fault]:
    entries = () if isinstance(changes.addresses, Unset) else changes.addresses
    written: list[Written] = [("customer", ("custom",), customer.custom, changes.custom)]
    written += [
        ("address", ("addresses", index, "custom"), None, each.custom)
        for index, each in enumerate(entries)
    ]
    if any(isinstance(each[-1], Mapping) and each[-1] for each in written):
        rules = catalog_of(shop_code, shop_version(shop_code)).custom
        yield from faults_of_data(rules, written)


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as error:
        if "folded_email" not in str(error.orig):
            raise
        words = N_("Another customer has this e-mail address.")
        raise Invalid((Fault(("email",), "email_taken", words),)) from None


def _write_book(customer_id: int, entries: tuple[BookEntry, ...]) -> None:
    """The first entry that wants to be the default is; where none does, the first of all."""
    db.session.execute(FORGET_BOOK, {"customer_id": customer_id})
    wishes = (index for index, each in enumerate(entries) if each.is_default)
    default = next(wishes, 0)
    rows = [
        {
            "customer_id": customer_id,
            "label": each.label.strip(),
            "address": clean(each.address).to_dict(),
            "is_default": index == default,
            "custom": merged(None, each.custom) or None,
        }
        for index, each in enumerate(entries)
    ]
    if rows:
        db.session.execute(WRITE_BOOK, rows)
