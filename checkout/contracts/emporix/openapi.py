"""What the call takes and answers, in the words of OpenAPI."""

from typing import Any

from .schemas import TEXT, ref

JSON = "application/json"
CART_ID = "co_4f1c9e07b2d84a6e93d5"
ADDRESS = {
    "contactName": "Ada Lovelace",
    "street": "Torstraße",
    "streetNumber": "12",
    "zipCode": "10119",
    "city": "Berlin",
    "country": "DE",
}
CART_CHECKOUT: dict[str, Any] = {
    "cartId": CART_ID,
    "currency": "EUR",
    "paymentMethods": [{"provider": "payment-gateway", "customAttributes": {"token": "tok_visa"}}],
    "shipping": {
        "methodId": "standard",
        "zoneId": "*",
        "methodName": "Standard delivery",
        "amount": 4.9,
        "shippingTaxCode": "STANDARD",
    },
    "addresses": [{**ADDRESS, "type": "SHIPPING"}, {**ADDRESS, "type": "BILLING"}],
    "customer": {
        "email": "ada@example.com",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "guest": True,
    },
}
QUOTE_CHECKOUT = {
    "quoteId": "qu_7a3d0c5e19f24b86a0c2",
    "paymentMethods": [{"provider": "none", "method": "invoice"}],
}
PLACED = {
    "orderId": CART_ID,
    "paymentDetails": {"provider": "payment-gateway", "status": "SUCCESS"},
    "checkoutId": CART_ID,
}
ERROR = {
    "status": 400,
    "type": "validation_failure",
    "message": "The checkout cannot be carried out.",
    "moreInfo": "/api/docs/emporix",
    "details": [
        {
            "field": "shipping.amount",
            "type": "shipping_amount_mismatch",
            "message": "Shipping costs 4.90 EUR.",
            "moreInfo": "/api/docs/emporix",
        }
    ],
}
FAULT = {
    "fault": {
        "faultstring": "Invalid access token",
        "detail": {"errorcode": "oauth.v2.InvalidAccessToken"},
    }
}
WORDS = {
    "400": "Something is wrong with the request, the cart or the payment. Each problem has a detail. Nothing was ordered.",
    "403": "The credential lacks the scope or is of another tenant, or a browser sent this from another site.",
    "409": "The delivery window is full, or there is an order of the cart or quote already.",
    "413": "The body is longer than 64 KB.",
    "415": "The body is no JSON.",
    "500": "Something went wrong here. Nothing was done.",
}


def _answer(words: str, schema: str, example: Any) -> dict[str, Any]:
    return {"description": words, "content": {JSON: {"schema": ref(schema), "example": example}}}


CHECKOUT: dict[str, Any] = {
    "summary": "Trigger a checkout",
    "description": (
        "A cart or a quote becomes an order with its payment, or nothing happens. The cart is the order: its id stays. "
        "`deliveryWindowId` may be sent beside a cart as well."
    ),
    "tags": ["checkouts"],
    "parameters": [
        {
            "name": "tenant",
            "in": "path",
            "required": True,
            "description": "The shop's code.",
            "schema": {
                "type": "string",
                "pattern": "^[a-z][a-z0-9]+$",
                "minLength": 3,
                "maxLength": 16,
            },
        },
        {
            "name": "saas-token",
            "in": "header",
            "description": "The customer's token, from `POST /api/v1/customers/{id}/token`; required for a customer's checkout.",
            "schema": TEXT,
        },
    ],
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {"oneOf": [ref("requestCheckout"), ref("requestFromQuoteCheckout")]},
                "examples": {
                    "of a cart": {"value": CART_CHECKOUT},
                    "of a quote": {"value": QUOTE_CHECKOUT},
                },
            }
        },
    },
    "responses": {
        "200": _answer("The order's opaque id.", "responseCheckout", PLACED),
        "401": _answer("The key or the customer's token is missing or refused.", "fault", FAULT),
        **{status: _answer(words, "errorMessage", ERROR) for status, words in WORDS.items()},
    },
}
