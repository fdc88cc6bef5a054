"""OpenAPI's schemas of this contract's documents and forms."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": ["string", "null"]}
INTEGER: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
INSTANT: Schema = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$"}
ANYTHING: Schema = {"type": "object"}
#: an id as clients send it
ID_SENT: Schema = {"type": ["integer", "string"]}


def ref(name: str) -> Schema:
    """The schema of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def _list(each: Schema) -> Schema:
    return {"type": "array", "items": each}


def _object(optional: str = "", /, **properties: Schema) -> Schema:
    """An object with all of these properties but the optional ones, and perhaps more."""
    required = sorted(properties.keys() - set(optional.split()))
    return {"type": "object", "required": required, "properties": properties}


def _form(required: str = "", /, **properties: Schema) -> Schema:
    """What may be sent: these properties and no others."""
    form = {"type": "object", "properties": properties, "additionalProperties": False}
    return form | ({"required": required.split()} if required else {})


DATES = {"created_at": INSTANT, "updated_at": INSTANT}
LINKS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["href"],
        "properties": {"href": {"type": "string", "pattern": "^/api/"}},
    },
}
ADDRESS_SENT = _form(
    "firstName lastName country",
    firstName=TEXT,
    lastName=TEXT,
    company=TEXT,
    street=TEXT,
    city=TEXT,
    postcode=ID_SENT,
    country=ID_SENT,
    province=ID_SENT,
    phoneNumber=TEXT,
)
CHOICES = _list(_form("method", method=ID_SENT))

SCHEMAS: dict[str, Schema] = {
    "Error": _object("errors", code=INTEGER, message=TEXT, errors=ref("FieldErrors")),
    "FieldErrors": {
        "type": "object",
        "properties": {
            "errors": _list(TEXT),
            "children": {"type": "object", "additionalProperties": ref("FieldErrors")},
        },
    },
    "Resource": _object(_links=LINKS, id=INTEGER, name=TEXT, **DATES),
    "Page": _object(
        page=INTEGER,
        limit=INTEGER,
        pages=INTEGER,
        total=INTEGER,
        _links=LINKS,
        _embedded=_object(items=_list(ANYTHING)),
    ),
    "Adjustment": _object(
        id=INTEGER,
        type=TEXT,
        amount=INTEGER,
        description=TEXT,
        label=TEXT,
        locked=FLAG,
        neutral=FLAG,
        **DATES,
    ),
    "Address": _object(
        _links=LINKS,
        id=INTEGER,
        first_name=TEXT,
        last_name=TEXT,
        street=TEXT,
        city=TEXT,
        postcode=TEXT,
        company=WORDS,
        province=WORDS,
        **DATES,
    ),
    "ShippingMethod": _object(
        _links=LINKS,
        id=INTEGER,
        code=TEXT,
        name=TEXT,
        calculator=TEXT,
        category_requirement=INTEGER,
        configuration=ANYTHING,
        enabled=FLAG,
        **DATES,
    ),
    "PaymentMethod": _object(_links=LINKS, id=INTEGER, code=TEXT, name=TEXT, **DATES),
    "Shipment": _object(
        _links=LINKS,
        id=INTEGER,
        state=TEXT,
        method={"oneOf": [ref("ShippingMethod"), {"type": "null"}]},
        **DATES,
    ),
    "Payment": _object(
        "method action_url decline_reason",
        _links=LINKS,
        id=INTEGER,
        amount=INTEGER,
        state=TEXT,
        method=ref("PaymentMethod"),
        action_url=WORDS,
        decline_reason=WORDS,
        **DATES,
    ),
    "Product": _object(
        _links=LINKS,
        id=INTEGER,
        name=TEXT,
        description=TEXT,
        short_description=TEXT,
        attributes=_list(ANYTHING),
        options=_list(ANYTHING),
        **DATES,
    ),
    "Variant": _object(
        id=INTEGER,
        sku=TEXT,
        master=FLAG,
        available_on=TEXT,
        options=_list(ANYTHING),
        object=ref("Product"),
        **DATES,
    ),
    "Item": _object(
        _links=LINKS,
        id=INTEGER,
        quantity=INTEGER,
        unit_price=INTEGER,
        total=INTEGER,
        immutable=FLAG,
        adjustments=_list(ANYTHING),
        adjustments_total=INTEGER,
        inventory_units=_list(ANYTHING),
        variant=ref("Variant"),
    ),
    "Order": _object(
        "number shop_number completed_at",
        id=INTEGER,
        state=TEXT,
        checkout_state=TEXT,
        number={**TEXT, "pattern": "^[0-9]{9,}$"},
        shop_number=TEXT,
        completed_at=INSTANT,
        email=WORDS,
        currency=TEXT,
        confirmed=FLAG,
        comments=_list(TEXT),
        user={"type": ["object", "null"]},
        channel=ref("Resource"),
        items=_list(ref("Item")),
        items_total=INTEGER,
        adjustments=_list(ref("Adjustment")),
        adjustments_total=INTEGER,
        total=INTEGER,
        shipping_address={"oneOf": [ref("Address"), {"type": "null"}]},
        billing_address={"oneOf": [ref("Address"), {"type": "null"}]},
        shipments=_list(ref("Shipment")),
        payments=_list(ref("Payment")),
        expires_at=INSTANT,
        **DATES,
    ),
    "ProposedShipment": _object(
        methods=_list(ref("ShippingMethod")),
        shipment=_object(_links=LINKS, created_at=INSTANT, state=TEXT),
    ),
    "PaymentStep": _object(
        methods={"type": "object", "additionalProperties": ref("PaymentMethod")},
        payment=ref("Payment"),
    ),
    "CheckoutStep": {
        "anyOf": [ref("Order"), _list(ref("ProposedShipment")), ref("PaymentStep")],
    },
    "Step": {
        "anyOf": [
            _form(
                "shippingAddress",
                shippingAddress=ADDRESS_SENT,
                billingAddress=ADDRESS_SENT,
                customer=_form(email=TEXT),
            ),
            _form("shipments", shipments=CHOICES),
            _form("payments", payments=CHOICES),
            _form(
                "cardholderName number securityCode expiryMonth expiryYear",
                type=TEXT,
                cardholderName=TEXT,
                number=TEXT,
                securityCode=ID_SENT,
                expiryMonth=ID_SENT,
                expiryYear=ID_SENT,
            ),
            _form("token", token=TEXT),
            _form(),
        ]
    },
    "NewCart": _form(channel=ID_SENT, customer=TEXT, currency=TEXT, locale=TEXT),
    "NewItem": _form(
        "variant", variant=ID_SENT, quantity={"type": "integer", "minimum": 1, "maximum": 9999}
    ),
    "Quantity": _form("quantity", quantity={"type": "integer", "minimum": 1, "maximum": 9999}),
}
