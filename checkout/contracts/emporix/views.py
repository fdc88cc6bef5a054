"""The one call: a cart or a quote becomes an order with its payment, or nothing happens."""

import re
from urllib.parse import urljoin

import structlog
from flask import Response, request
from pydantic_core import to_json

from ...callers import Caller
from ...models import Customer
from ...operations import (
    Invalid,
    OrderClosed,
    OrderNotFound,
    OrderRef,
    OutcomeUnknown,
    PaymentDeclined,
    Placement,
    PlaceWish,
    QuoteClosed,
    QuoteNotFound,
    Refusal,
    Unmet,
    customer_with_token,
    find_order,
    find_quote,
    place_quote,
    place_revised,
    reconciled,
)
from .carts import CartWish
from .errors import Detail, Refused, TokenRefused
from .faults import fault_of, refused
from .payment import FIELD, details_of_payment, method_of, token_of
from .quotes import QuoteWishes, address_for, quote_named
from .reading import CartCheckout, QuoteCheckout, SentCustomer, SentPayment, read_checkout

log = structlog.get_logger()

CART_ID = re.compile("co_[0-9a-f]{20}")
QUOTE_ID = re.compile("qu_[0-9a-f]{20}")
#: where the gateway sends the buyer back to
RETURN_PATH = "orders/{token}/return"


def trigger_checkout(caller: Caller, tenant: str) -> Response:
    """The order that the cart or the quote has become."""
    if tenant != caller.shop_code:
        words = "The credential is of no such tenant."
        raise Refused.because("unknown_tenant", words, "tenant", status=403)
    customer = _signed_in(caller)
    checkout = read_checkout(request)
    try:
        order_id, placement = _place(caller, checkout, customer)
    except Invalid as invalid:
        raise refused(invalid, checkout) from None
    except OrderClosed as closed:
        raise _closed(closed, checkout) from None
    except (Refused, Refusal):
        raise
    except Exception:
        begun = _begun(caller, checkout)
        if begun is None:
            raise
        log.exception("emporix_checkout_cut_short", order=begun[0])
        order_id, placement = begun
    _check(placement, checkout)
    body = {
        "orderId": order_id,
        "paymentDetails": details_of_payment(checkout.paymentMethods[0], placement),
        "checkoutId": order_id,
    }
    return Response(to_json(body), content_type="application/json")


def _signed_in(caller: Caller) -> Customer | None:
    """Whose token came along. Raises `TokenRefused`."""
    token = request.headers.get("saas-token")
    if token is None:
        return None
    customer = customer_with_token(caller.shop_code, token)
    if customer is None:
        raise TokenRefused
    return customer


def _place(
    caller: Caller, checkout: CartCheckout | QuoteCheckout, customer: Customer | None
) -> tuple[str, Placement]:
    if isinstance(checkout, CartCheckout):
        return _place_cart(caller, checkout, customer)
    return _place_quote(caller, checkout, customer)


def _begun(caller: Caller, checkout: CartCheckout | QuoteCheckout) -> tuple[str, Placement] | None:
    """The order when something broke after placing had begun: it is there, and the worker takes it to its end.

    None when nothing has begun: then nothing was done.
    """
    if isinstance(checkout, CartCheckout):
        public_id = checkout.cartId
    else:
        public_id = find_quote(caller.shop_code, checkout.quoteId).checkout or ""
    order = find_order(OrderRef(caller.shop_code, public_id=public_id)).order
    return (public_id, OutcomeUnknown(order.id)) if order.state == "placing" else None


def _place_cart(
    caller: Caller, checkout: CartCheckout, customer: Customer | None
) -> tuple[str, Placement]:
    _check_customer(checkout.customer, customer)
    payment = checkout.paymentMethods[0]
    wish = CartWish(checkout, customer, method_of(payment, caller.catalog))
    if not CART_ID.fullmatch(checkout.cartId):
        raise _no_cart()
    ref = OrderRef(caller.shop_code, public_id=checkout.cartId)
    try:
        placement = place_revised(ref, _wish(caller, payment), wish.revision())
    except OrderNotFound:
        raise _no_cart() from None
    return checkout.cartId, _answered(caller, placement)


