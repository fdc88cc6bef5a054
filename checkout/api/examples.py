"""Examples of what is sent and answered, for the OpenAPI document and the guide. A test holds them to the schemas."""

from typing import Any

from .credit_examples import GIFT_CARD, NEW_GIFT_CARD, STORE_CREDIT
from .credit_types import GiftCardDocument, IssuedCardDocument, StoreCreditList
from .custom_documents import CustomSchemaDocument, CustomSchemaList
from .custom_example import CUSTOM_SCHEMA, GIFT_SCHEMA
from .customer_documents import CustomerDocument, CustomerTokenDocument
from .documents import CheckoutDocument, OrderDocument
from .example_names import CHECKOUT_ID, CUSTOMER_ID
from .money_documents import MONEY_WANTED, NOT_PAID
from .product_documents import ProductDocument
from .product_example import PRODUCT
from .quote_documents import QuoteDocument
from .quote_examples import ACCEPTANCE, QUOTE, QUOTE_WANTED
from .stored_method_documents import (
    STORED_METHOD,
    STORED_METHOD_WANTED,
    StoredMethodDocument,
    StoredMethodList,
)
from .webhook_documents import (
    SECRET_WEBHOOK,
    WEBHOOK,
    WEBHOOK_WANTED,
    SecretWebhookDocument,
    WebhookDocument,
    WebhookList,
)
from .withdrawal_documents import PROGRESS, WITHDRAWAL, WITHDRAWAL_WANTED, WithdrawalDocument

ADDRESS = {
    "name": "Ada Example",
    "line1": "Lindenstr. 12",
    "city": "Berlin",
    "postal_code": "10969",
    "country": "DE",
}
STORED_ADDRESS: dict[str, Any] = {
    **dict.fromkeys(("company", "line2", "region", "phone")),
    **ADDRESS,
    "custom": {},
}

REQUESTS: dict[str, dict[str, Any]] = {
    "create_checkout": {
        "email": "ada@example.com",
        "external_id": "web-1042",
        "lines": [{"sku": "mug-stoneware", "quantity": 2}],
        "coupon_codes": ["WELCOME10"],
    },
    "change_checkout": {"shipping_address": ADDRESS, "shipping_method": "standard"},
    "preview_checkout": {"shipping_method": "express"},
    "create_customer": {
        "email": "ada@example.com",
        "name": "Ada Example",
        "group": "wholesale",
        "addresses": [{"label": "Office", **ADDRESS}],
    },
    "update_customer": {"group": None},
    "set_custom_schema": {"schema": GIFT_SCHEMA, "is_required": False},
    "create_gift_card": {"amount": 2500, "note": "Prize draw"},
    "grant_store_credit": {"amount": 1200, "note": "Late parcel"},
    "create_quote": QUOTE_WANTED,
    "create_stored_method": STORED_METHOD_WANTED,
    "create_webhook": WEBHOOK_WANTED,
    "update_webhook": {"is_active": False},
    "accept_quote": ACCEPTANCE,
    "report_shipment": PROGRESS,
    "withdraw_from_order": WITHDRAWAL_WANTED,
    **MONEY_WANTED,
    "complete_checkout": {"expected_total": 4810, "payment": {"method": "invoice"}},
}

SHIPMENT: dict[str, Any] = {
    "origin": "main",
    "origin_name": None,
    "state": "open",
    "lines": [0],
    "quantities": [2],
    "method": "standard",
    "name": "Standard delivery",
    "amount": 490,
    "methods": [
        {
            "code": "standard",
            "name": "Standard delivery",
            "amount": 490,
            "kind": "delivery",
            "type": "shipping",
            "zone": "*",
            "pickup_place": None,
            "arrives_from": "2026-11-25",
            "arrives_to": "2026-11-27",
        }
    ],
    "production_speed": None,
    "production_name": None,
    "production_amount": 0,
    "production_speeds": [],
    "hold_until": None,
    "hold_from": None,
    "delivery_window": None,
    "windows": [],
    "produced_on": None,
    "dispatched_on": "2026-11-23",
    "arrives_from": "2026-11-25",
    "arrives_to": "2026-11-27",
    "pickup_place": None,
    **dict.fromkeys(("carrier", "tracking_number", "tracking_url", "shipped_at", "delivered_at")),
}

