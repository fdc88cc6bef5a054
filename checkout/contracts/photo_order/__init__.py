"""Photo orders: a temporary order is begun, enriched with checkout data, and made from the data that is sent for it."""

from ...callers import bearer
from ..contract import Contract, Route
from .errors import answer_to_error
from .openapi import ACKNOWLEDGE, CHECKOUT, CREATE, DATA, READ, SCHEMAS
from .views import (
    SOURCE,
    acknowledge_status,
    checkout_order,
    create_order,
    document_of,
    read_order,
    receive_payload,
)

ROOT = "/v1/orders"
ORDER = f"{ROOT}/<orderId>"
WRITE, READ_ORDERS = "checkouts:write", "orders:read"

CONTRACT = Contract(
    name="photo-order",
    title="Photo orders",
    about=(
        "Begin a temporary order, enrich it with the customer's checkout data, which places it, and send the data it is "
        "made from. Amounts are integers in minor units of the shop's currency. A subcart is what one producer makes and ships."
    ),
    routes=(
        Route(method="POST", path=ROOT, scope=WRITE, view=create_order, operation=CREATE),
        Route(method="GET", path=ORDER, scope=READ_ORDERS, view=read_order, operation=READ),
        Route(
            method="POST",
            path=f"{ORDER}/checkout",
            scope=WRITE,
            view=checkout_order,
            operation=CHECKOUT,
        ),
        Route(
            method="POST", path=f"{ORDER}/data", scope=WRITE, view=receive_payload, operation=DATA
        ),
        Route(
            method="PUT",
            path=f"{ORDER}/status",
            scope=WRITE,
            view=acknowledge_status,
            operation=ACKNOWLEDGE,
        ),
    ),
    key_of=bearer,
    credential={
        "type": "http",
        "scheme": "bearer",
        "description": "An API key of the shop, as `Authorization: Bearer …`.",
    },
    answer_to_error=answer_to_error,
    prefixes=(ROOT,),
    schemas=SCHEMAS,
    callback_document=(SOURCE, document_of),
)
