"""How the routes of this contract are described in OpenAPI."""

from collections.abc import Mapping
from typing import Any

from .errors import MESSAGES
from .forms import FORM, JSON
from .schemas import ref

EVERYWHERE = (401, 403)
REASONS = {
    400: "Something is wrong with the body; what and where is in `errors`.",
    404: "There is no such thing in this shop.",
    409: "The checkout is finished.",
}
ADDRESS = ("firstName", "lastName", "street", "city", "postcode", "country", "province")
CARD = ("type", "cardholderName", "number", "securityCode", "expiryMonth", "expiryYear")

#: what a GET of a checkout may answer
CHECKOUT_ANSWER = "CheckoutStep"
ADDRESS_EXAMPLE = {
    "firstName": "John",
    "lastName": "Doe",
    "street": "Test",
    "city": "New York",
    "postcode": "12435",
    "country": 840,
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "Step": {
        "addressing": {"shippingAddress": ADDRESS_EXAMPLE},
        "shipping": {"shipments": [{"method": 3}]},
        "payment": {"payments": [{"method": 1}]},
        "finalize": {},
        "purchase": {
            "type": "visa",
            "cardholderName": "John Doe",
            "number": "4242424242424242",
            "securityCode": "123",
            "expiryMonth": "12",
            "expiryYear": "2040",
        },
    },
    "NewCart": {"a guest": {"customer": "ada@example.com", "locale": "en"}},
    "NewItem": {"by SKU": {"variant": "mug-stoneware", "quantity": 2}},
    "Quantity": {"three": {"quantity": 3}},
}
CHECKOUT_FORMS = ("Step", [f"shippingAddress[{each}]" for each in ADDRESS])
CART_FORM = ("NewCart", ["channel", "customer", "currency", "locale"])
ITEM_FORM = ("NewItem", ["variant", "quantity"])
QUANTITY_FORM = ("Quantity", ["quantity"])
PAGE_QUERY = tuple(
    {
        "name": name,
        "in": "query",
        "required": False,
        "description": words,
        "schema": {"type": "integer", "minimum": 1, "maximum": most},
    }
    for name, words, most in (
        ("page", "Which page, 1 without it.", 10**6),
        ("limit", "How many a page, 10 without it.", 100),
    )
)


def described(  # noqa: PLR0913
    summary: str,
    answers: Mapping[int, str],
    *,
    body: tuple[str, list[str]] | None = None,
    faults: tuple[int, ...] = (),
    parameters: tuple[dict[str, Any], ...] = (),
    details: str = "",
    located: bool = False,
) -> dict[str, Any]:
    """An operation: the schema of each answer by its status, of its body, and the errors it may answer with."""
    responses = {str(status): _answer(schema, located) for status, schema in answers.items()}
    responses |= {str(status): _fault(status) for status in sorted({*EVERYWHERE, *faults})}
    operation: dict[str, Any] = {
        "summary": summary,
        "description": details,
        "parameters": list(parameters),
        "responses": responses,
    }
    if body is not None:
        operation["requestBody"] = _body(*body)
    return operation


def _answer(schema: str, located: bool) -> dict[str, Any]:
    if not schema:
        return {"description": "Done."}
    content = {JSON: {"schema": ref(schema)}}
    if not located:
        return {"description": schema, "content": content}
    header = {"description": "Where it is.", "schema": {"type": "string"}}
    return {"description": schema, "content": content, "headers": {"Location": header}}


def _fault(status: int) -> dict[str, Any]:
    words = REASONS.get(status, MESSAGES[status])
    return {"description": words, "content": {JSON: {"schema": ref("Error")}}}


def _body(schema: str, fields: list[str]) -> dict[str, Any]:
    as_fields = {
        "type": "object",
        "description": "The same with bracketed names.",
        "properties": {each: {"type": "string"} for each in fields},
    }
    examples = {name: {"value": value} for name, value in EXAMPLES[schema].items()}
    content = {JSON: {"schema": ref(schema), "examples": examples}, FORM: {"schema": as_fields}}
    return {"required": False, "content": content}
