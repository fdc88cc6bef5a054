"""A PurchaseRequestOrder as it comes: names of properties without regard to case, values strictly by their type."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from flask import Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError, from_json

from ...addresses.card_numbers import looks_like_card_number
from ...models.order import MAX_LINES, MAX_QUANTITY
from .errors import BadRequest, PropertyError

#: what a number of the database can be
LARGEST = 2**63 - 1
MOST_ERRORS = 100
INDEX = re.compile(r"\.(\d+)")

Number = Annotated[int, Field(ge=0, le=LARGEST)]
Text = Annotated[str, Field(max_length=255)]
Duration = Annotated[str, Field(pattern=r"^P[0-9]{1,3}[DWMY]$")]


def _instant(value: Any) -> Any:
    """`2023-01-01 00:00:00.000`, with a T, an offset, or only the day; without an offset it is UTC."""
    if not isinstance(value, str):
        return value
    try:
        day = date.fromisoformat(value)
    except ValueError:
        pass
    else:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("instant", "This is not a date.") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


Instant = Annotated[datetime, BeforeValidator(_instant)]


class Sent(BaseModel):
    """Properties nobody knows are left alone, as partners' clients send what verify answered."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class SentLine(Sent):
    """One product, so many times."""

    productId: Annotated[str, Field(min_length=1, max_length=100)]  # noqa: N815 (the document's names)
    skuId: Annotated[str, Field(min_length=1, max_length=100)]  # noqa: N815
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)]
    productVariantId: Number | None = None  # noqa: N815
    subscriptionId: Number | None = None  # noqa: N815
    armRegionName: Text | None = None  # noqa: N815
    billingCycle: Number | None = None  # noqa: N815
    type: Number | None = None
    termDuration: Duration | None = None  # noqa: N815
    catalogItemId: Text | None = None  # noqa: N815
    provisioningContext: dict[Text, Text | None] | None = None  # noqa: N815
    requiresInventoryCheck: bool | None = None  # noqa: N815
    scope: Number | None = None
    resellerPriceType: Number | None = None  # noqa: N815
    resellerPriceTypeValue: Number | None = None  # noqa: N815
    isTrial: bool | None = None  # noqa: N815
    tags: dict[Text, Any] | None = None
    customTermEndDate: Instant | None = None  # noqa: N815


class SentOrder(Sent):
    """The order."""

    resellerCustomerId: Number  # noqa: N815
    orderLines: Annotated[list[SentLine], Field(min_length=1, max_length=MAX_LINES)]  # noqa: N815
    externalOrderId: Text | None = None  # noqa: N815
    countryCode: Annotated[str, Field(pattern="^[A-Za-z]{2}$")] | None = None  # noqa: N815
    adminAccount: Text | None = None  # noqa: N815
    notificationEmail: Text | None = None  # noqa: N815
    invoiceProfileId: Number | None = None  # noqa: N815
    ScheduledPurchaseDate: Instant | None = None


NAMES = {
    name.lower(): name
    for model in (SentOrder, SentLine)
    for name in (*model.model_fields, "errors")
}
#: whose names are the partner's own, and stay as they are
FREE = {"provisioningContext", "tags"}


def read_order(request: Request) -> tuple[SentOrder, dict[str, Any]]:
    """The order, and the document it came as with names spelled as here. Raises `BadRequest`."""
    if request.mimetype != "application/json":
        raise BadRequest("Send application/json.", status=415)
    try:
        body = from_json(request.get_data())
    except ValueError:
        raise BadRequest("The body is not JSON.") from None
    if not isinstance(body, dict):
        raise BadRequest("The body must be an object.")
    document = _spelled(body)
    lines = document.get("orderLines")
    if isinstance(lines, list):
        document["orderLines"] = [
            _spelled(each) if isinstance(each, dict) else each for each in lines
        ]
    try:
        return SentOrder.model_validate(document), document
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_input=False)
        raise BadRequest(
            "Some properties are wrong.", list(map(_error, found[:MOST_ERRORS]))
        ) from None


def _spelled(given: dict[str, Any]) -> dict[str, Any]:
    spelled: dict[str, Any] = {}
    for name, value in given.items():
        known = NAMES.get(name.lower(), name)
        if known in spelled:
            raise BadRequest(
                "A property is there twice.", [PropertyError(known, "It is there twice.")]
            )
        spelled[known] = value
    return spelled


def _error(error: ErrorDetails) -> PropertyError:
    path = INDEX.sub(r"[\1]", ".".join(map(_part, error["loc"])))
    return PropertyError(path, error["msg"])


def _part(part: str | int) -> str:
    return "…" if looks_like_card_number(str(part)) else str(part)[:100]
