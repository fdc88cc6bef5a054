"""What Stripe's objects say, in the gateway protocol's words: PaymentIntents, reasons, amounts."""

from typing import Any

from ..gateway import Action, Declined, NotFound, Ok, Outcome, Unknown

Json = dict[str, Any]

#: Names in the metadata of what is made at Stripe: the attempt's key, ...
ATTEMPT = "checkout_attempt"
#: ... that it was charged by a token, so that a refusal is final, ...
BY_TOKEN = "checkout_by_token"  # noqa: S105 (a name)
#: ... the intent that took the place of a page, and the keys of a capture, a release and a refund.
INSTEAD = "checkout_instead"
#: that the money of a page is only promised
MANUAL = "checkout_manual"
CAPTURE, RELEASE, REFUND = "checkout_capture", "checkout_release", "checkout_refund"

#: intents that can still be cancelled and of which nothing is promised
WAITING = {"requires_payment_method", "requires_confirmation", "requires_action"}
REASONS = {
    "insufficient_funds": "insufficient_funds",
    "authentication_required": "authentication_failed",
    "payment_intent_authentication_failure": "authentication_failed",
}
#: Stripe wants two decimals where ISO 4217 has none, ...
TWO_DECIMALS = {"ISK", "UGX"}
#: ... and knows none where ISO 4217 has two: such amounts could not be told exactly.
NOT_TAKEN = {"MGA"}


def outcome_of(intent: Json) -> Outcome:
    """What became of a PaymentIntent; `NotFound` for one that nobody has tried to pay."""
    match intent["status"]:
        case "succeeded" | "requires_capture":
            return _paid(intent)
        case "canceled":
            return Declined("abandoned")
        case "requires_action" if page := _page_of(intent):
            return Action(page, intent["id"])
        case "requires_payment_method" if error := intent.get("last_payment_error"):
            return Declined(reason_of(error))
        case "requires_payment_method" | "requires_confirmation" | "requires_action":
            return NotFound()
        case _:
            return Unknown()


def reason_of(error: Json) -> str:
    """Why a card was refused, in the protocol's words, from Stripe's codes."""
    known = (REASONS.get(error.get(name) or "") for name in ("decline_code", "code"))
    return next(filter(None, known), "card_declined")


def noted(made: Json) -> Json:
    """The metadata of something."""
    found: Json = made.get("metadata") or {}
    return found


def theirs(amount: int, currency: str) -> int:
    """An amount as Stripe counts it."""
    return amount * 100 if currency in TWO_DECIMALS else amount


def ours(amount: int, currency: str) -> int:
    """An amount of Stripe's in minor units by ISO 4217."""
    return amount // 100 if currency in TWO_DECIMALS else amount


def given_back_of(charge: Json, captured: int) -> int:
    """What was given back of what was taken. What was not captured counts as refunded at the charge, too, though it never was taken."""
    not_taken: int = charge["amount"] - captured
    return max(0, charge["amount_refunded"] - not_taken) if captured else 0


def _paid(intent: Json) -> Ok:
    """All sums."""
    currency = str(intent["currency"]).upper()
    captured, promised = intent["amount_received"], intent["amount_capturable"]
    charge = intent.get("latest_charge")
    given_back = given_back_of(charge, captured) if isinstance(charge, dict) else 0
    return Ok(
        intent["id"],
        ours(captured + promised, currency),
        ours(captured, currency),
        currency,
        ours(given_back, currency),
    )


def _page_of(intent: Json) -> str:
    action: Json = intent.get("next_action") or {}
    url: str = (action.get("redirect_to_url") or {}).get("url") or ""
    return url
