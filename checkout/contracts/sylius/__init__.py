"""The published step-by-step contract in the style of Sylius: `/api/checkouts`, `/api/carts`, and what they link to."""

from ...callers import bearer
from ..contract import Contract
from .errors import answer_to_error
from .routes import ROUTES
from .schemas import SCHEMAS

ABOUT = """A checkout step by step: addressing, shipping, payment, finalize, purchase.

`GET /api/checkouts/{id}` answers what the next step needs, `PUT` takes it. Bodies come as
`application/x-www-form-urlencoded` with bracketed names (`shippingAddress[firstName]`) or as JSON with the same
nesting. Amounts are integers in minor units. Every `href` in `_links` answers to the same key.
"""

CONTRACT = Contract(
    name="sylius",
    title="Step by step",
    about=ABOUT,
    routes=ROUTES,
    key_of=bearer,
    credential={
        "type": "http",
        "scheme": "bearer",
        "description": "A key of the shop in `Authorization: Bearer …`.",
    },
    answer_to_error=answer_to_error,
    prefixes=tuple(
        f"/api/{name}"
        for name in (
            *("checkouts", "carts", "orders", "shipments", "payments"),
            *("shipping-methods", "payment-methods", "zones", "channels", "countries", "products"),
        )
    ),
    schemas=SCHEMAS,
)
