"""What a partner sends: the choices of a checkout, in the query of a GET and the body of a POST."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from ...clock import zone_named
from ...operations import OrderNotFound, OrderRef
from .errors import Refused

#: what an id of the database can be
LARGEST = 2**63 - 1
LONGEST_ID = 19
NOT_A_DATE = "holdUntilDate is not a date, like 2026-11-24 or 2026-11-24T18:00:00Z."


@dataclass(frozen=True, slots=True)
class Wish:
    """How the order is to be sent and made, and how it is paid. None and empty: as it is chosen already."""

    postage: str = ""
    speed: str = ""
    hold_until: date | None = None
    auto_bill: bool = False

    @property
    def chooses(self) -> bool:
        """Whether anything is chosen about shipments."""
        return bool(self.postage or self.speed or self.hold_until)


class SentCheckout(BaseModel):
    """The body of a POST. Properties nobody knows are left alone."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)

    postageType: str | None = Field(  # noqa: N815 (the document's names)
        None,
        max_length=100,
        description="`Standard` or `FirstClass`. Null: as chosen before, else the cheapest postage.",
    )
    productionSpeed: str | None = Field(  # noqa: N815
        None,
        max_length=100,
        description="`Normal`, `ExpeditedFaster` or `ExpeditedFastest`. Null: as chosen before, else the normal one.",
    )
    holdUntilDate: str | None = Field(  # noqa: N815
        None,
        max_length=100,
        description="The day until which production waits: later than its normal completion.",
    )
    autoBill: bool | None = Field(  # noqa: N815
        None,
        description="Whether the customer's stored payment method is charged. Otherwise the balance stays open.",
    )


def reference(shop_code: str, order_id: str) -> OrderRef:
    """The order the path names. Raises `OrderNotFound` for what cannot be an id."""
    is_number = order_id.isascii() and order_id.isdigit() and len(order_id) <= LONGEST_ID
    if not (is_number and 0 < int(order_id) <= LARGEST):
        raise OrderNotFound
    return OrderRef(shop_code, id=int(order_id))


def read_query(request: Request, zone: str) -> Wish:
    """The choices in a query. Raises `Refused`."""
    sent = request.args
    return Wish(
        sent.get("postage", ""),
        sent.get("production", ""),
        _day(sent.get("holdUntilDate", ""), zone),
    )


def read_body(request: Request, zone: str) -> Wish:
    """The choices in a body. Raises `Refused`."""
    if request.mimetype != "application/json":
        raise Refused(["Send application/json."])
    try:
        body = from_json(request.get_data())
    except ValueError:
        raise Refused(["The body is not JSON."]) from None
    if not isinstance(body, dict):
        raise Refused(["The body must be an object."])
    try:
        sent = SentCheckout.model_validate(body)
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_input=False)
        raise Refused([f"{each['loc'][0]}: {each['msg']}." for each in found]) from None
    return Wish(
        sent.postageType or "",
        sent.productionSpeed or "",
        _day(sent.holdUntilDate or "", zone),
        sent.autoBill is True,
    )


def _day(text: str, zone: str) -> date | None:
    """The day of a date, or of an instant where the shop is; without an offset it is the shop's own time."""
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
        return (
            instant.date()
            if instant.tzinfo is None
            else instant.astimezone(zone_named(zone)).date()
        )
    except (ValueError, OverflowError):
        raise Refused([NOT_A_DATE]) from None