def _place_quote(
    caller: Caller, checkout: QuoteCheckout, customer: Customer | None
) -> tuple[str, Placement]:
    payment = checkout.paymentMethods[0]
    method = method_of(payment, caller.catalog)
    if not QUOTE_ID.fullmatch(checkout.quoteId):
        raise _no_quote()
    quote = quote_named(caller, checkout, customer.public_id if customer else "")
    try:
        wishes = QuoteWishes(checkout, address_for(caller, quote), method)
        placement = place_quote(quote, _wish(caller, payment), wishes.revision())
    except QuoteNotFound:
        raise _no_quote() from None
    except QuoteClosed as closed:
        words = "The quote is not valid any more, or not yet."
        raise Refused.because(f"quote_{closed.reason}", words, "quoteId") from None
    except Invalid as invalid:
        if any(each.code == "other_customer" for each in invalid.faults):
            raise _no_quote() from None
        raise
    placement = _answered(caller, placement)
    return _public_id(caller, placement), placement


def _public_id(caller: Caller, placement: Placement) -> str:
    """The order's; empty for one that was not placed."""
    order_id = getattr(placement, "order_id", None)
    if order_id is None:
        return ""
    return find_order(OrderRef(caller.shop_code, id=order_id)).order.public_id


def _wish(caller: Caller, payment: SentPayment) -> PlaceWish:
    return PlaceWish(
        expected_total=None,
        actor=caller.name,
        return_url=urljoin(request.url_root, RETURN_PATH),
        token=token_of(payment),
    )


def _answered(caller: Caller, placement: Placement) -> Placement:
    """A lost answer of the gateway is asked for once more, as the document knows no waiting."""
    if isinstance(placement, OutcomeUnknown):
        return reconciled(placement, caller.name)
    return placement


def _check_customer(sent: SentCustomer, customer: Customer | None) -> None:
    """Raises `Refused` when who is said to buy is not who the token says."""
    if customer is None:
        if sent.guest is False or (sent.id is not None and not sent.guest):
            words = "A customer's checkout needs the customer's token."
            raise Refused.because("missing_saas_token", words, "saas-token")
    elif sent.guest:
        words = "Who has a token is no guest."
        raise Refused.because("customer_is_no_guest", words, "customer.guest")
    elif sent.id is None:
        raise Refused.because("missing_customer_id", "This is required.", "customer.id")
    elif sent.id != customer.public_id:
        words = "The token is of no such customer."
        raise Refused.because("customer_not_found", words, "customer.id")


def _check(placement: Placement, checkout: CartCheckout | QuoteCheckout) -> None:
    """Raises what the partner is told about an order that was not placed after all."""
    match placement:
        case PaymentDeclined(reason=reason):
            detail = Detail(FIELD, reason, "The payment was declined. Nothing was charged.")
            raise Refused([detail], type="payment_failure")
        case Unmet(requirements=missing):
            raise refused(Invalid(tuple(map(fault_of, missing))), checkout)


def _closed(closed: OrderClosed, checkout: CartCheckout | QuoteCheckout) -> Refused:
    field = "cartId" if isinstance(checkout, CartCheckout) else "quoteId"
    if closed.state in {"placing", "placed"}:
        words = "There is an order of it already."
        return Refused.because("already_ordered", words, field, status=409)
    return Refused.because("cart_closed", "It was cancelled or has expired.", field)


def _no_cart() -> Refused:
    return Refused.because("cart_not_found", "There is no such cart.", "cartId")


def _no_quote() -> Refused:
    return Refused.because("quote_not_found", "There is no such quote.", "quoteId")
