"""What is sent and answered about webhooks."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from .documents import OrderDocument
from .inputs import Input
from .texts import Code, WebAddress

Event = Literal[
    "order.placed",
    "order.paid",
    "order.cancelled",
    "order.shipped",
    "order.refunded",
    "order.withdrawn",
    "order.payment_problem",
]
Events = Annotated[list[Event | Literal["*"]], Field(min_length=1, max_length=20)]
ABOUT_URL = "https, on port 443 or 8443, in the public internet; redirects are not followed."
ABOUT_EVENTS = "Types of events; `*` for all."
SHOWN_ONCE = "Signs every message; shown this once."


class WebhookInput(Input):
    """An address that is told what happens to orders. What is null or missing stays as it is; the first time: everything, active."""

    url: WebAddress | None = Field(None, description=ABOUT_URL)
    events: Events | None = Field(None, description=ABOUT_EVENTS)
    name: Code | None = Field(None, description="For people.")
    is_active: bool | None = Field(
        None, description="False: nothing is sent, also not later what happens meanwhile."
    )


class WebhookDocument(TypedDict):
    """A subscription. Its secret is never told again."""

    id: Annotated[str, Field(description="Opaque.")]
    url: str
    events: Annotated[list[str], Field(description=ABOUT_EVENTS)]
    name: str | None
    is_active: bool
    disabled_why: Annotated[
        str | None, Field(description="`paused` by you, or `gone`: the address answered 410.")
    ]
    failures: Annotated[int, Field(description="Attempts in vain since the last good one.")]
    created_at: datetime


class SecretWebhookDocument(WebhookDocument):
    """A subscription with its secret."""

    secret: Annotated[str, Field(description=SHOWN_ONCE)]


class WebhookList(TypedDict):
    """The shop's subscriptions, the newest first."""

    items: list[WebhookDocument]


class WebhookMessage(TypedDict):
    """What an address is sent."""

    type: Event
    timestamp: Annotated[datetime, Field(description="When it happened.")]
    sequence: Annotated[int, Field(description="1, 2, 3 … for each order.")]
    subject: Annotated[
        str | None,
        Field(description="Which of several shipments, refunds or payments it is about."),
    ]
    data: Annotated[OrderDocument, Field(description="The order as it is now.")]


WEBHOOK_WANTED: dict[str, Any] = {
    "url": "https://partner.example/hooks/orders",
    "events": ["order.placed", "order.cancelled"],
    "name": "Accounting",
}
WEBHOOK: dict[str, Any] = {
    "id": "wh_0d8e3c51b7f24a69e1c2",
    **WEBHOOK_WANTED,
    "is_active": True,
    "disabled_why": None,
    "failures": 0,
    "created_at": "2026-11-21T09:30:00Z",
}
SECRET_WEBHOOK: dict[str, Any] = {
    **WEBHOOK,
    "secret": "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
}
