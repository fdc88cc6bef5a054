"""Examples of problems, for the OpenAPI document and the guide. A test holds them to the schemas."""

from typing import Any

from .codes import PROBLEMS
from .example_names import CHECKOUT_ID

#: faults shown with a problem; all others have none
ERRORS: dict[str, list[dict[str, str]]] = {
    "invalid": [
        {
            "pointer": "#/lines/0/sku",
            "code": "unknown_sku",
            "detail": "There is no product with the SKU mug-stonewear.",
        }
    ],
    "invalid_parameters": [
        {
            "pointer": "limit",
            "code": "out_of_range",
            "detail": "Input should be less than or equal to 100",
        }
    ],
    "requirements_unmet": [
        {
            "pointer": "#/email",
            "code": "email_missing",
            "detail": "Enter an e-mail address",
        }
    ],
    "payment_declined": [
        {
            "pointer": "#/payment",
            "code": "insufficient_funds",
            "detail": "The card has not enough funds.",
        }
    ],
}
MEMBERS: dict[str, dict[str, Any]] = {
    "order_closed": {"state": "cancelled"},
    "stale_version": {"version": 3},
    "quote_accepted": {"checkout": CHECKOUT_ID},
    "payment_declined": {"reason": "insufficient_funds"},
    "scope_missing": {"scope": "orders:read"},
    "total_changed": {
        "old": 4810,
        "new": 5010,
        "lines": [
            {
                "sku": "mug-stoneware",
                "name": "Stoneware mug",
                "old_unit_price": 2400,
                "new_unit_price": 2500,
            }
        ],
        "dropped_coupon_codes": [],
        "dropped_coupons": [],
        "quoted": {"items": 4800, "promotion": -480, "shipping": 490, "tax": 768},
        "now": {"items": 5000, "promotion": -480, "shipping": 490, "tax": 800},
    },
}


def problem_example(code: str) -> dict[str, Any]:
    """What a problem of that code looks like."""
    kind = PROBLEMS[code]
    return {
        "type": f"/api/docs#{code}",
        "title": kind.title,
        "status": kind.status,
        "code": code,
        "detail": kind.meaning,
        "errors": ERRORS.get(code, []),
        **MEMBERS.get(code, {}),
    }
