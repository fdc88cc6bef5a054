"""One atomic call: a cart or a quote becomes an order with its payment, or nothing happens."""

from ...callers import bearer
from ..contract import Contract, Route
from .errors import answer_to_error
from .openapi import CHECKOUT
from .schemas import SCHEMAS
from .views import trigger_checkout

CONTRACT = Contract(
    name="emporix",
    title="Atomic checkout",
    about=(
        "Checks a cart or a quote, makes it an order, pays it and closes the cart, in one call that succeeds as a whole "
        "or leaves everything as it was. Amounts are decimals in major units."
    ),
    routes=(
        Route(
            method="POST",
            path="/checkout/<tenant>/checkouts/order",
            scope="checkouts:write",
            view=trigger_checkout,
            operation=CHECKOUT,
        ),
    ),
    key_of=bearer,
    credential={
        "type": "http",
        "scheme": "bearer",
        "description": "An API key of the shop, as `Authorization: Bearer …`.",
    },
    answer_to_error=answer_to_error,
    prefixes=("/checkout/<tenant>/checkouts",),
    schemas=SCHEMAS,
)