CHECKOUT: dict[str, Any] = {
    "id": CHECKOUT_ID,
    "order_id": 17,
    "number": None,
    "state": "open",
    "version": 2,
    "currency": "EUR",
    "email": "ada@example.com",
    "phone": None,
    "locale": "en",
    "note": None,
    "vat_id": None,
    "taxed": "included",
    "tax_rounding": "line",
    "external_id": "web-1042",
    "customer": CUSTOMER_ID,
    "quote": None,
    "lines": [
        {
            "sku": "mug-stoneware",
            "name": "Stoneware mug",
            "quantity": 2,
            "options": {},
            "unit_price": 2400,
            "total": 4800,
            "available": 120,
            "backorder": False,
            "released_on": None,
            "leaves_on": None,
            "requires_shipping": True,
            "image": PRODUCT["image"],
            "custom": {},
        }
    ],
    "shipping_address": STORED_ADDRESS,
    "billing_address": None,
    "shipping_method": "standard",
    "payment_method": None,
    "coupon_codes": ["WELCOME10"],
    "custom": {"gift": {"message": "Happy birthday"}},
    "gift_cards": [],
    "use_store_credit": False,
    "store_credit": None,
    "coupons": [{"code": "WELCOME10", "applied": True, "reason": None, "message": None}],
    "requires_shipping": True,
    "shipping_methods": [
        {
            "code": "standard",
            "name": "Standard delivery",
            "amount": 490,
            "arrives_from": "2026-11-25",
            "arrives_to": "2026-11-27",
            "zone": "*",
            "time_zone": "Europe/Berlin",
        }
    ],
    "shipments": [SHIPMENT],
    "payment_methods": [
        {
            "code": "invoice",
            "name": "Invoice",
            "description": "Pay by bank transfer within 14 days of delivery.",
        }
    ],
    "adjustments": [
        {
            "type": "promotion",
            "label": "WELCOME10",
            "amount": -480,
            "included": False,
            "line": 0,
            "shipment": None,
        },
        {
            "type": "shipping",
            "label": "Standard delivery",
            "amount": 490,
            "included": False,
            "line": None,
            "shipment": 0,
        },
    ],
    "totals": [
        {"type": "items", "label": "Items", "amount": 4800},
        {"type": "promotion", "label": "Voucher WELCOME10", "amount": -480},
        {"type": "shipping", "label": "Standard delivery", "amount": 490},
        {"type": "total", "label": "Total", "amount": 4810},
    ],
    "total": 4810,
    "requirements": [
        {
            "step": "payment",
            "field": "payment_method",
            "code": "payment_method_missing",
            "message": "Choose how you want to pay.",
        }
    ],
    "payment": None,
    "page": "https://shop.example/checkout/continue/ImNvXzVmMGMi.aR9",
    "expires_at": "2027-01-20T09:30:00Z",
}

ORDER: dict[str, Any] = {
    **CHECKOUT,
    "number": "K7M4-QX3D",
    "state": "placed",
    "version": 4,
    "payment_method": "invoice",
    "shipping_methods": [],
    "payment_methods": [],
    "requirements": [],
    "expires_at": None,
    "payment": {
        "method": "invoice",
        "state": "pending",
        "amount": 4810,
        "action_url": None,
        "decline_reason": None,
    },
    "source": "api",
    "created_at": "2026-11-21T09:29:10Z",
    "placed_at": "2026-11-21T09:30:00Z",
    "cancel_reason": None,
    "paid": NOT_PAID,
    "money_requests": [],
    "payments": [
        {
            "method": "invoice",
            "state": "pending",
            "amount": 4810,
            "currency": "EUR",
            "authorized": 0,
            "captured": 0,
            "refunded": 0,
            "action_url": None,
            "decline_reason": None,
            "created_at": "2026-11-21T09:30:00Z",
        }
    ],
    "transfer": None,
    "shipments": [SHIPMENT | {"state": "pending", "methods": []}],
    "withdrawals": [],
    "history": [
        {"type": "placing", "state": "placing", "actor": "api", "at": "2026-11-21T09:30:00Z"},
        {"type": "placed", "state": "placed", "actor": "api", "at": "2026-11-21T09:30:00Z"},
    ],
}

CUSTOMER: dict[str, Any] = {
    "id": CUSTOMER_ID,
    "email": "ada@example.com",
    "name": "Ada Example",
    "phone": None,
    "locale": "en",
    "group": "wholesale",
    "vat_id": None,
    "custom": {},
    "addresses": [{**STORED_ADDRESS, "label": "Office", "is_default": True}],
    "can_sign_in": False,
    "created_at": "2026-11-20T08:12:40Z",
    "updated_at": "2026-11-20T08:12:40Z",
}

BY_DOCUMENT: dict[Any, dict[str, Any]] = {
    CustomerDocument: CUSTOMER,
    CustomerTokenDocument: {
        "token": "WyJkZW1vIiwiY3VfMWI4ZTRm…",
        "customer": CUSTOMER_ID,
        "expires_at": "2026-11-21T13:30:00Z",
    },
    ProductDocument: PRODUCT,
    CheckoutDocument: CHECKOUT,
    OrderDocument: ORDER,
    CustomSchemaDocument: CUSTOM_SCHEMA,
    CustomSchemaList: {"items": [CUSTOM_SCHEMA]},
    GiftCardDocument: GIFT_CARD,
    IssuedCardDocument: NEW_GIFT_CARD,
    StoreCreditList: STORE_CREDIT,
    StoredMethodDocument: STORED_METHOD,
    StoredMethodList: {"items": [STORED_METHOD]},
    QuoteDocument: QUOTE,
    WebhookDocument: WEBHOOK,
    SecretWebhookDocument: SECRET_WEBHOOK,
    WebhookList: {"items": [WEBHOOK]},
    WithdrawalDocument: WITHDRAWAL,
}
