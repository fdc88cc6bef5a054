"""Examples of gift cards and store credit."""

from typing import Any

from .example_names import CHECKOUT_ID, CUSTOMER_ID

ISSUED: dict[str, Any] = {
    "kind": "issued",
    "amount": 2500,
    "actor": "api",
    "note": "Prize draw",
    "order": None,
    "at": "2026-11-21T09:30:00Z",
}
SPENT = ISSUED | {"kind": "spent", "amount": -1000, "note": None, "order": CHECKOUT_ID}
GIFT_CARD: dict[str, Any] = {
    "id": "gc_2b7e151628aed2a6abf7",
    "tail": "3RWE",
    "currency": "EUR",
    "balance": 1500,
    "expires_at": None,
    "is_active": True,
    "created_at": "2026-11-21T09:30:00Z",
    "entries": [ISSUED, SPENT],
}
NEW_GIFT_CARD = GIFT_CARD | {
    "balance": 2500,
    "entries": [ISSUED],
    "code": "7KQ2-M9XD-0C4T-VB8H-3RWE",
}
STORE_CREDIT: dict[str, Any] = {
    "customer": CUSTOMER_ID,
    "items": [{"currency": "EUR", "balance": 1500, "entries": [ISSUED, SPENT]}],
}
