"""What the routes take and answer, in the words of OpenAPI. The schemas of what is sent come from the models that read it."""

from typing import Any

from pydantic.json_schema import models_json_schema

from .payloads import AS_IT_IS, FORM
from .reading import CheckoutData, PartialOrder, StatusEntry

JSON = "application/json"
TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
THINGS = {"type": "array", "items": {"type": "object"}}
ADDRESS = {
    "city": "Musterstadt",
    "country": "DE",
    "firstname": "Max",
    "lastname": "Mustermann",
    "street": "Musterstrasse 14",
    "zipcode": "12345",
}
#: the document's example
ORDER: dict[str, Any] = {
    "orderId": "270",
    "bunches": [
        {
            "items": [
                {"mimetype": "application/zip", "reference": "custom1.zip", "type": "Payload"}
            ],
            "project": "custom1",
        }
    ],
    "cart": {
        "subcarts": [
            {
                "items": [
                    {
                        "count": 1,
                        "price": 11900,
                        "processorIndex": 0,
                        "project": "custom1",
                        "sku": "14631000",
                    }
                ],
                "orderId": 123,
                "paymentOrderId": "testorder",
                "producer": "Allcop",
                "producerOrderId": 123,
                "producerOrderUniqueIdentifier": "94440000123",
                "shipping": 3450,
            }
        ]
    },
    "customer": {
        "billingaddress": ADDRESS,
        "deliveryaddress": ADDRESS,
        "email": "test@test.test",
    },
    "mandator": 0,
    "orderdate": 1518800013000,
    "payload": [{"mimetype": "application/zip", "name": "custom1.zip"}],
    "portal": 1000,
    "projects": [
        {
            "count": 1,
            "identifier": "custom1",
            "processor": {
                "identifier": "photo.to.amazonmarketplace.AmazonStandardCupProcessor",
                "metadata": {"sku": "14631000"},
            },
            "title": "Tasse (14631000)",
        }
    ],
    "status": "Enqueued",
    "statusHistory": [],
}
STATUSES = ["Temporary", "Pending", "Enqueued", "InProduction", "Canceled", "Expired"]
ENTRY = {"id": 17, "status": "Enqueued", "timestamp": 1518800013000, "acknowledged": False}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _object(properties: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """An object with these properties, and perhaps those."""
    all_ = properties | (optional or {})
    return {"type": "object", "properties": all_, "required": list(properties)}


def _schemas() -> dict[str, Any]:
    _, sent = models_json_schema(
        [(each, "validation") for each in (PartialOrder, CheckoutData, StatusEntry)],
        ref_template="#/components/schemas/{model}",
    )
    item = {"count": NUMBER, "price": NUMBER, "processorIndex": NUMBER, "sku": TEXT}
    subcart = {
        "items": _list_of(_object({**item, "project": {"type": ["string", "null"]}})),
        "orderId": NUMBER,
        "paymentOrderId": {"type": ["string", "null"]},
        "producer": TEXT,
        "producerOrderId": NUMBER,
        "producerOrderUniqueIdentifier": TEXT,
        "shipping": {**NUMBER, "description": "Minor units."},
    }
    more = dict.fromkeys(("company", "phone", "region", "street2"), TEXT)
    address = _object(dict.fromkeys(ADDRESS, TEXT), more)
    customer = {"billingaddress": address, "deliveryaddress": address, "email": TEXT}
    status = {"enum": STATUSES}
    entry = {"id": NUMBER, "status": status, "timestamp": NUMBER}
    order = {
        "orderId": TEXT,
        "bunches": THINGS,
        "cart": _object({"subcarts": _list_of(_object(subcart))}),
        "customer": _object(customer),
        "mandator": NUMBER,
        "orderdate": {**NUMBER, "description": "Milliseconds since 1970."},
        "payload": THINGS,
        "portal": NUMBER,
        "projects": THINGS,
        "status": status,
        "statusHistory": _list_of(_object({**entry, "acknowledged": {"type": "boolean"}})),
    }
    return {
        **sent["$defs"],
        "Order": _object(order, {"locale": TEXT, "order_url": TEXT}),
        "Error": _object(
            dict.fromkeys(("status", "timestamp", "message", "debugMessage"), TEXT),
        ),
    }


SCHEMAS = _schemas()


def _answer(words: str, schema: str, example: Any) -> dict[str, Any]:
    return {"description": words, "content": {JSON: {"schema": _ref(schema), "example": example}}}


WORDS = {
    "400": ("BAD_REQUEST", "The request cannot be understood. Nothing was done."),
    "401": ("UNAUTHORIZED", "There is no credential that counts."),
    "403": ("FORBIDDEN", "The key lacks the scope, or a browser sent this from another site."),
    "404": ("NOT_FOUND", "There is no such order in the shop of the key."),
    "409": ("CONFLICT", "The order is not in the state for it, or holds something else."),
    "410": ("GONE", "The order was cancelled."),
    "413": ("REQUEST_ENTITY_TOO_LARGE", "The body is larger than it may be."),
    "415": ("UNSUPPORTED_MEDIA_TYPE", "The body is of another type."),
    "422": ("UNPROCESSABLE_ENTITY", "The order cannot be taken so. Nothing was done."),
    "500": ("INTERNAL_SERVER_ERROR", "Something went wrong here. Nothing was done."),
}


def _errors(*statuses: str, message: str = "Order not found") -> dict[str, Any]:
    return {
        status: _answer(
            WORDS[status][1],
            "Error",
            {
                "status": WORDS[status][0],
                "timestamp": "2018-01-01 12:34:56.789",
                "message": message,
                "debugMessage": message,
            },
        )
        for status in statuses
    }


def _body(schema: str, example: Any) -> dict[str, Any]:
    return {"required": True, "content": {JSON: {"schema": _ref(schema), "example": example}}}


TEMPORARY = ORDER | {"status": "Temporary"}
TAGS = ["photo orders"]
CREATE = {
    "summary": "Begin an order",
    "description": (
        "A temporary order. Prices and shipping are the shop's, whatever is sent; where there are several ways to ship, "
        "the one at the price sent is chosen, else the cheapest. The whole order is posted to `order_url` once it is placed."
    ),
    "tags": TAGS,
    "requestBody": _body("PartialOrder", TEMPORARY),
    "responses": {
        "200": _answer("The order.", "Order", TEMPORARY),
        **_errors("400", "401", "403", "413", "415", "422", "500"),
    },
}
READ = {
    "summary": "Read an order",
    "tags": TAGS,
    "responses": {
        "200": _answer("The order.", "Order", ORDER),
        **_errors("401", "403", "404", "410", "500"),
    },
}
CHECKOUT = {
    "summary": "Enrich an order with checkout data",
    "description": "Places the order, which is invoiced. The cart that is sent must be the one that is there.",
    "tags": TAGS,
    "requestBody": _body("CheckoutData", ORDER),
    "responses": {
        "200": _answer("The order.", "Order", ORDER),
        **_errors("400", "401", "403", "404", "409", "413", "415", "422", "500"),
    },
}
FILE = {"type": "string", "format": "binary"}
DATA = {
    "summary": "Send the data an order is made from",
    "description": (
        "One zip archive. A placed order goes into production with it; one that is still temporary, once it is placed. "
        "Until production has begun, the data can be sent again and replaces what was there."
    ),
    "tags": TAGS,
    "requestBody": {
        "required": True,
        "content": {
            FORM: {"schema": _object({"file": FILE})},
            **{each: {"schema": FILE} for each in sorted(AS_IT_IS)},
        },
    },
    "responses": {
        "200": _answer("The order.", "Order", ORDER | {"status": "InProduction"}),
        **_errors("400", "401", "403", "404", "409", "413", "415", "500"),
    },
}
ACKNOWLEDGE = {
    "summary": "Acknowledge an entry of an order's history",
    "description": "Each entry once.",
    "tags": TAGS,
    "requestBody": _body("StatusEntry", ENTRY),
    "responses": {
        "200": {"description": "Done. The body is empty."},
        **_errors("400", "401", "403", "404", "409", "413", "415", "500"),
    },
}
