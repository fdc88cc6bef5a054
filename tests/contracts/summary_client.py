"""A partner of the document of checkout summaries, and what its tests have in common."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from flask import Flask

from checkout.db import db, end_reading
from checkout.models import Order
from tests.contracts.partner import Partner

CHICAGO = {
    "name": "Rosa Example",
    "company": "Example Press",
    "line1": "233 S Wacker Dr",
    "city": "Chicago",
    "region": "IL",
    "postal_code": "60606",
    "country": "US",
}
CARDS = [{"sku": "business-cards-100", "quantity": 2}]
ENVELOPE = {
    *("profile", "payload", "errors", "hasErrors", "warnings", "hasWarnings", "metadata"),
}
PROFILE = {
    *("id", "aadId", "email", "firstName", "lastName", "company", "created"),
    "shouldProcessQrCodes",
}
PAYLOAD = {
    *("orderId", "status", "lineItems", "credits", "totalCharges", "totalTax", "totalCredits"),
    *("balance", "productionSpeeds", "productionSpeedPrices", "postageTypePrices"),
    *("estimatedDeliveryDateMin", "estimatedDeliveryDateMax"),
}
ITEM = {
    *("tax", "name", "quantity", "rate", "total", "transactionType", "transactionSubType"),
    "subItems",
}


@dataclass
class PrintPartner:
    """A program of the shop `print`, which opens orders by the native API and goes on by the document."""

    app: Flask
    native: Partner
    contract: Partner = field(init=False)

    def __post_init__(self) -> None:
        self.contract = Partner(self.app, self.native.key, header="X-API-KEY")

    def makes(self, path: str, **body: Any) -> Any:
        answer = self.native.asks("POST", f"/api/v1{path}", body)
        assert answer.status_code == 201, answer.get_data(as_text=True)
        return answer.get_json()

    def customer(self, *tokens: str, **fields: Any) -> str:
        made = self.makes("/customers", email="rosa@example.com", name="Rosa Example", **fields)
        for token in tokens:
            self.makes(
                f"/customers/{made['id']}/payment-methods",
                payment_method="card",
                token=token,
                label="Visa … 4242",
            )
        return str(made["id"])

    def order(self, **fields: Any) -> int:
        wanted = {"email": "rosa@example.com", "lines": CARDS, "shipping_address": CHICAGO}
        return int(self.makes("/checkouts", **(wanted | fields))["order_id"])

    def prices(self, order: int | str, query: str = "", status: int = 200) -> Any:
        return told(self.contract.asks("GET", f"/v1/order/{order}/checkout?{query}"), status)

    def executes(self, order: int | str, status: int = 200, **body: Any) -> Any:
        return told(self.contract.asks("POST", f"/v1/order/{order}/checkout", body), status)

    def stored(self, order: int) -> Order:
        with self.app.app_context():
            found = db.session.get(Order, order)
            assert found is not None
            _ = found.shipments, found.lines
            end_reading()
            return found


def told(answer: Any, status: int) -> Any:
    """The envelope, its numbers exact."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/json"
    body = json.loads(answer.data, parse_float=Decimal)
    assert set(body) == ENVELOPE
    assert body["hasErrors"] is bool(body["errors"]) is (status != 200)
    assert body["hasWarnings"] is bool(body["warnings"])
    return body


def items(payload: Any, part: str = "lineItems") -> Iterator[Any]:
    todo = list(payload[part])
    while todo:
        item = todo.pop(0)
        assert set(item) == ITEM
        todo += item["subItems"]
        yield item


def adds_up(payload: Any) -> None:
    every = list(items(payload))
    assert sum(item["total"] for item in every) == payload["totalCharges"]
    assert sum(item["tax"] for item in every) == payload["totalTax"]
    assert sum(item["total"] for item in items(payload, "credits")) == payload["totalCredits"]
    charged = payload["totalCharges"] + payload["totalTax"] - payload["totalCredits"]
    assert charged == payload["balance"]
