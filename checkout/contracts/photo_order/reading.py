"""An order as partners send it. What the document does not name is left alone: clients send back what they were answered."""

import math
from collections.abc import Iterator
from typing import Annotated, Any, TypeVar

from flask import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, from_json

from ...addresses.card_numbers import looks_like_card_number
from ...models.order import MAX_QUANTITY
from .errors import TOO_MANY, Refused

LARGEST = 2**63 - 1
MOST_SUBCARTS = 9
MOST_ERRORS = 20
#: more parts than that has no order, and nothing is nested deeper
DEEPEST = 50

Text = Annotated[str, Field(max_length=255)]
Whole = Annotated[int, Field(ge=0, le=LARGEST)]
#: what only the partner reads: kept and answered as it was sent
Things = list[dict[str, Any]]


class Sent(BaseModel):
    """Anything in an order."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class SentItem(Sent):
    """So many of one SKU, made of one of the order's projects."""

    sku: Annotated[str, Field(min_length=1, max_length=100)]
    count: Annotated[int, Field(ge=1, le=MAX_QUANTITY)]
    price: Whole | None = None
    processorIndex: Whole | None = None  # noqa: N815 (the document's names)
    project: Text | None = None


class SentSubcart(Sent):
    """What one producer makes and ships, and by which numbers others know it."""

    items: list[SentItem]
    producer: Text | None = None
    shipping: Whole | None = None
    orderId: Whole | None = None  # noqa: N815
    paymentOrderId: Text | None = None  # noqa: N815
    producerOrderId: Whole | None = None  # noqa: N815
    producerOrderUniqueIdentifier: Text | None = None  # noqa: N815


class SentCart(Sent):
    """All subcarts."""

    subcarts: list[SentSubcart]


class SentAddress(Sent):
    """Where somebody lives."""

    city: Text | None = None
    company: Text | None = None
    country: Annotated[str, Field(pattern="^[A-Za-z]{2}$")] | None = None
    firstname: Text | None = None
    lastname: Text | None = None
    phone: Text | None = None
    region: Text | None = None
    street: Text | None = None
    street2: Text | None = None
    zipcode: Text | None = None


class SentCustomer(Sent):
    """Who orders."""

    billingaddress: SentAddress | None = None
    deliveryaddress: SentAddress | None = None
    email: Annotated[str, Field(max_length=320)] | None = None


class CheckoutData(Sent):
    """What an order is enriched with."""

    bunches: Things | None = None
    cart: SentCart | None = None
    customer: SentCustomer | None = None
    mandator: Whole | None = None
    payload: Things | None = None
    portal: Whole | None = None
    projects: Things | None = None


class PartialOrder(CheckoutData):
    """What an order begins with."""

    cart: SentCart
    locale: Text | None = None
    order_url: Annotated[str, Field(min_length=1, max_length=2000)] | None = None


class StatusEntry(Sent):
    """An entry of `statusHistory`."""

    id: Annotated[int, Field(ge=1, le=LARGEST)]


Model = TypeVar("Model", bound=Sent)


def order_id_of(text: str) -> int:
    """The number in a path; 0, which no order has, for anything that is none."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST)):
        return 0
    number = int(text)
    return number if number <= LARGEST else 0


def read(model: type[Model], request: Request) -> tuple[Model, dict[str, Any]]:
    """The body, and the document it came as. Raises `Refused`."""
    if request.mimetype != "application/json":
        raise Refused(415, "Unsupported media type", "Send application/json.")
    try:
        body = from_json(request.get_data(), allow_inf_nan=False)
    except ValueError:
        raise Refused(400, "Malformed JSON request", "The body is not JSON.") from None
    if not isinstance(body, dict):
        raise Refused(400, "Malformed JSON request", "The body must be an object.")
    _refuse_crowds(body)
    try:
        sent = model.model_validate(body)
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_input=False)[:MOST_ERRORS]
        raise Refused(400, "Validation error", "; ".join(map(_words, found))) from None
    if not all(map(_can_be_kept, _values(body))):
        raise Refused(400, "Validation error", "A number or a text in it cannot be kept.")
    return sent, body


def _refuse_crowds(body: dict[str, Any]) -> None:
    """Too many subcarts are told as such, whatever else is wrong with them."""
    cart = body.get("cart")
    subcarts = cart.get("subcarts") if isinstance(cart, dict) else None
    if isinstance(subcarts, list) and len(subcarts) > MOST_SUBCARTS:
        raise Refused(422, TOO_MANY)


def _values(value: Any, depth: int = 0) -> Iterator[Any]:
    """Every single value in a document, names too."""
    if depth > DEEPEST:
        raise Refused(400, "Validation error", "It is nested too deeply.")
    match value:
        case dict():
            yield from value
            for each in value.values():
                yield from _values(each, depth + 1)
        case list():
            for each in value:
                yield from _values(each, depth + 1)
        case _:
            yield value


def _can_be_kept(value: Any) -> bool:
    """No database keeps every text and every number that JSON can say."""
    match value:
        case str():
            return "\x00" not in value
        case bool() | None:
            return True
        case int():
            return abs(value) <= LARGEST
        case _:
            return math.isfinite(value)


def _words(error: ErrorDetails) -> str:
    path = ".".join(
        "…" if looks_like_card_number(str(part)) else str(part)[:100] for part in error["loc"]
    )
    return f"{path}: {error['msg']}"
