"""The JSON documents the API answers with. The type checker holds the code to them, the OpenAPI document shows them."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import Field
from typing_extensions import TypedDict  # pydantic wants this one before Python 3.12

from .amounts import Minor
from .credit_types import CardUseDocument, CreditUseDocument
from .money_documents import MoneyRequestDocument, PaidDocument
from .shipment_documents import ShipmentDocument
from .transfer_document import TransferDocument
from .withdrawal_documents import WithdrawalDocument

Left = Annotated[
    int | None,
    Field(
        description="How many may be promised now, what is not there yet included; null: it does not run out."
    ),
]

Backorder = Annotated[
    bool, Field(description="Some of it is not there yet: it leaves when it has come in.")
]
Released = Annotated[
    date | None, Field(description="Of a pre-order, the day on which it is released.")
]
Leaves = Annotated[
    date | None,
    Field(
        description="The first day on which all of it can leave, where it does not leave as usual; "
        "null as well where nobody knows."
    ),
]


Custom = Annotated[
    dict[str, Any], Field(description="Data of programs, by name of the shop's schema.")
]


class AddressDocument(TypedDict):
    """A postal address as stored: cleaned, in the buyer's spelling. Null is empty."""

    name: str | None
    company: str | None
    line1: str | None
    line2: str | None
    city: str | None
    region: str | None
    postal_code: str | None
    country: str | None
    phone: str | None
    custom: Custom


class LineDocument(TypedDict):
    """A line. Of an order that is no longer open, `available` is null and nothing is said about waiting."""

    sku: str
    name: str
    quantity: int
    options: dict[str, str]
    unit_price: Minor
    total: Minor
    available: Left
    backorder: Backorder
    released_on: Released
    leaves_on: Leaves
    requires_shipping: bool
    image: str | None
    custom: Custom


class ShippingMethodDocument(TypedDict):
    """A way to ship on offer. Days are days of `time_zone`, an IANA name."""

    code: str
    name: str
    amount: Minor
    arrives_from: date
    arrives_to: date
    zone: Annotated[
        str, Field(description="Code of the shipping zone it is offered in; `*`: anywhere.")
    ]
    time_zone: str


class PaymentMethodDocument(TypedDict):
    """A way to pay on offer."""

    code: str
    name: str
    description: str


class AdjustmentDocument(TypedDict):
    """Why the total is not the sum of the lines. `line` and `shipment` are indexes, null for the whole order."""

    type: str
    label: str
    amount: Minor
    included: Annotated[
        bool, Field(description="Already within the prices; not added to the total.")
    ]
    line: int | None
    shipment: int | None


class TotalDocument(TypedDict):
    """A row of the receipt: `items`, a type of adjustment, or `total`."""

    type: str
    label: str
    amount: Minor


class CouponDocument(TypedDict):
    """A code on the checkout, and whether it counts as the checkout is now."""

    code: str
    applied: bool
    reason: Annotated[str | None, Field(description="Why not: a code of the list of faults.")]
    message: Annotated[str | None, Field(description="In the language of the checkout.")]


class RequirementDocument(TypedDict):
    """What is still missing before the checkout can be completed."""

    step: str
    field: Annotated[str, Field(description="Path of the field, as `shipping_address/city`.")]
    code: str
    message: Annotated[str, Field(description="In the language of the checkout.")]


class LatestPaymentDocument(TypedDict):
    """The latest attempt to pay. While `state` is `action`, the shopper must go on at `action_url`."""

    method: str
    state: str
    amount: Minor
    action_url: str | None
    decline_reason: str | None


class CheckoutDocument(TypedDict):
    """A checkout, and after placing the order it became: the same row all the way."""

    id: Annotated[str, Field(description="Opaque.")]
    order_id: int
    number: Annotated[str | None, Field(description="What the buyer knows it by, once placed.")]
    state: Annotated[str, Field(description="open, placing, placed, cancelled or expired.")]
    version: int
    currency: Annotated[str, Field(description="ISO 4217.")]
    email: str | None
    phone: str | None
    locale: str
    note: str | None
    vat_id: Annotated[str | None, Field(description="A business buyer's VAT number.")]
    taxed: Annotated[
        str,
        Field(
            description="included, on_top, or reverse_charge where the buyer owes the tax; as last quoted."
        ),
    ]
    tax_rounding: Annotated[str, Field(description="Where tax is rounded: line, unit or total.")]
    external_id: str | None
    customer: Annotated[str | None, Field(description="Id of the customer; null: a guest's.")]
    quote: Annotated[str | None, Field(description="Id of the quote it came from.")]
    lines: list[LineDocument]
    shipping_address: AddressDocument | None
    billing_address: AddressDocument | None
    shipping_method: str | None
    payment_method: str | None
    coupon_codes: list[str]
    custom: Custom
    gift_cards: list[CardUseDocument]
    use_store_credit: bool
    store_credit: Annotated[
        CreditUseDocument | None, Field(description="Null: there is no customer, or no credit.")
    ]
    coupons: list[CouponDocument]
    requires_shipping: bool
    shipping_methods: Annotated[
        list[ShippingMethodDocument],
        Field(description="For all shipments together that offer it."),
    ]
    shipments: list[ShipmentDocument]
    payment_methods: list[PaymentMethodDocument]
    adjustments: list[AdjustmentDocument]
    totals: list[TotalDocument]
    total: Minor
    requirements: list[RequirementDocument]
    payment: LatestPaymentDocument | None
    page: Annotated[str, Field(description="Where a shopper goes on with it in a browser.")]
    expires_at: datetime | None


class PaymentDocument(TypedDict):
    """An attempt to pay."""

    method: str
    state: str
    amount: Minor
    currency: str
    authorized: Minor
    captured: Minor
    refunded: Minor
    action_url: str | None
    decline_reason: str | None
    created_at: datetime


class EventDocument(TypedDict):
    """Who did what, and the state after it."""

    type: str
    state: str
    actor: str
    at: datetime


class OrderDocument(CheckoutDocument):
    """An order: its checkout, and what happened since."""

    source: Annotated[str, Field(description="web, or api.")]
    created_at: datetime
    placed_at: datetime | None
    cancel_reason: Annotated[
        str | None, Field(description="Of an order that is cancelled, or about to be.")
    ]
    paid: PaidDocument
    payments: list[PaymentDocument]
    transfer: Annotated[
        TransferDocument | None,
        Field(description="Of an order that is paid by bank transfer, until the money has come."),
    ]
    money_requests: list[MoneyRequestDocument]
    withdrawals: list[WithdrawalDocument]
    history: list[EventDocument]


class OrderList(TypedDict):
    """A page of orders, newest first."""

    items: list[OrderDocument]
    next: Annotated[str | None, Field(description="Path of the next page; null on the last.")]
