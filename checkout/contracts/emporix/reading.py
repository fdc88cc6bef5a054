"""A checkout as it comes: of a cart, or of a quote. Property by property as the published document says."""

import re
from typing import Annotated, Any

from flask import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, from_json

from ...addresses.card_numbers import looks_like_card_number
from .errors import Detail, Refused
from .texts import Amount, Code, Country, Perhaps, Text

MOST_ERRORS = 100
INDEX = re.compile(r"\.(\d+)")
#: what is missing -> how that is called, where it is not just a missing value
MISSING = {"cartId": "missing_cart", "quoteId": "missing_quote", "customer": "missing_customer"}


class Sent(BaseModel):
    """Properties that the document does not know are refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SentMetadata(Sent):
    """Where the schemas of mixins lie. The shop's own schemas of the same names count, and nothing is fetched."""

    mixins: Perhaps[dict[str, Any]] = None


class SentAttributes(BaseModel):
    """What a provider wants to know besides."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    token: Perhaps[Annotated[str, Field(max_length=500)]] = None
    modeId: Perhaps[Code] = None  # noqa: N815 (the document's names)
    paymentType: Perhaps[Text] = None  # noqa: N815


class SentPayment(Sent):
    """How it is paid."""

    provider: Code
    customAttributes: Perhaps[SentAttributes] = None  # noqa: N815
    method: Perhaps[Code] = None
    amount: Perhaps[Amount] = None


class SentShipping(Sent):
    """How it is delivered, and for how much."""

    methodId: Code  # noqa: N815
    zoneId: Code  # noqa: N815
    methodName: Text  # noqa: N815
    amount: Annotated[Amount, Field(ge=0)]
    shippingTaxCode: Perhaps[Code] = None  # noqa: N815


class SentAddress(Sent):
    """An address of the order."""

    contactName: Text  # noqa: N815
    street: Text
    zipCode: Annotated[Text, Field(max_length=11)]  # noqa: N815
    city: Text
    country: Country
    type: Code
    companyName: Perhaps[Text] = None  # noqa: N815
    streetNumber: Perhaps[Text] = None  # noqa: N815
    streetAppendix: Perhaps[Text] = None  # noqa: N815
    state: Perhaps[Text] = None
    contactPhone: Perhaps[Code] = None  # noqa: N815
    metadata: Perhaps[SentMetadata] = None
    mixins: Perhaps[dict[str, Any]] = None


class SentCustomer(Sent):
    """Who buys."""

    email: Annotated[Text, Field(max_length=254)]
    id: Perhaps[Code] = None
    name: Perhaps[Text] = None
    title: Perhaps[Text] = None
    firstName: Perhaps[Text] = None  # noqa: N815
    middleName: Perhaps[Text] = None  # noqa: N815
    lastName: Perhaps[Text] = None  # noqa: N815
    contactPhone: Perhaps[Code] = None  # noqa: N815
    company: Perhaps[Text] = None
    metadata: Perhaps[SentMetadata] = None
    mixins: Perhaps[dict[str, Any]] = None
    guest: Perhaps[bool] = None


class CartCheckout(Sent):
    """The checkout of a cart."""

    cartId: Code  # noqa: N815
    paymentMethods: list[SentPayment]  # noqa: N815
    shipping: SentShipping
    addresses: list[SentAddress]
    customer: SentCustomer
    currency: Perhaps[Code] = None
    deliveryWindowId: Perhaps[Code] = None  # noqa: N815


class QuoteCheckout(Sent):
    """The checkout of a quote."""

    quoteId: Code  # noqa: N815
    paymentMethods: list[SentPayment]  # noqa: N815
    deliveryWindowId: Perhaps[Code] = None  # noqa: N815


def read_checkout(request: Request) -> CartCheckout | QuoteCheckout:
    """What is to be checked out. Raises `Refused` with everything that is wrong with the body."""
    body = _object(request)
    model = QuoteCheckout if "quoteId" in body and "cartId" not in body else CartCheckout
    try:
        checkout = model.model_validate(body)
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_input=False)
        raise Refused(list(map(_detail, found[:MOST_ERRORS]))) from None
    _check(body, checkout)
    return checkout


def _object(request: Request) -> dict[str, Any]:
    if request.mimetype != "application/json":
        raise Refused.because("unsupported_media_type", "Send application/json.", status=415)
    try:
        body = from_json(request.get_data(), allow_inf_nan=False)
    except ValueError:
        raise Refused.because("malformed_json", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Refused.because("malformed_json", "The body must be an object.")
    return body


def _detail(error: ErrorDetails) -> Detail:
    field = INDEX.sub(r"[\1]", ".".join(map(_part, error["loc"])))
    match error["type"]:
        case "missing":
            return Detail(field, MISSING.get(field, "missing_value"), "This is required.")
        case "extra_forbidden":
            return Detail(field, "unexpected_property", "There is no such property.")
    return Detail(field, "invalid_value", error["msg"])


def _part(part: str | int) -> str:
    return "…" if looks_like_card_number(str(part)) else str(part)[:100]


def _check(body: dict[str, Any], checkout: CartCheckout | QuoteCheckout) -> None:
    """What the types alone do not say: one way to pay, both addresses, a name. Raises `Refused`."""
    found = []
    if len(checkout.paymentMethods) != 1:
        words = "Exactly one payment method is needed."
        found.append(Detail("paymentMethods", "payment_method_count", words))
    if isinstance(checkout, CartCheckout):
        found += _address_details(body, checkout)
        customer = checkout.customer
        if not (customer.firstName or customer.lastName):
            words = "Either the first or the last name is required."
            found.append(Detail("customer.firstName", "missing_customer_name", words))
    if found:
        raise Refused(found)


def _address_details(body: dict[str, Any], checkout: CartCheckout) -> list[Detail]:
    sent: list[dict[str, Any]] = body["addresses"]
    found = []
    for kind in ("SHIPPING", "BILLING"):
        if not any(each.type == kind for each in checkout.addresses):
            type_ = f"missing_{kind.lower()}_address"
            found.append(Detail("addresses", type_, f"An address of type {kind} is required."))
    same = (i for i, each in enumerate(sent) if each in sent[:i])
    found += [
        Detail(f"addresses[{i}]", "duplicate_address", "This address is there twice.") for i in same
    ]
    return found
