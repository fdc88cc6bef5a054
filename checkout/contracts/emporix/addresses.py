"""Addresses between the document's spelling and ours."""

from ...addresses import Address
from ...operations import UNSET, AddressPatch
from .reading import CartCheckout, SentAddress

#: where a house's number is written before its street
NUMBER_FIRST = {"AU", "CA", "FR", "GB", "IE", "LU", "NZ", "US"}
#: our field -> theirs
FIELDS = {
    "name": "contactName",
    "company": "companyName",
    "line1": "street",
    "line2": "streetAppendix",
    "city": "city",
    "region": "state",
    "postal_code": "zipCode",
    "country": "country",
    "phone": "contactPhone",
    "custom": "mixins",
}


def place_of(checkout: CartCheckout, kind: str) -> int:
    """At which place of `addresses` the first one of a type is."""
    return next(i for i, each in enumerate(checkout.addresses) if each.type == kind)


def shipping_of(checkout: CartCheckout) -> AddressPatch:
    """Where it goes. Mixins that are not sent stay as they are."""
    return _patch(checkout.addresses[place_of(checkout, "SHIPPING")])


def billing_of(checkout: CartCheckout) -> AddressPatch | None:
    """Where the invoice goes; none: to the same address."""
    shipping = checkout.addresses[place_of(checkout, "SHIPPING")]
    billing = checkout.addresses[place_of(checkout, "BILLING")]
    is_same = _address(shipping) == _address(billing) and shipping.mixins == billing.mixins
    return None if is_same else _patch(billing)


def _patch(sent: SentAddress) -> AddressPatch:
    fields = tuple(_address(sent).to_dict().items())
    return AddressPatch(fields, UNSET if sent.mixins is None else sent.mixins)


def _address(sent: SentAddress) -> Address:
    return Address(
        name=sent.contactName,
        company=sent.companyName or "",
        line1=_street(sent),
        line2=sent.streetAppendix or "",
        city=sent.city,
        region=sent.state or "",
        postal_code=sent.zipCode,
        country=sent.country.upper(),
        phone=sent.contactPhone or "",
    )


def _street(sent: SentAddress) -> str:
    parts = [sent.street, sent.streetNumber or ""]
    if sent.country.upper() in NUMBER_FIRST:
        parts.reverse()
    return " ".join(filter(None, parts))
