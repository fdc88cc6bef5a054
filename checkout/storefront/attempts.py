"""The latest attempt to pay an order, and why it failed in words that say what to do next."""

from dataclasses import dataclass

from flask import url_for

from ..models import Order
from ..operations.settle import Settlement, latest_settlement
from ..words import N_
from .wording import _


@dataclass(frozen=True, slots=True)
class Decline:
    """What happened, and what the shopper can do now."""

    title: str
    advice: str


#: reason -> what happened, what to do next
WORDS = {
    "card_declined": (
        N_("Your bank declined the card"),
        N_("Nothing was charged. Try a different card, or choose another way to pay."),
    ),
    "insufficient_funds": (
        N_("The card does not have enough funds"),
        N_("Nothing was charged. Try a different card, or choose another way to pay."),
    ),
    "authentication_failed": (
        N_("Your bank could not confirm that it is you"),
        N_(
            "Nothing was charged. Try again and confirm with your bank, or choose another way to pay."
        ),
    ),
    "abandoned": (
        N_("The payment was not finished"),
        N_("Nothing was charged. Choose how you want to pay and continue."),
    ),
    "not_accepted": (
        N_("This way to pay was not accepted"),
        N_("Nothing was charged. Choose another way to pay."),
    ),
}


def latest_attempt(order: Order) -> Settlement | None:
    """How the order's latest attempt to pay stands; none when nothing was ever to pay. One statement."""
    return None if order.number is None else latest_settlement(order)


def decline_of(order: Order) -> Decline | None:
    """Why the open order's last attempt failed, if it had one."""
    attempt = latest_attempt(order)
    if attempt is None or attempt.payment_state != "declined":
        return None
    return decline_in_words(attempt.decline_reason)


def decline_in_words(reason: str) -> Decline:
    """What a shopper is told about a payment that took no money, by the gateway's reason."""
    title, advice = WORDS.get(reason, WORDS["card_declined"])
    return Decline(_(title), _(advice))


def return_url() -> str:
    """Where a payment provider sends the shopper back to, with `{token}` for the order's token."""
    url = url_for(".return_from_gateway", token="TOKEN", _external=True)  # noqa: S106 (a placeholder)
    return url.replace("TOKEN", "{token}")
