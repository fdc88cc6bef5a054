"""GET /orders and GET /orders/{id}: every order of the shop, whichever way it came in."""

from flask import Response, request

from ..callers import Caller
from ..models import Order
from ..operations.records import records_of
from .answers import answer, versioned
from .documents import OrderList
from .inputs import OrderQuery
from .order_document import order_document
from .order_queries import find_any, page_of, standings_of
from .paging import next_page, order_cursor


def list_orders(caller: Caller, query: OrderQuery) -> Response:
    """A page of orders, newest first."""
    page = page_of(caller, query, order_cursor(query.cursor))
    shown = page[: query.limit]
    records = records_of([order.id for order in shown])
    body: OrderList = {
        "items": [
            order_document(standing, request.url_root, records[standing.order.id])
            for standing in standings_of(caller, shown)
        ],
        "next": None,
    }
    if len(page) > query.limit:
        body["next"] = next_page(request.path, query, _place(shown[-1]))
    return answer(body)


def read_order(caller: Caller, id: str) -> Response:  # noqa: A002 (the name in the path)
    """One order, by its opaque id, its integer id or its number."""
    standing = find_any(caller, id)
    records = records_of([standing.order.id])[standing.order.id]
    return versioned(order_document(standing, request.url_root, records))


def _place(order: Order) -> list[str | int]:
    return [(order.placed_at or order.created_at).isoformat(), order.id]
