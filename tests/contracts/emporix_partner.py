"""A partner who knows the published document of the atomic checkout, and holds every request and answer to it."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
from sqlalchemy import select
from werkzeug.test import TestResponse

from checkout.db import db
from tests.api.client import Program
from tests.contracts.partner import Partner

PATH = "/checkout/demo/checkouts/order"
DOCUMENT = json.loads((Path(__file__).parent / "documents" / "emporix.json").read_text())
BERLIN = {
    "contactName": "Ada Lovelace",
    "companyName": "Analytical Engines",
    "street": "Torstraße",
    "streetNumber": "12",
    "streetAppendix": "2nd floor",
    "zipCode": "10119",
    "city": "Berlin",
    "country": "DE",
    "contactPhone": "+49 30 901820",
}
STUTTGART = BERLIN | {
    "street": "Königstraße",
    "streetNumber": "1",
    "zipCode": "70173",
    "city": "Stuttgart",
}
STANDARD = {
    "methodId": "standard",
    "zoneId": "*",
    "methodName": "Standard delivery",
    "amount": 4.9,
    "shippingTaxCode": "STANDARD",
}
#: the example of the public documentation
IN_WINDOWS = {
    "methodId": "4-more_hours_timeframe",
    "zoneId": "deliveryarea",
    "methodName": "Delivery method name",
    "amount": 10,
    "shippingTaxCode": "STANDARD",
}
INVOICE = {"provider": "none", "method": "invoice"}
GUEST = {
    "email": "ada@example.com",
    "title": "Countess",
    "firstName": "Ada",
    "lastName": "Lovelace",
    "contactPhone": "+49 30 901820",
    "guest": True,
}
MUGS = [{"sku": "mug-stoneware", "quantity": 2}]


def by_card(token: str) -> dict[str, Any]:
    """Paying through the shop's gateway."""
    return {"provider": "payment-gateway", "customAttributes": {"token": token}}


def both(address: dict[str, Any]) -> list[dict[str, Any]]:
    """The address as both of an order."""
    return [{**address, "type": "SHIPPING"}, {**address, "type": "BILLING"}]


def checkout_of(cart: str, **changes: Any) -> dict[str, Any]:
    """A guest's whole checkout of a cart, with some parts changed; None takes a part away."""
    body = {
        "cartId": cart,
        "currency": "EUR",
        "paymentMethods": [INVOICE],
        "shipping": STANDARD,
        "addresses": both(BERLIN),
        "customer": GUEST,
        **changes,
    }
    return {name: value for name, value in body.items() if value is not None}


class Site:
    """The demo shop as the partner uses it: carts by the native API, checkouts by the contract."""

    def __init__(self, partner: Partner) -> None:
        self.partner = partner
        self.api = Program(partner.app, partner.key)

    def cart(self, **fields: Any) -> str:
        """The id of a new cart, with two mugs unless said otherwise."""
        return str(self.api.opens(**{"lines": MUGS, **fields})["id"])

    def sends(self, body: Any, path: str = PATH, **headers: str) -> TestResponse:
        """The call, its answer held to the document."""
        answer = self.partner.asks("POST", path, body, **headers)
        schema = answer_schema(answer.status_code)
        if schema is not None:
            jsonschema_rs.Draft202012Validator(schema).validate(answer.get_json())
        return answer

    def orders(self, body: Any, **headers: str) -> Any:
        """The answer to a call that must succeed, its body held to the document too."""
        is_beside = "cartId" in body and "deliveryWindowId" in body
        sent = {k: v for k, v in body.items() if k != "deliveryWindowId"} if is_beside else body
        jsonschema_rs.Draft202012Validator(request_schema()).validate(sent)
        answer = self.sends(body, **headers)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        return answer.get_json()

    def is_refused(self, body: Any, status: int = 400, **headers: str) -> list[tuple[str, str]]:
        """Type and field of every detail of a call that must fail and leave everything alone."""
        before = dump(self.partner)
        answer = self.sends(body, **headers)
        assert answer.status_code == status, answer.get_data(as_text=True)
        assert dump(self.partner) == before
        document = answer.get_json()
        assert document["status"] == status
        return [(each["type"], each["field"]) for each in document["details"]]


def request_schema() -> dict[str, Any]:
    """The document's schema of a body."""
    operation = DOCUMENT["paths"]["/checkout/{tenant}/checkouts/order"]["post"]
    return _with_components(operation["requestBody"]["content"]["application/json"]["schema"])


def answer_schema(status: int) -> dict[str, Any] | None:
    """The document's schema of an answer; none for a status it does not know."""
    operation = DOCUMENT["paths"]["/checkout/{tenant}/checkouts/order"]["post"]
    answer = operation["responses"].get(str(status))
    if answer is None:
        return None
    if "$ref" in answer:
        answer = DOCUMENT["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    return _with_components(answer["content"]["application/json"]["schema"])


def _with_components(schema: dict[str, Any]) -> dict[str, Any]:
    """OpenAPI 3.0 says `nullable` where JSON Schema lists null among the types."""
    schemas = DOCUMENT["components"]["schemas"]
    whole: dict[str, Any] = _in_json_schema({**schema, "components": {"schemas": schemas}})
    return whole


def _in_json_schema(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_json_schema(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _in_json_schema(each) for name, each in value.items() if name != "nullable"}
    if value.get("nullable") is True:
        made["type"] = [made["type"], "null"]
    return made


def dump(partner: Partner) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the catalogue's, as it is."""

    with partner.app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(
                (tuple(map(str, row)) for row in connection.execute(select(table))),
            )
            for table in db.metadata.sorted_tables
        }
