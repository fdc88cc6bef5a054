"""Addresses as documents, with first and last names."""

from typing import Any

from ...addresses import Address
from .countries import country_links
from .seen import Seen
from .writing import dates

#: where the last name begins is kept by the address's kind
SHIPPING, BILLING = "shipping", "billing"


def address_documents(seen: Seen) -> dict[str, Any]:
    """Both addresses; without a billing address the shipping address is that, too."""
    order = seen.order
    shipping, billing = order.shipping_address, order.billing_address
    kinds = (SHIPPING, shipping), (BILLING if billing else SHIPPING, billing or shipping)
    return {
        "shipping_address": _document(seen, *kinds[0], id_=2 * order.id - 1),
        "billing_address": _document(seen, *kinds[1], id_=2 * order.id),
    }


def _document(seen: Seen, kind: str, address: Address | None, id_: int) -> dict[str, Any] | None:
    if address is None:
        return None
    first, last = _names(address.name, seen.kept.get(kind))
    return {
        **country_links(address.country, address.region),
        "city": address.city,
        "company": address.company or None,
        "first_name": first,
        "id": id_,
        "last_name": last,
        "postcode": address.postal_code,
        "province": address.region or None,
        "street": " ".join(filter(None, (address.line1, address.line2))),
        **dates(seen.order.created_at, seen.order.updated_at),
    }


def _names(name: str, first_ends: object) -> tuple[str, str]:
    """First and last name: parted where this contract was told, else before the last word."""
    if isinstance(first_ends, int) and name[first_ends : first_ends + 1] == " ":
        return name[:first_ends], name[first_ends + 1 :]
    first, _, last = name.rpartition(" ")
    return first, last
