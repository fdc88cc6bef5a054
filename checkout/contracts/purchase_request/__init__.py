"""Purchase requests of resellers: an order is verified, then checked out, now or on a day to come."""

from ...callers import bearer
from ..contract import Contract, Route
from .errors import answer_to_error
from .listing import list_orders
from .openapi import CHECKOUT, LIST, SCHEMAS, VERIFY
from .views import checkout_order, verify_order

ROOTS = ("/api/v1/purchaserequest", "/api/v1/assets")


def _routes(root: str, alias: str = "") -> tuple[Route, ...]:
    return (
        Route(
            method="POST",
            path=f"{root}/verify",
            scope="checkouts:read",
            view=verify_order,
            operation=VERIFY,
            alias=alias and f"verify_{alias}",
        ),
        Route(
            method="POST",
            path=f"{root}/checkout",
            scope="checkouts:write",
            view=checkout_order,
            operation=CHECKOUT,
            alias=alias and f"checkout_{alias}",
        ),
    )


CONTRACT = Contract(
    name="purchase-request",
    title="Purchase requests",
    about=(
        "Order subscriptions for a customer tenant: send the order to `verify`, mend what it says, send the result to "
        "`checkout`. Names of properties are read without regard to case. "
        "The addresses below `/api/v1/assets` are the older names of the same."
    ),
    routes=(
        *_routes(ROOTS[0]),
        Route(
            method="GET",
            path=f"{ROOTS[0]}/orders",
            scope="orders:read",
            view=list_orders,
            operation=LIST,
        ),
        *_routes(ROOTS[1], alias="asset"),
    ),
    key_of=bearer,
    credential={
        "type": "http",
        "scheme": "bearer",
        "description": "An API key of the shop, as `Authorization: Bearer …`.",
    },
    answer_to_error=answer_to_error,
    prefixes=ROOTS,
    schemas=SCHEMAS,
)
