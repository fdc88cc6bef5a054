"""The document's payment providers, and the shop's own ways to pay that they mean."""

from typing import Any

from ...catalog import Catalog
from ...models import PaymentMethod
from ...operations import ActionNeeded, OutcomeUnknown, Placement
from .errors import Refused
from .reading import SentPayment

#: through the shop's payment gateway
GATEWAY = "payment-gateway"
#: paid somewhere else: the order stands, and its payment stays open
CUSTOM = "custom"
#: by cash or invoice
NONE = "none"
PROVIDERS = (GATEWAY, CUSTOM, NONE)
#: the gateway of money that comes by itself
OFFLINE = "offline"
FIELD = "paymentMethods[0]"


def method_of(payment: SentPayment, catalog: Catalog) -> str:
    """The code of the shop's way to pay. Raises `Refused`."""
    if payment.provider not in PROVIDERS:
        words = f"The provider is one of {', '.join(PROVIDERS)}."
        raise Refused.because("unknown_payment_provider", words, f"{FIELD}.provider")
    is_online = payment.provider == GATEWAY
    methods = [each for each in catalog.payment_methods if (each.gateway != OFFLINE) == is_online]
    if is_online:
        return _online(payment, methods)
    if payment.provider == CUSTOM:
        return _elsewhere(payment, methods)
    return _chosen(methods, payment.method, "method")


def token_of(payment: SentPayment) -> str:
    """What stands for the card; handed to the gateway and never stored."""
    attributes = payment.customAttributes
    is_used = payment.provider == GATEWAY and attributes
    return (attributes.token or "") if is_used and attributes else ""


def kept_of(payment: SentPayment) -> dict[str, Any]:
    """What an order keeps of it."""
    attributes = payment.customAttributes
    return {
        "provider": payment.provider,
        "method": payment.method,
        "paymentType": attributes.paymentType if attributes else None,
    }


def details_of_payment(payment: SentPayment, placement: Placement) -> dict[str, Any] | None:
    """`paymentDetails` of the answer; nothing to say of cash and invoices."""
    if payment.provider == NONE:
        return None
    details = {"provider": payment.provider}
    match placement:
        case ActionNeeded(url=url):
            return {**details, "status": "IN_CHECKOUT", "externalPaymentRedirectURL": url}
        case OutcomeUnknown():
            return {**details, "status": "PENDING"}
    return {**details, "status": "IN_CHECKOUT" if payment.provider == CUSTOM else "SUCCESS"}


def _online(payment: SentPayment, methods: list[PaymentMethod]) -> str:
    attributes = payment.customAttributes
    mode = attributes.modeId if attributes else None
    if not token_of(payment) and not mode:
        words = "A payment token is needed, or the mode in which the buyer pays."
        raise Refused.because("missing_payment_token", words, f"{FIELD}.customAttributes.token")
    return _chosen(methods, mode, "customAttributes.modeId")


def _elsewhere(payment: SentPayment, methods: list[PaymentMethod]) -> str:
    """The one that is named, else the one called as the provider, else the shop's first: what is elsewhere is not ours."""
    codes = {each.code for each in methods}
    return _chosen(
        methods, next((c for c in (payment.method, CUSTOM) if c in codes), None), "method"
    )


def _chosen(methods: list[PaymentMethod], named: str | None, field: str) -> str:
    """The method of that code; the shop's first when none is named."""
    for each in methods:
        if named in {None, each.code}:
            return each.code
    if not methods:
        words = "The shop offers no payment by this provider."
        raise Refused.because("payment_method_not_offered", words, f"{FIELD}.provider")
    words = "The shop does not know this way to pay."
    raise Refused.because("payment_method_not_offered", words, f"{FIELD}.{field}")
