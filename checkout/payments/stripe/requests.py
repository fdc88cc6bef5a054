"""What is asked of Stripe: a page, a charge by token, or an intent that nobody will ever pay."""

from ..gateway import Attempt
from .objects import ATTEMPT, BY_TOKEN, MANUAL, Json, theirs

#: languages of ours that Stripe's page speaks
LANGUAGES = ("de", "en")


def wanted_page(attempt: Attempt) -> Json:
    """A page that asks for a card. Both ways out of it lead to where we ask what came of it."""
    money = _money(attempt)
    price = {"currency": money["currency"], "unit_amount": money["amount"]}
    note = {ATTEMPT: attempt.idempotency_key}
    return {
        "mode": "payment",
        "payment_method_types": ["card"],
        "line_items": [
            {"quantity": 1, "price_data": price | {"product_data": {"name": attempt.order_number}}}
        ],
        "payment_intent_data": _terms(attempt),
        "client_reference_id": attempt.order_number,
        "metadata": note | ({MANUAL: "yes"} if attempt.manual_capture else {}),
        "success_url": attempt.return_url,
        "cancel_url": attempt.return_url,
        # Else Stripe may ask for another currency than the order's.
        "adaptive_pricing": {"enabled": False},
        "locale": attempt.locale if attempt.locale in LANGUAGES else "auto",
    }


def wanted_charge(attempt: Attempt) -> Json:
    """An intent that is paid by a token: a refusal is final then, nobody is asked for another card."""
    wanted = wanted_never(attempt) | _terms(attempt)
    return wanted | {"metadata": wanted["metadata"] | {BY_TOKEN: "yes"}}


def wanted_never(attempt: Attempt) -> Json:
    """An intent that only uses up the attempt's key. It does not carry it: it is not what came of the attempt."""
    return _money(attempt) | {"payment_method_types": ["card"]}


def means_of(attempt: Attempt) -> Json:
    """What a charge is paid with, and where a bank that has a question sends the shopper back to, if there is one.

    A token may name a customer of Stripe's before the payment method, as "cus_…/pm_…": one that is kept there needs both.
    """
    customer, _, method = attempt.token.rpartition("/")
    means = {"payment_method": method}
    if attempt.return_url:
        means["return_url"] = attempt.return_url
    return means | ({"customer": customer} if customer else {})


def _money(attempt: Attempt) -> Json:
    currency = attempt.currency
    return {"amount": theirs(attempt.amount, currency), "currency": currency.lower()}


def _terms(attempt: Attempt) -> Json:
    return {
        "capture_method": "manual" if attempt.manual_capture else "automatic",
        "description": attempt.order_number,
        "metadata": {ATTEMPT: attempt.idempotency_key},
    }
