"""Whose order it is, as the document tells it."""

from datetime import UTC, datetime
from uuid import UUID, uuid5

from ...addresses import Address
from ...models import Customer, Order
from ...operations import find_customer
from ...standing import Standing
from ..decimal_json import Json

#: ids of ours made into UUIDs: the same id is always the same UUID
NAMESPACE = UUID("8f2f0d3e-6f0b-5d0c-9d5e-0a7c5a3b9e41")
EMPTY = Address()


def profile_of(standing: Standing) -> Json:
    """The order's customer; of a guest's order what the order itself tells, with 0 for an id. Two statements at most."""
    order = standing.order
    if standing.customer is None:
        return _of_guest(order)
    known = find_customer(standing.catalog.shop.code, standing.customer.public_id)
    address = known.addresses[0].address if known.addresses else _address_of(order)
    return _of_customer(known.customer, address)


def _of_customer(customer: Customer, address: Address) -> Json:
    return {
        "id": customer.id,
        "aadId": str(uuid5(NAMESPACE, customer.public_id)),
        "email": customer.email,
        **_names(customer.name or address.name),
        "company": address.company,
        "created": spelled(customer.created_at),
        "shouldProcessQrCodes": False,
    }


def _of_guest(order: Order) -> Json:
    address = _address_of(order)
    return {
        "id": 0,
        "aadId": str(uuid5(NAMESPACE, order.public_id)),
        "email": order.email,
        **_names(address.name),
        "company": address.company,
        "created": spelled(order.created_at),
        "shouldProcessQrCodes": False,
    }


def spelled(instant: datetime) -> str:
    """An instant in UTC to the second."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _names(name: str) -> dict[str, Json]:
    """The last word is the last name."""
    first, _, last = name.strip().rpartition(" ")
    return {"firstName": first, "lastName": last}


def _address_of(order: Order) -> Address:
    return order.billing_address or order.shipping_address or EMPTY
