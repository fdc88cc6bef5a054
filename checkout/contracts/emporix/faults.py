"""What the shop has against an order, told as the document's details: each check with a type of its own, at its field."""

from collections.abc import Iterable, Mapping

from ...operations import Fault, Invalid
from ...requirements import Requirement
from .addresses import FIELDS, place_of
from .errors import Detail, Refused
from .reading import CartCheckout, QuoteCheckout

#: our codes -> the document's types; the other codes are their own
TYPES = {
    "cart_empty": "missing_cart_items",
    "not_for_sale": "product_not_found",
    "tax_not_known": "product_tax_code_not_valid",
    "out_of_stock": "product_out_of_stock",
    "not_enough_stock": "product_out_of_stock",
    "no_price_in_currency": "price_not_found",
    "not_sold_now": "price_not_valid_now",
    "below_minimum_quantity": "price_quantity_not_valid",
    "unknown_shipping_method": "shipping_method_not_found",
    "shipping_method_missing": "shipping_method_not_offered",
    "cannot_ship_here": "shipping_method_not_offered",
    "unknown_delivery_window": "delivery_window_not_found",
    "payment_method_missing": "payment_method_not_offered",
    "unknown_payment_method": "payment_method_not_offered",
    "unknown_customer": "customer_not_found",
    "line1_missing": "street_missing",
    "line1_too_long": "street_too_long",
    "line1_looks_like_email": "street_looks_like_email",
    "line2_too_long": "street_appendix_too_long",
}
WINDOW_FULL = "delivery_window_full"
PRICES = {"price_not_found", "price_not_valid_now", "price_quantity_not_valid"}


def fault_of(missing: Requirement) -> Fault:
    """What an order still needs, as a fault."""
    path = tuple(int(each) if each.isdecimal() else each for each in missing.field.split("/"))
    return Fault(path, missing.code, missing.message, missing.params)


def refused(invalid: Invalid, checkout: CartCheckout | QuoteCheckout) -> Refused:
    """The refusal for everything that is wrong; 409 when it is only that the delivery window is full."""
    details = details_of(invalid.faults, checkout)
    is_full = bool(details) and all(each.type == WINDOW_FULL for each in details)
    return Refused(details, 409 if is_full else 400)


def details_of(faults: Iterable[Fault], checkout: CartCheckout | QuoteCheckout) -> list[Detail]:
    """The details of faults, the same thing once."""
    found: dict[tuple[str, str], Detail] = {}
    for fault in faults:
        type_ = _type(fault)
        field = _field(fault.field, type_, checkout)
        found.setdefault((field, type_), Detail(field, type_, fault.message % dict(fault.params)))
    return list(found.values())


def _type(fault: Fault) -> str:
    if "custom" in fault.field:
        return _mixin_type(fault)
    return TYPES.get(fault.code, fault.code)


def _mixin_type(fault: Fault) -> str:
    owner = str(fault.field[0]).removeprefix("shipping_").removeprefix("billing_")
    whose = owner if owner in {"address", "customer"} else "cart"
    if fault.code == "unknown_custom_schema":
        return f"{whose}_mixin_schema_not_found"
    return f"{whose}_mixin_{'missing' if fault.code == 'custom_missing' else 'not_valid'}"


def _field(path: tuple[str | int, ...], type_: str, checkout: CartCheckout | QuoteCheckout) -> str:
    """Our path of a field in the document's words."""
    first, *rest = path
    match first:
        case "lines":
            return _line_field(rest, type_)
        case "shipping_address" | "billing_address":
            return _address_field(str(first), rest, checkout)
        case "shipments":
            is_window = rest[-1:] == ["delivery_window"]
            return "deliveryWindowId" if is_window else "shipping.methodId"
    inner = ["mixins" if each == "custom" else each for each in rest]
    return _joined(OWN.get(str(first), str(first)), inner)


#: our fields of an order -> the document's; others are the document's already
OWN: Mapping[str, str] = {
    "email": "customer.email",
    "phone": "customer.contactPhone",
    "coupon_codes": "cart.coupons",
    "custom": "cart.mixins",
    "shipping_method": "shipping.methodId",
    "payment_method": "paymentMethods[0].provider",
}


def _line_field(rest: list[str | int], type_: str) -> str:
    if not rest:
        return "cart.items"
    index, *more = rest
    if "custom" in more:
        return _joined(f"cart.items[{index}]", ["mixins", *more[1:]])
    return f"cart.items[{index}].{'price' if type_ in PRICES else 'product'}"


def _address_field(name: str, rest: list[str | int], checkout: CartCheckout | QuoteCheckout) -> str:
    where = name.removesuffix("_address")
    if isinstance(checkout, CartCheckout):
        where = f"addresses[{place_of(checkout, where.upper())}]"
    else:
        where = f"quote.{where}Address"
    return _joined(where, [FIELDS.get(str(rest[0]), rest[0]), *rest[1:]]) if rest else where


def _joined(start: str, path: Iterable[str | int]) -> str:
    """`cart`, `items`, 0, `price` as `cart.items[0].price`."""
    return start + "".join(f"[{each}]" if isinstance(each, int) else f".{each}" for each in path)
