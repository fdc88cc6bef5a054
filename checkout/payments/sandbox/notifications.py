"""The test gateway's webhooks at our side: how they are known, and what they say of a charge."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..gateway import Declined, Ok, Outcome
from ..notifications import NotGenuine, Notification, Unreadable, document_in
from ..signatures import is_signed_by_the_standard

PAID = {"payment.authorized", "payment.captured", "payment.refunded"}
OVER = {"payment.failed", "payment.canceled"}


@dataclass(frozen=True, slots=True)
class SandboxTeller:
    """What the test gateway tells. It has one account, and so has none in its notifications."""

    secrets: tuple[str, ...]

    def read(self, body: bytes, headers: Mapping[str, str], at: datetime) -> Notification:
        """What is told about an attempt of ours. Raises `NotGenuine`, `Unreadable`."""
        if not is_signed_by_the_standard(body, headers, self.secrets, at):
            raise NotGenuine
        event = document_in(body)
        try:
            return _notification_of(headers["Webhook-Id"], event)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Unreadable from None


def _notification_of(id_: str, event: dict[str, Any]) -> Notification:
    type_, told = str(event["type"]), event["data"]
    if type_ not in PAID | OVER:
        return Notification(id_, type_)
    return Notification(id_, type_, str(told["idempotency_key"]), _outcome_of(type_, told))


def _outcome_of(type_: str, told: dict[str, Any]) -> Outcome:
    if type_ in OVER:
        return Declined(str(told["reason"]))
    promised, captured, refunded = (
        int(told[name]) for name in ("authorized", "captured", "refunded")
    )
    return Ok(str(told["reference"]), promised, captured, str(told["currency"]), refunded)
