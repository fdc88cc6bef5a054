"""GET /orders: what a tenant ordered, line by line, by whichever way the order came in."""

from enum import IntEnum
from typing import Annotated, Any, Literal

from flask import Response, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import to_json
from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, func, or_, select

from ...callers import Caller
from ...db import read
from ...models import Customer, Order, OrderLine, Shop, SubscriptionTerm
from ...operations import customer_by_number
from .dates import spelled
from .errors import BadRequest, NothingMatches, PropertyError
from .offers import NUMBERS
from .reading import LARGEST


class State(IntEnum):
    """The document's numbers of states."""

    NONE = 0
    SUCCESSFUL = 1
    FAILED = 2
    PROCESSING = 4


#: placed once, and cancelled since
CALLED_OFF = and_(Order.state == "cancelled", Order.placed_at.is_not(None))
CANCELLED = "The order was cancelled."
STATE: ColumnElement[int] = case(
    (Order.state == "placed", State.SUCCESSFUL.value),
    (Order.state == "placing", State.PROCESSING.value),
    (or_(Order.schedule_fault != "", CALLED_OFF), State.FAILED.value),
    else_=State.NONE.value,
)
#: what LIKE would take for a wildcard
LITERALLY = str.maketrans({"%": "\\%", "_": "\\_", "\\": "\\\\"})
CREATED = func.coalesce(Order.placed_at, Order.created_at)
#: the document's number of how often a line is billed; none where it is no subscription
BILLING_CYCLE: ColumnElement[int] = case(NUMBERS, value=SubscriptionTerm.billing_cycle, else_=0)
SORTS: dict[str, SQLColumnExpression[Any]] = {
    "orderreferenceid": Order.number,
    "catalogid": OrderLine.sku,
    "name": OrderLine.name,
    "quantity": OrderLine.quantity,
    "billingcycle": BILLING_CYCLE,
    "termduration": SubscriptionTerm.duration,
    "created": CREATED,
    "orderstate": STATE,
    "error": Order.schedule_fault,
}


class Query(BaseModel):
    """What the list may be asked for; names without regard to case."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    customertenantid: Annotated[int, Field(ge=0, le=LARGEST)]
    orderstate: State | None = None
    search: Annotated[str, Field(max_length=100)] = ""
    page: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    pagesize: Annotated[int, Field(ge=1, le=1000)] = 50
    sortby: str = "created"
    sortorder: Literal["asc", "desc", "ascending", "descending", "0", "1"] = "desc"


def list_orders(caller: Caller) -> Response:
    """A page of lines of a tenant's orders: those placed, being placed, waiting for their day, or failed on it."""
    query = _query()
    if customer_by_number(caller.shop_code, query.customertenantid) is None:
        raise NothingMatches("There is no such customer tenant.")
    wanted = _wanted(caller, query)
    (total,) = read(select(func.count()).select_from(wanted.subquery()))[0]
    rows = read(
        wanted.order_by(*_order(query), OrderLine.id)
        .limit(query.pagesize)
        .offset((query.page - 1) * query.pagesize)
    )
    items = [
        {
            "OrderReferenceId": row.number or row.public_id,
            "CatalogId": row.sku,
            "Name": row.name,
            "Quantity": row.quantity,
            "BillingCycle": row.billing_cycle,
            "TermDuration": row.duration,
            "Created": spelled(row.created),
            "OrderState": row.state,
            "Error": row.schedule_fault or (CANCELLED if row.called_off else None),
        }
        for row in rows
    ]
    return Response(to_json({"Items": items, "TotalHits": total}), content_type="application/json")


def _query() -> Query:
    given = {name.lower(): value for name, value in request.args.items()}
    given = {
        name: value.lower() if name.startswith("sort") else value for name, value in given.items()
    }
    try:
        query = Query.model_validate(given)
    except ValidationError as invalid:
        found = invalid.errors(include_url=False, include_input=False)
        told = [PropertyError(str(each["loc"][0]), each["msg"]) for each in found]
        raise BadRequest("Some parameters are wrong.", told) from None
    if query.sortby not in SORTS:
        raise BadRequest("Some parameters are wrong.", [PropertyError("sortBy", "Not a column.")])
    return query


def _wanted(caller: Caller, query: Query) -> Select[*tuple[Any, ...]]:
    begun = or_(
        Order.state.in_(("placing", "placed")),
        and_(Order.state == "open", Order.scheduled_for.is_not(None)),
        Order.schedule_fault != "",
        CALLED_OFF,
    )
    wanted: Select[*tuple[Any, ...]] = (
        select(
            Order.number,
            Order.public_id,
            Order.schedule_fault,
            STATE.label("state"),
            CALLED_OFF.label("called_off"),
            CREATED.label("created"),
            OrderLine.id,
            OrderLine.sku,
            OrderLine.name,
            OrderLine.quantity,
            BILLING_CYCLE.label("billing_cycle"),
            SubscriptionTerm.duration,
        )
        .join(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(SubscriptionTerm, SubscriptionTerm.variant_id == OrderLine.variant_id)
        .join(Shop, Shop.id == Order.shop_id)
        .join(Customer, Customer.id == Order.customer_id)
        .where(
            and_(Shop.code == caller.shop_code, Customer.number == query.customertenantid, begun)
        )
    )
    if query.orderstate is not None:
        wanted = wanted.where(STATE == query.orderstate)  # noqa: SIM300 (a clause, not a comparison)
    if query.search:
        looks_like = f"%{query.search.translate(LITERALLY)}%"
        wanted = wanted.where(
            or_(
                *(
                    each.ilike(looks_like, escape="\\")
                    for each in (OrderLine.name, OrderLine.sku, Order.number)
                )
            )
        )
    return wanted


def _order(query: Query) -> list[SQLColumnExpression[Any]]:
    column = SORTS[query.sortby]
    return [column.desc() if query.sortorder in {"desc", "descending", "1"} else column.asc()]
