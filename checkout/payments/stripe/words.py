"""What is asked of Stripe, and what its objects say, in the gateway protocol's words."""

from typing import Any

from ..gateway import Action, Attempt, Declined, NotFound, Ok, Outcome, Unknown

Json = dict[str, Any]
#: names in metadata: the attempt's key, the intent that took a page's place, the key of a capture or refund
ATTEMPT, INSTEAD, MOVED = "checkout_attempt", "checkout_instead", "checkout_moved"
#: Stripe wants two decimals where ISO 4217 has none, and knows none where it has two: such sums could not be told exactly.
TWO_DECIMALS, NOT_TAKEN = {"ISK", "UGX"}, {"MGA"}
#: languages of ours that Stripe's page speaks
LANGUAGES = ("de", "en")
REASONS = {
    "insufficient_funds": "insufficient_funds",
    "authentication_required": "authentication_failed",
    "payment_intent_authentication_failure": "authentication_failed",
}


def page_of(attempt: Attempt) -> Json:
    """A page that asks for a card. Both ways out of it lead to where we ask what came of it."""
    charge = charge_of(attempt)
    price = {"currency": charge["currency"], "unit_amount": charge["amount"]}
    item = price | {"product_data": {"name": attempt.order_number}}
    terms = ("capture_method", "description", "metadata")
    return {
        "mode": "payment",
        "payment_method_types": charge["payment_method_types"],
        "line_items": [{"quantity": 1, "price_data": item}],
        "payment_intent_data": {name: charge[name] for name in terms},
        "client_reference_id": attempt.order_number,
        "metadata": charge["metadata"],
        "success_url": attempt.return_url,
        "cancel_url": attempt.return_url,
        # Else Stripe may ask for another currency than the order's.
        "adaptive_pricing": {"enabled": False},
        "locale": attempt.locale if attempt.locale in LANGUAGES else "auto",
    }


def charge_of(attempt: Attempt) -> Json:
    """A payment of the attempt's sum."""
    return {
        "amount": theirs(attempt.amount, attempt.currency),
        "currency": attempt.currency.lower(),
        "payment_method_types": ["card"],
        "capture_method": "manual" if attempt.manual_capture else "automatic",
        "description": attempt.order_number,
        "metadata": {ATTEMPT: attempt.idempotency_key},
    }


def means_of(attempt: Attempt) -> Json:
    """What a charge is paid with at once, and where a bank that has a question sends the shopper back to, if there is one.

    A token may name a customer of Stripe's before the payment method, as "cus_…/pm_…": one that is kept there needs both.
    """
    customer, _, method = attempt.token.rpartition("/")
    means = {"payment_method": method, "return_url": attempt.return_url, "customer": customer}
    return {name: value for name, value in means.items() if value}


def outcome_of(made: Json) -> Outcome:
    """What became of a page or of an intent; `NotFound` for an intent that nobody has tried to pay."""
    match made["status"]:
        case "open" | "requires_action" if url := _url_in(made):
            return Action(url, made["id"])
        case "expired" | "canceled":
            return Declined("abandoned")
        case "succeeded" | "requires_capture":
            return _sums_of(made)
        case "requires_payment_method" if error := made.get("last_payment_error"):
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


def note_of(key: str, reason: str = "") -> Json:
    """The metadata of what moves money: the key of the capture or refund, and why it was asked for."""
    return {MOVED: key, "reason": reason[:500]} if reason else {MOVED: key}


def key_in(made: Json) -> str:
    """The key of the capture or refund that something was made or changed for."""
    return str(noted(made).get(MOVED, ""))


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


def _sums_of(intent: Json) -> Ok:
    currency = str(intent["currency"]).upper()
    captured, promised = intent["amount_received"], intent["amount_capturable"]
    charge = intent.get("latest_charge")
    given_back = given_back_of(charge, captured) if isinstance(charge, dict) else 0
    sums = (ours(each, currency) for each in (captured + promised, captured, given_back))
    authorized, taken, refunded = sums
    return Ok(intent["id"], authorized, taken, currency, refunded)


def _url_in(made: Json) -> str:
    """Of the page, or of the bank's question."""
    question: Json = (made.get("next_action") or {}).get("redirect_to_url") or {}
    return str(made.get("url") or question.get("url") or "")
