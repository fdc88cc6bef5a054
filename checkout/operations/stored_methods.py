"""A customer's stored ways to pay: kept, listed, taken away, and found when an order is charged without its buyer."""

from dataclasses import dataclass

from sqlalchemy import Select, bindparam, delete, select

from .. import clock, ids
from ..catalog import Catalog, catalog_of, shop_version
from ..db import db, read, unit_of_work
from ..models import Customer, PaymentMethod, Shop, StoredMethod
from ..models.stored_method import MAX_STORED_METHODS
from ..payments import offered_gateways
from ..snapshots import Snapshots
from ..words import N_
from .refusals import CustomerNotFound, Fault, Invalid, Refusal


class StoredMethodNotFound(Refusal):
    """The customer has no such stored way to pay."""

    code = "not_found"


@dataclass(frozen=True, slots=True)
class MethodToStore:
    """What a gateway's tokenisation gave for the customer's card, by which of the shop's ways to pay, and its name."""

    #: code of the shop's way to pay
    method: str
    #: the gateway's reference, never a card number
    token: str
    #: how the customer recognises it
    label: str


@unit_of_work
def store_method(shop_code: str, customer: str, wanted: MethodToStore) -> StoredMethod:
    """Keeps a way to pay for the customer of that public id. The same token again only gets the new label.

    Raises `CustomerNotFound`, `Invalid`.
    """
    customer_id = db.session.scalar(_locked(shop_code, customer))
    if customer_id is None:
        raise CustomerNotFound
    gateway = _gateway(catalog_of(shop_code, shop_version(shop_code)), wanted.method)
    theirs = list(db.session.scalars(_of(customer_id)))
    same = (each for each in theirs if (each.gateway, each.token) == (gateway, wanted.token))
    stored = next(same, None)
    if stored is None:
        _check_room(theirs)
        stored = StoredMethod(
            public_id=ids.new_public_id("pm"),
            customer_id=customer_id,
            gateway=gateway,
            token=wanted.token,
            created_at=clock.now(),
        )
        db.session.add(stored)
    stored.label = wanted.label.strip()
    db.session.flush()
    return stored


@unit_of_work
def forget_method(shop_code: str, customer: str, public_id: str) -> StoredMethod:
    """Takes a stored way to pay away, and answers it. Raises `CustomerNotFound`, `StoredMethodNotFound`."""
    theirs = stored_methods(shop_code, customer)
    gone = next((each for each in theirs if each.public_id == public_id), None)
    if gone is None:
        raise StoredMethodNotFound
    db.session.execute(delete(StoredMethod).where(StoredMethod.id == gone.id))
    return gone


def stored_methods(shop_code: str, customer: str) -> tuple[StoredMethod, ...]:
    """The ways to pay of the customer of that public id, the newest first. One statement. Raises `CustomerNotFound`."""
    rows = read(THEIRS, {"shop_code": shop_code, "customer": customer})
    if not rows:
        raise CustomerNotFound
    return tuple(STORED.made_from(row) for row in rows if row[0] is not None)


STORED = Snapshots(StoredMethod)
THEIRS = (
    select(*STORED.columns)
    .select_from(Customer)
    .join(Shop, Shop.id == Customer.shop_id)
    .outerjoin(StoredMethod, StoredMethod.customer_id == Customer.id)
    .where(Shop.code == bindparam("shop_code"), Customer.public_id == bindparam("customer"))
    .order_by(StoredMethod.id.desc())
)


def way_to_charge(catalog: Catalog, stored: StoredMethod) -> PaymentMethod | None:
    """The shop's way to pay by which a stored one is charged; none when the shop has given it up."""
    ours = (each for each in _chargeable(catalog) if each.gateway == stored.gateway)
    return next(ours, None)


def _chargeable(catalog: Catalog) -> list[PaymentMethod]:
    """The shop's ways to pay that can be charged without the buyer: money that comes by itself cannot."""
    return [
        each for each in catalog.payment_methods if each.gateway in offered_gateways() - {"offline"}
    ]


def _gateway(catalog: Catalog, code: str) -> str:
    found = next((each.gateway for each in _chargeable(catalog) if each.code == code), None)
    if found is None:
        words = N_("%(code)s is no way to pay that can be stored.")
        fault = Fault(("payment_method",), "payment_method_not_storable", words, (("code", code),))
        raise Invalid((fault,))
    return found


def _check_room(theirs: list[StoredMethod]) -> None:
    if len(theirs) >= MAX_STORED_METHODS:
        words = N_("A customer can have %(limit)s stored ways to pay.")
        limit = (("limit", MAX_STORED_METHODS),)
        raise Invalid((Fault((), "too_many_stored_methods", words, limit),))


def _locked(shop_code: str, customer: str) -> Select[int]:
    return (
        select(Customer.id)
        .join(Shop, Shop.id == Customer.shop_id)
        .where(Shop.code == shop_code, Customer.public_id == customer)
        .with_for_update(of=Customer)
    )


def _of(customer_id: int) -> Select[StoredMethod]:
    return select(StoredMethod).where(StoredMethod.customer_id == customer_id)
