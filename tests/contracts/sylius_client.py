"""A partner who knows the step-by-step document and nothing else."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

BOOK = "326ccbc7-92d1-3aec-b3af-df8afdc5651d"
BUYER = "xschaefer@example.com"
USA = "840"
NEW_YORK = {
    "firstName": "John",
    "lastName": "Doe",
    "city": "New York",
    "postcode": "12435",
    "street": "Test",
    "country": USA,
}
CARD = {
    "type": "visa",
    "cardholderName": "John Doe",
    "number": "4242424242424242",
    "securityCode": "123",
    "expiryMonth": "12",
    "expiryYear": "2040",
}


def bracketed(form: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """A nested form as form fields with bracketed names."""
    fields: dict[str, str] = {}
    for name, value in form.items():
        full = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, list):
            value = {str(index): each for index, each in enumerate(value)}  # noqa: PLW2901
        if isinstance(value, dict):
            fields |= bracketed(value, full)
        else:
            fields[full] = str(value)
    return fields


@dataclass
class Partner:
    """Sends forms by `style`: "form" or "json"."""

    app: Flask
    key: str | None
    style: str = "form"
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def asks(
        self, method: str, path: str, form: Any = None, raw: Any = None, **headers: str
    ) -> TestResponse:
        """Any request below /api."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key is not None:
            given.setdefault("Authorization", f"Bearer {self.key}")
        body: dict[str, Any] = {}
        if raw is not None:
            body = {"data": raw}
        elif form is not None and self.style == "json":
            body = {"json": form}
        elif form is not None:
            body = {"data": bracketed(form)}
        return self.client.open(f"/api{path}", method=method, headers=given, **body)

    def gets(self, path: str) -> Any:
        """The document at a path."""
        return told(self.asks("GET", path), 200)

    def puts(self, cart: int, form: Any = None) -> Any:
        """The order after a step."""
        return told(self.asks("PUT", f"/checkouts/{cart}", form), 200)

    def fills(self, sku: str = BOOK, quantity: int = 3, customer: str = BUYER) -> int:
        """The id of a new cart with something in it."""
        cart = told(self.asks("POST", "/carts", {"customer": customer}), 201)["id"]
        item = {"variant": sku, "quantity": quantity}
        told(self.asks("POST", f"/carts/{cart}/items", item), 201)
        return int(cart)

    def addresses(self, cart: int, **fields: str) -> Any:
        """The order after addressing."""
        return self.puts(cart, {"shippingAddress": {**NEW_YORK, **fields}})

    def ships(self, cart: int, name: str | None = None) -> Any:
        """The order after choosing the first way to ship, or the one of that name, for every shipment."""
        chosen = [
            {"method": next(m["id"] for m in each["methods"] if name in {None, m["name"]})}
            for each in self.gets(f"/checkouts/{cart}")
        ]
        return self.puts(cart, {"shipments": chosen})

    def chooses(self, cart: int, code: str = "dummy") -> Any:
        """The order after choosing how to pay."""
        methods = self.gets(f"/checkouts/{cart}")["methods"]
        id_ = next(id_ for id_, each in methods.items() if each["code"] == code)
        return self.puts(cart, {"payments": [{"method": id_}]})

    def chooses_again(self, cart: int, code: str) -> Any:
        """The order after changing one's mind about how to pay."""
        order = self.addresses(cart)
        assert order["checkout_state"] == "addressing"
        self.ships(cart)
        methods = (told(self.asks("GET", f"/payment-methods/{id_}"), 200) for id_ in range(1, 8))
        id_ = next(each["id"] for each in methods if each["code"] == code)
        return self.puts(cart, {"payments": [{"method": id_}]})

    def prepares(self, code: str = "dummy", **cart: Any) -> int:
        """The id of a cart that only has to be confirmed."""
        id_ = self.fills(**cart)
        self.addresses(id_)
        self.ships(id_)
        self.chooses(id_, code)
        return id_

    def confirms(self, code: str = "dummy", **cart: Any) -> Any:
        """An order that was confirmed."""
        return self.puts(self.prepares(code, **cart))

    def pays(self, cart: int, **fields: str) -> Any:
        """The order after paying by card."""
        return self.puts(cart, {**CARD, **fields})


def told(response: TestResponse, status: int) -> Any:
    """The document of an answer that must have that status."""
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_json() if response.data else None


def refused(response: TestResponse, status: int) -> Any:
    """The error of an answer that must have that status, in the contract's shape."""
    body = response.get_json(force=True)
    assert response.status_code == status, body
    assert response.mimetype == "application/json"
    assert body["code"] == status
    assert isinstance(body["message"], str)
    assert body.keys() <= {"code", "message", "errors"}
    return body


def children(response: TestResponse) -> Any:
    """The fields of a form that were refused."""
    body = refused(response, 400)
    assert body["message"] == "Validation Failed"
    return body["errors"].get("children", {})
