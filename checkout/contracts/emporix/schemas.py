"""The published document's schemas, as OpenAPI 3.1 writes them. `deliveryWindowId` beside a cart is from its guides."""

from typing import Any

TEXT: dict[str, Any] = {"type": "string"}
LIMITED = {"type": "string", "maxLength": 255}
FLAG = {"type": "boolean"}
FREE = {"type": "object", "additionalProperties": True}


def ref(name: str) -> dict[str, str]:
    """A reference to a schema of this contract."""
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: str, **properties: Any) -> dict[str, Any]:
    """An object that has these properties and no others."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required.split(),
    }


def _told(words: str, **schema: Any) -> dict[str, Any]:
    return {**LIMITED, "description": words, **schema}


WINDOW = _told(
    "Id of a delivery window: `shipments[].windows[].id` of the native API, as a string."
)
PAYMENTS = {
    "type": "array",
    "description": "How it is paid: exactly one.",
    "items": ref("requestPaymentMethod"),
}
DETAIL = {
    "type": "object",
    "properties": {
        "field": _told("What in the request is wrong; empty when it is no single field."),
        "type": {"type": "string", "pattern": "[a-z]+[a-z_]*[a-z]+"},
        "message": TEXT,
        "moreInfo": {"type": ["string", "null"]},
    },
    "required": ["type"],
}
SCHEMAS: dict[str, Any] = {
    "requestCheckout": _object(
        "cartId customer shipping addresses paymentMethods",
        cartId=_told("The opaque `id` of an open checkout of the shop."),
        paymentMethods=PAYMENTS,
        currency=_told("ISO 4217; the currency of the cart and its site."),
        shipping=ref("shipping"),
        addresses={
            "type": "array",
            "uniqueItems": True,
            "minItems": 2,
            "description": "At least one of type `SHIPPING` and one of type `BILLING`.",
            "items": ref("address"),
        },
        customer=ref("customer"),
        deliveryWindowId=WINDOW,
    ),
    "requestFromQuoteCheckout": _object(
        "quoteId paymentMethods",
        quoteId=_told("The opaque `id` of a quote of the shop."),
        paymentMethods=PAYMENTS,
        deliveryWindowId=WINDOW,
    ),
    "requestPaymentMethod": _object(
        "provider",
        provider=_told(
            "`payment-gateway`: through the shop's gateway. `custom`: paid elsewhere, the order is `IN_CHECKOUT`. "
            "`none`: by cash or invoice."
        ),
        customAttributes={
            "type": "object",
            "properties": {
                "token": {
                    "type": "string",
                    "description": "What stands for the card.",
                    "maxLength": 500,
                },
                "modeId": _told(
                    "Code of a way to pay of the shop, where the buyer pays on the gateway's page."
                ),
                "paymentType": LIMITED,
            },
        },
        method=_told("Code of a way to pay of the shop, for example `invoice`."),
        amount={"type": "number", "description": "Major units; when sent, it must be the total."},
    ),
    "shipping": _object(
        "zoneId amount methodId methodName",
        methodId=_told("Code of a way to ship that is on offer."),
        zoneId=_told("Its zone; of a way that is offered anywhere, any."),
        methodName=LIMITED,
        amount={
            "type": "number",
            "minimum": 0,
            "description": "Major units, after free shipping; it must be what the shop computes.",
        },
        shippingTaxCode=_told("When sent, it must be the way's tax code, in any letter case."),
    ),
    "address": _object(
        "contactName street zipCode city country type",
        contactName=LIMITED,
        companyName=LIMITED,
        street=LIMITED,
        streetNumber=LIMITED,
        streetAppendix=LIMITED,
        zipCode={"type": "string", "maxLength": 11},
        city=LIMITED,
        country={"type": "string", "pattern": "^[a-zA-Z]{2}$", "minLength": 2, "maxLength": 2},
        state=LIMITED,
        contactPhone=LIMITED,
        type=_told("`SHIPPING` or `BILLING`; others are left alone."),
        metadata=ref("mixinMetadata"),
        mixins={**FREE, "description": "By name of a schema of the shop for addresses."},
    ),
    "mixinMetadata": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"mixins": FREE},
    },
    "customer": _object(
        "email",
        id=_told("Opaque; required of a signed-in customer."),
        name=LIMITED,
        title=LIMITED,
        firstName=_told("Either the first or the last name is required."),
        middleName=LIMITED,
        lastName=LIMITED,
        contactPhone=LIMITED,
        email={"type": "string", "format": "email", "maxLength": 254},
        company=LIMITED,
        metadata=ref("mixinMetadata"),
        mixins={**FREE, "description": "By name of a schema of the shop for customers."},
        guest=FLAG,
    ),
    "responseCheckout": {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "orderId": TEXT,
            "paymentDetails": {"type": ["object", "null"]},
            "checkoutId": {"type": ["string", "null"]},
        },
    },
    "errorMessage": {
        "type": "object",
        "properties": {
            "status": {"type": "integer", "minimum": 100, "maximum": 599},
            "type": {"type": "string", "pattern": "[a-z]+[a-z_]*[a-z]+"},
            "message": TEXT,
            "moreInfo": {"type": ["string", "null"]},
            "details": {"type": "array", "items": DETAIL},
        },
        "required": ["status", "type"],
    },
    "fault": {
        "type": "object",
        "properties": {
            "fault": {
                "type": "object",
                "properties": {
                    "faultstring": TEXT,
                    "detail": {"type": "object", "properties": {"errorcode": TEXT}},
                },
            }
        },
    },
}
