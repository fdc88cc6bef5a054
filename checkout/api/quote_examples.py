"""Examples of quotes, for the OpenAPI document and the guide."""

from typing import Any

from .example_names import CUSTOMER_ID

QUOTE_WANTED: dict[str, Any] = {
    "customer": CUSTOMER_ID,
    "lines": [{"sku": "mug-stoneware", "quantity": 40, "unit_price": 1900}],
    "valid_until": "2026-12-05T00:00:00Z",
    "note": "As agreed on the phone.",
}
ACCEPTANCE: dict[str, Any] = {"customer": CUSTOMER_ID}
QUOTE: dict[str, Any] = {
    "id": "qu_7d20e6b94f1c4a3d8b57",
    "status": "open",
    "customer": CUSTOMER_ID,
    "email": "ada@example.com",
    "currency": "EUR",
    "locale": "en",
    "note": "As agreed on the phone.",
    "lines": [
        {
            "sku": "mug-stoneware",
            "name": "Stoneware mug",
            "quantity": 40,
            "unit_price": 1900,
            "total": 76000,
        }
    ],
    "subtotal": 76000,
    "valid_from": "2026-11-21T09:30:00Z",
    "valid_until": "2026-12-05T00:00:00Z",
    "checkout": None,
    "created_at": "2026-11-21T09:30:00Z",
    "closed_at": None,
}
