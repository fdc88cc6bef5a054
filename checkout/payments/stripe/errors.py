"""What Stripe's failures mean. Its own words, which may repeat what they were given, are never logged."""

import stripe
import structlog

from ..gateway import Declined, Unknown
from .objects import Json, reason_of

log = structlog.get_logger()

#: What Stripe itself refused. Everything else may have been carried out all the same, or not yet: a lost connection, 409, 429,
#: 5xx, an answer that is not Stripe's own, and a key used for something else, which does not say for what.
FINAL = (
    stripe.CardError,
    stripe.InvalidRequestError,
    stripe.AuthenticationError,
    stripe.PermissionError,
)


def declined_or_unknown(error: stripe.StripeError) -> Declined | Unknown:
    """What a failed request for money means: refused for good, or nobody knows."""
    unanswered(error)
    if isinstance(error, stripe.CardError):
        return Declined(reason_of(_told_by(error)))
    return Declined("not_accepted") if _is_final(error) else Unknown()


def unmoved_or_unknown(error: stripe.StripeError) -> Declined | Unknown:
    """What a failed request to move money means."""
    unanswered(error)
    if not _is_final(error):
        return Unknown()
    is_sum = getattr(error, "param", "") in {"amount", "amount_to_capture"}
    return Declined("too_much" if is_sum else "not_possible")


def unanswered(error: stripe.StripeError) -> Unknown:
    """Nobody knows. Told in the log without any word of Stripe's."""
    told = {"error": type(error).__name__, "status": error.http_status, "code": error.code}
    log.warning("stripe_refused", **told, request=error.request_id)
    return Unknown()


def _is_final(error: stripe.StripeError) -> bool:
    """Whether what was asked for was not and will never be done."""
    return isinstance(error, FINAL)


def _told_by(error: stripe.CardError) -> Json:
    body = error.json_body if isinstance(error.json_body, dict) else {}
    found: Json = body.get("error") or {}
    return found
