"""What the routes take and answer, in the words of OpenAPI. The schemas of what is sent come from the models that read it."""

from typing import Any

from pydantic.json_schema import models_json_schema

from .reading import SentLine, SentOrder

JSON = "application/json"
LINE = {
    "billingCycle": 1,
    "productId": "CFQ7TTC0LF8R",
    "productVariantId": 2622144,
    "quantity": 1,
    "skuId": "0001",
    "termDuration": "P1M",
    "type": 3,
    "catalogItemId": "CFQ7TTC0LF8R:0001:CFQ7TTC0Q3X5",
}
ORDER: dict[str, Any] = {"resellerCustomerId": 123, "orderLines": [LINE]}
ERROR = {"message": "There is no such customer tenant.", "errors": []}
TEXT = {"type": "string"}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": schema}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _schemas() -> dict[str, Any]:
    _, sent = models_json_schema(
        [(SentOrder, "validation"), (SentLine, "validation")],
        ref_template="#/components/schemas/{model}",
    )
    schemas = dict(sent["$defs"])
    line = schemas["SentLine"]["properties"]
    order = schemas["SentOrder"]["properties"]
    schemas["LineError"] = _object(
        {"reasonCode": TEXT, "description": TEXT, "properties": {"type": "object"}}
    )
    schemas["OrderError"] = _object(
        {"orderGroupId": TEXT, "code": {"type": "integer"}, "description": TEXT}
    )
    schemas["VerifiedLine"] = _object({**line, "errors": _list_of(_ref("LineError"))})
    schemas["VerifiedOrder"] = _object(
        {
            **order,
            "orderLines": _list_of(_ref("VerifiedLine")),
            "errors": _list_of(_ref("OrderError")),
        }
    )
    schemas["ListedLine"] = _object(
        {
            "OrderReferenceId": TEXT,
            "CatalogId": TEXT,
            "Name": TEXT,
            "Quantity": {"type": "integer"},
            "BillingCycle": {"type": "integer"},
            "TermDuration": {"type": ["string", "null"]},
            "Created": TEXT,
            "OrderState": {"enum": [0, 1, 2, 4]},
            "Error": {"type": ["string", "null"]},
        }
    )
    schemas["OrderList"] = _object(
        {"Items": _list_of(_ref("ListedLine")), "TotalHits": {"type": "integer"}}
    )
    schemas["Error"] = _object(
        {"message": TEXT, "errors": _list_of(_object({"property": TEXT, "description": TEXT}))}
    )
    return schemas


SCHEMAS = _schemas()


def _answer(words: str, schema: str, example: Any) -> dict[str, Any]:
    return {"description": words, "content": {JSON: {"schema": _ref(schema), "example": example}}}


def _errors(*statuses: str) -> dict[str, Any]:
    words = {
        "400": "Malformed, or something is missing or cannot be read. Nothing was done.",
        "401": "There is no credential, or it is refused.",
        "403": "A browser sent this from another site.",
        "404": "No such tenant or product.",
        "413": "The body is longer than 64 KB.",
        "415": "The body is no JSON.",
        "500": "Something went wrong here. Nothing was done.",
    }
    return {status: _answer(words[status], "Error", ERROR) for status in statuses}


BODY = {
    "required": True,
    "content": {JSON: {"schema": _ref("SentOrder"), "example": ORDER}},
}
VERIFIED = {
    **dict.fromkeys(SentOrder.model_fields),
    **ORDER,
    "errors": [],
    "orderLines": [{**dict.fromkeys(SentLine.model_fields), **LINE, "errors": []}],
}
VERIFY = {
    "summary": "Verify an order",
    "description": "The order with everything that keeps it from being placed. Nothing is written.",
    "tags": ["purchase requests"],
    "requestBody": BODY,
    "responses": {
        "200": _answer("The order, with its errors.", "VerifiedOrder", VERIFIED),
        **_errors("400", "401", "403", "413", "415", "500"),
    },
}
CHECKOUT = {
    "summary": "Check an order out",
    "description": (
        "Places the order, which is invoiced to the tenant; with a `ScheduledPurchaseDate` to come, on that day. "
        "The same `externalOrderId` of a tenant never makes two orders: again, it answers the same and changes nothing."
    ),
    "tags": ["purchase requests"],
    "requestBody": BODY,
    "responses": {
        "204": {"description": "Done. The body is empty."},
        **_errors("400", "401", "403", "404", "413", "415", "500"),
    },
}
LISTED = {
    "OrderReferenceId": "7K3M-Q2XA",
    "CatalogId": LINE["catalogItemId"],
    "Name": "Hosted mailbox",
    "Quantity": 1,
    "BillingCycle": 1,
    "TermDuration": "P1M",
    "Created": "2026-06-10 08:00:00.000",
    "OrderState": 1,
    "Error": None,
}


def _parameter(
    name: str, schema: dict[str, Any], words: str, *, required: bool = False
) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "schema": schema,
        "description": words,
        "required": required,
    }


LIST = {
    "summary": "List the lines of a tenant's orders",
    "description": "Those placed, being placed (4), waiting for their day (0), or failed on it (2).",
    "tags": ["purchase requests"],
    "parameters": [
        _parameter(
            "customerTenantId", {"type": "integer", "minimum": 0}, "The tenant.", required=True
        ),
        _parameter(
            "orderState", {"enum": [0, 1, 2, 4]}, "None 0, successful 1, failed 2, processing 4."
        ),
        _parameter("search", TEXT, "Part of a name, a catalogue id or an order's reference."),
        _parameter("page", {"type": "integer", "minimum": 1, "default": 1}, "From 1."),
        _parameter(
            "pageSize",
            {"type": "integer", "minimum": 1, "maximum": 1000, "default": 50},
            "Lines on a page.",
        ),
        _parameter(
            "sortBy",
            {
                "enum": [
                    "Created",
                    "Name",
                    "Quantity",
                    "CatalogId",
                    "OrderReferenceId",
                    "OrderState",
                ]
            },
            "A column.",
        ),
        _parameter("sortOrder", {"enum": ["asc", "desc"]}, "Newest first unless said."),
    ],
    "responses": {
        "200": _answer("A page.", "OrderList", {"Items": [LISTED], "TotalHits": 1}),
        **_errors("400", "401", "404", "500"),
    },
}
