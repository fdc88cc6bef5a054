"""Checkout summary: an order is priced with postage, production and a hold date, then executed."""

from ..contract import Contract, Route
from .errors import answer_to_error
from .openapi import EXECUTE, SCHEMAS, SHOW
from .views import execute_checkout, show_checkout

ROOT = "/v1/order"
PATH = f"{ROOT}/<id>/checkout"
HEADER = "X-API-KEY"

CONTRACT = Contract(
    name="checkout-summary",
    title="Checkout summary",
    about=(
        "Review what an order costs and when it is made and arrives, then execute its checkout. Amounts are exact decimal "
        "numbers in the currency that `metadata.currency` names. A day is told as noon of it where the shop is."
    ),
    routes=(
        Route(method="GET", path=PATH, scope="checkouts:read", view=show_checkout, operation=SHOW),
        Route(
            method="POST",
            path=PATH,
            scope="checkouts:write",
            view=execute_checkout,
            operation=EXECUTE,
        ),
    ),
    key_of=lambda request: request.headers.get(HEADER, ""),
    credential={
        "type": "apiKey",
        "in": "header",
        "name": HEADER,
        "description": "An API key of the shop.",
    },
    answer_to_error=answer_to_error,
    prefixes=(ROOT,),
    schemas=SCHEMAS,
)
