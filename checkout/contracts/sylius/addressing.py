"""The first step: where it goes, where the invoice goes, and whose order it is."""

from dataclasses import replace
from typing import Any

from ...addresses import Address, clean
from ...addresses.postal import region_at
from ...addresses.text import tidy
from ...operations import Changes
from .address_document import BILLING, SHIPPING
from .countries import country_named, province_named
from .errors import BLANK, FormFault, Path
from .forms import Fields, Form, only
from .seen import NAME, PAYS, SHIPS, Seen

FORMS = {"shippingAddress": SHIPPING, "billingAddress": BILLING}
NAMES = ("shippingAddress", "billingAddress", "customer")
#: the contract's field -> ours
FIELDS = {
    "firstName": "name",
    "lastName": "name",
    "company": "company",
    "street": "line1",
    "city": "city",
    "postcode": "postal_code",
    "province": "region",
    "country": "country",
    "phoneNumber": "phone",
}
REQUIRED = {"firstName", "lastName", "country"}
#: our field -> the contract's
SPELLED = {ours: theirs for theirs, ours in reversed(FIELDS.items())} | {"line2": "street"}


def addressing(seen: Seen, form: Form) -> Changes:
    """What the step changes. Raises `FormInvalid`."""
    only(form, *NAMES)
    fields = Fields(form)
    shipping = _address(fields, "shippingAddress")
    billing = _address(fields, "billingAddress")
    changes: dict[str, Any] = {}
    if fields.part("customer", "email"):
        changes["email"] = fields.text("customer", "email")
    if shipping is None and not fields.faults:
        fields.faults.append(FormFault(("shippingAddress",), BLANK))
    fields.check()
    ends = {kind: each[1] for kind, each in ((SHIPPING, shipping), (BILLING, billing)) if each}
    return Changes(
        shipping_address=shipping[0] if shipping else None,
        billing_address=billing[0] if billing else None,
        # Where it goes has changed, so how it is shipped and paid is asked again.
        contract_data={NAME: {**seen.kept, **ends, SHIPS: False, PAYS: False}},
        **changes,
    )


def path_of(requirement_field: str) -> Path:
    """Where in this step's form something is that an order needs: `shipping_address/city` or `email`."""
    kind, _, field = requirement_field.partition("/")
    if kind == "email":
        return ("customer", "email")
    name = {f"{each}_address": form for form, each in FORMS.items()}[kind]
    return (name, SPELLED[field]) if field in SPELLED else (name,)


def _address(fields: Fields, name: str) -> tuple[Address, int] | None:
    """The address of that name, and where its last name begins; none when it was not sent."""
    sent = fields.part(name, *FIELDS)
    if sent is None:
        return None
    told = {
        each: fields.text(name, each, required=each in REQUIRED)
        for each in FIELDS
        if each in REQUIRED or each in sent
    }
    first, last = tidy(told.pop("firstName")), tidy(told.pop("lastName"))
    country = country_named(told.pop("country")).upper()
    values = {FIELDS[each]: value for each, value in told.items()}
    address = Address(name=f"{first} {last}".strip(), country=country, **values)
    if address.region:
        address = replace(address, region=province_named(country, address.region))
    return _with_region(address), len(first)


def _with_region(address: Address) -> Address:
    """The province is optional here: where the postcode lies in one only, it is that one."""
    cleaned = clean(address)
    if cleaned.region:
        return cleaned
    return replace(cleaned, region=region_at(cleaned.postal_code, cleaned.country))
