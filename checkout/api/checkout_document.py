"""A standing as JSON: one serializer for a checkout while it is open and for the order it became."""

from typing import Any, overload

from ..addresses import Address
from ..catalog import in_language
from ..links import sign_continuation
from ..models import OrderLine
from ..offers.agreed import agreement_of
from ..operations.records import NOTHING, Records
from ..requirements import Requirement
from ..shipping import ANYWHERE
from ..standing import Standing
from ..words import translated
from .credit_documents import cards_of, credit_of
from .documents import (
    AddressDocument,
    CheckoutDocument,
    CouponDocument,
    LatestPaymentDocument,
    LineDocument,
    PaymentMethodDocument,
    RequirementDocument,
    ShippingMethodDocument,
)
from .instants import in_utc
from .receipt import adjustments_of, totals_of
from .shipment_document import shipment_documents


def checkout_document(
    standing: Standing, root: str, records: Records = NOTHING
) -> CheckoutDocument:
    """The document of `standing`; `root` is the absolute URL of the shop's first page, ending in a slash."""
    order, is_open = standing.order, standing.order.state == "open"
    lines = [_line(standing, line, root) for line in order.lines]
    adjustments, agreement = adjustments_of(standing, records), agreement_of(order)
    total = standing.priced.total if is_open else order.total
    return {
        "id": order.public_id,
        "order_id": order.id,
        "number": order.number,
        "state": order.state,
        "version": order.version,
        "currency": order.currency,
        "email": order.email or None,
        "phone": order.phone or None,
        "locale": order.locale,
        "note": order.note or None,
        "vat_id": order.vat_id or None,
        "taxed": order.taxed,
        "tax_rounding": order.tax_rounding,
        "external_id": order.external_id,
        "customer": standing.customer.public_id if standing.customer else None,
        "quote": agreement.quote if agreement else None,
        "lines": lines,
        "shipping_address": address_document(order.shipping_address, order.shipping_address_custom),
        "billing_address": address_document(order.billing_address, order.billing_address_custom),
        "shipping_method": _shipping_method(standing, records),
        "payment_method": order.payment_method,
        "coupon_codes": list(order.coupon_codes),
        "custom": order.custom or {},
        "gift_cards": cards_of(standing, records),
        "use_store_credit": order.use_store_credit,
        "store_credit": credit_of(standing, records),
        "coupons": _coupons(standing),
        "requires_shipping": standing.requires_shipping,
        "shipping_methods": _shipping_methods(standing) if is_open else [],
        "shipments": shipment_documents(standing, records.shipments),
        "payment_methods": _payment_methods(standing) if is_open else [],
        "adjustments": adjustments,
        "totals": totals_of(standing, adjustments, sum(each["total"] for each in lines), total),
        "total": total,
        "requirements": requirement_documents(standing) if is_open else [],
        "payment": _latest_payment(records),
        "page": f"{root}checkout/continue/{sign_continuation(order)}",
        "expires_at": in_utc(order.expires_at) if is_open else None,
    }


def requirement_documents(standing: Standing) -> list[RequirementDocument]:
    """What the checkout still needs, in its own language."""
    return [_requirement(each, standing.order.locale) for each in standing.missing]


def message_of(requirement: Requirement, locale: str) -> str:
    """The requirement's words in a language."""
    return translated(requirement.message, locale) % dict(requirement.params)


def _line(standing: Standing, line: OrderLine, root: str) -> LineDocument:
    is_open = standing.order.state == "open"
    variant = standing.catalog.variant_by_id.get(line.variant_id)
    wait = standing.wait_of(line) if is_open else None
    unit_price = standing.unit_price_of(line) if is_open else line.unit_price
    return {
        "sku": line.sku,
        "name": standing.name_of(line) if is_open else line.name,
        "quantity": line.quantity,
        "options": dict(line.options),
        "unit_price": unit_price,
        "total": unit_price * line.quantity,
        "available": standing.left_for(line) if is_open else None,
        "backorder": wait is not None and wait.is_backorder,
        "released_on": None if wait is None else wait.released_on,
        "leaves_on": None if wait is None else wait.leaves_on,
        "requires_shipping": standing.travels(line),
        "image": None if variant is None else f"{root}static/{variant.product.image}",
        "custom": line.custom or {},
    }


@overload
def address_document(address: Address, custom: dict[str, Any] | None) -> AddressDocument: ...


@overload
def address_document(address: None, custom: dict[str, Any] | None) -> None: ...


@overload
def address_document(
    address: Address | None, custom: dict[str, Any] | None
) -> AddressDocument | None: ...


def address_document(
    address: Address | None, custom: dict[str, Any] | None
) -> AddressDocument | None:
    """An address with its custom data; null for none, and within it for what is empty."""
    if address is None:
        return None
    return {
        "name": address.name or None,
        "company": address.company or None,
        "line1": address.line1 or None,
        "line2": address.line2 or None,
        "city": address.city or None,
        "region": address.region or None,
        "postal_code": address.postal_code or None,
        "country": address.country or None,
        "phone": address.phone or None,
        "custom": custom or {},
    }


def _shipping_method(standing: Standing, records: Records) -> str | None:
    """The way by which every shipment travels, chosen or the only one; else what was chosen for all of them."""
    codes = {each.method for each in records.shipments}
    if not codes:
        codes = {each.option.method.code if each.option else "" for each in standing.shipments}
    return (codes.pop() if len(codes) == 1 else "") or standing.order.shipping_method


def _shipping_methods(standing: Standing) -> list[ShippingMethodDocument]:
    return [
        {
            "code": option.method.code,
            "name": option.name,
            "amount": option.amount,
            "arrives_from": option.arrives_from,
            "arrives_to": option.arrives_to,
            "zone": option.zone or ANYWHERE,
            "time_zone": standing.catalog.shop.time_zone,
        }
        for option in standing.shipping_options
    ]


def _payment_methods(standing: Standing) -> list[PaymentMethodDocument]:
    locale = standing.order.locale
    return [
        {
            "code": method.code,
            "name": in_language(method.name, locale),
            "description": in_language(method.description, locale),
        }
        for method in standing.payment_options
    ]


def _coupons(standing: Standing) -> list[CouponDocument]:
    """Of an order that is no longer open: the codes that counted."""
    order = standing.order
    if order.state != "open":
        return [
            {"code": code, "applied": True, "reason": None, "message": None}
            for code in order.coupon_codes
        ]
    return [
        {
            "code": each.code,
            "applied": each.applied,
            "reason": each.reason or None,
            "message": translated(each.message, order.locale) % dict(each.params)
            if each.reason
            else None,
        }
        for each in standing.vouchers
    ]


def _requirement(requirement: Requirement, locale: str) -> RequirementDocument:
    return {
        "step": requirement.step,
        "field": requirement.field,
        "code": requirement.code,
        "message": message_of(requirement, locale),
    }


def _latest_payment(records: Records) -> LatestPaymentDocument | None:
    if not records.payments:
        return None
    payment = records.payments[-1]
    return {
        "method": payment.method,
        "state": payment.state,
        "amount": payment.amount,
        "action_url": payment.action_url,
        "decline_reason": payment.decline_reason,
    }
