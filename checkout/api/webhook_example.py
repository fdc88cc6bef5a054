"""What a webhook is sent, for the OpenAPI document."""

from typing import Any

from .examples import ORDER

WEBHOOK_MESSAGE: dict[str, Any] = {
    "type": "order.placed",
    "timestamp": "2026-11-21T09:30:00Z",
    "sequence": 1,
    "subject": None,
    "data": ORDER,
}
