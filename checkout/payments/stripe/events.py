"""What Stripe tells by itself: an event holds the page, the intent or the charge as it was when it happened."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..gateway import Declined, Ok, Outcome
from ..notifications import NotGenuine, Notification, Unreadable, document_in
from ..signatures import is_signed_as_stripe_does
from .words import ATTEMPT, INSTEAD, Json, given_back_of, noted, ours, outcome_of

SIGNATURE = "Stripe-Signature"


@dataclass(frozen=True, slots=True)
class StripeTeller:
    """Stripe's webhook endpoint at our side."""

    secrets: tuple[str, ...]
    is_live: bool

    def read(self, body: bytes, headers: Mapping[str, str], at: datetime) -> Notification:
        """What an event tells about an attempt of ours. Raises `NotGenuine`, `Unreadable`."""
        if not is_signed_as_stripe_does(body, headers.get(SIGNATURE, ""), self.secrets, at):
            raise NotGenuine
        try:
            return self._notification_of(document_in(body))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Unreadable from None

    def _notification_of(self, event: Json) -> Notification:
        id_, type_, told = str(event["id"]), str(event["type"]), event["data"]["object"]
        key = str(noted(told).get(ATTEMPT, ""))
        if self._is_anothers(event):
            return Notification(id_, type_, key, is_strange=True)
        reading = READINGS.get(type_)
        outcome = reading(told) if reading and key else None
        return Notification(id_, type_, key, outcome)

    def _is_anothers(self, event: Json) -> bool:
        return bool(event.get("account")) or bool(event.get("livemode")) is not self.is_live


def _of_page_paid(page: Json) -> Outcome | None:
    """A page may be left without the money: then its intent tells the rest."""
    if page["payment_status"] != "paid":
        return None
    currency = str(page["currency"]).upper()
    amount = ours(page["amount_total"], currency)
    return Ok(page["payment_intent"], amount, amount, currency)


def _of_page_left(page: Json) -> Outcome | None:
    return None if INSTEAD in noted(page) else Declined("abandoned")


def _of_intent(intent: Json) -> Outcome | None:
    """What is decided."""
    outcome = outcome_of(intent)
    return outcome if isinstance(outcome, Ok | Declined) else None


def _of_charge(charge: Json) -> Outcome | None:
    """Money was given back, by us or by somebody at Stripe's desk."""
    currency, captured = str(charge["currency"]).upper(), charge["amount_captured"]
    taken, given_back = ours(captured, currency), ours(given_back_of(charge, captured), currency)
    return Ok(charge["payment_intent"], taken, taken, currency, given_back) if taken else None


#: A refused card is none of them: on a page the shopper may try another one, and who paid by token is told at once.
READINGS = {
    "charge.refunded": _of_charge,
    "checkout.session.completed": _of_page_paid,
    "checkout.session.async_payment_succeeded": _of_page_paid,
    "checkout.session.expired": _of_page_left,
    "payment_intent.succeeded": _of_intent,
    "payment_intent.amount_capturable_updated": _of_intent,
    "payment_intent.canceled": _of_intent,
}
