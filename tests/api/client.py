"""A program that speaks to the API, as tests tell of it."""

import json
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import ADA

BERLIN = {
    "name": "Ada Lovelace",
    "line1": "Torstraße 12",
    "city": "Berlin",
    "postal_code": "10119",
    "country": "DE",
}
#: everything a checkout needs but the choice of how to pay
COMPLETE = {
    "email": ADA,
    "lines": [{"sku": "mug-stoneware", "quantity": 2}],
    "shipping_address": BERLIN,
    "shipping_method": "standard",
}
INVOICE = {"method": "invoice"}

_numbers = count(1)


def card(token: str) -> dict[str, str]:
    """Paying by the test gateway's card of that name."""
    return {"method": "card", "token": token}


def fresh_key() -> str:
    """An idempotency key nobody has used."""
    return f"key-{next(_numbers)}"


@dataclass
class Program:
    """A client of the API with a key, or with none."""

    app: Flask
    key: str | None
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def asks(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        raw: Any = None,
        **headers: str,
    ) -> TestResponse:
        """Any request: `body` is sent as JSON, `raw` as it is; `if_match="x"` is the header If-Match."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.key is not None:
            given.setdefault("Authorization", f"Bearer {self.key}")
        if body is not None:
            raw = json.dumps(body).encode()
        if raw is not None:
            given.setdefault("Content-Type", "application/json")
        return self.client.open(f"/api/v1{path}", method=method, data=raw, headers=given)

    def reads(self, path: str) -> Any:
        """The document at a path."""
        return document(self.asks("GET", path), 200)

    def opens(self, **fields: Any) -> Any:
        """A new checkout with these fields."""
        return document(self.asks("POST", "/checkouts", fields), 201)

    def patches(self, checkout: Any, **fields: Any) -> Any:
        """The checkout with these fields changed."""
        return document(self.asks("PATCH", f"/checkouts/{checkout['id']}", fields), 200)

    def completes(
        self,
        checkout: Any,
        payment: Any = None,
        *,
        total: int | None = None,
        key: str | None = None,
    ) -> TestResponse:
        """Confirms the total the checkout shows, or `total`."""
        body = {"expected_total": checkout["total"] if total is None else total}
        if payment is not None:
            body["payment"] = payment
        path = f"/checkouts/{checkout['id']}/complete"
        return self.asks("POST", path, body, idempotency_key=key or fresh_key())

    def buys(self, payment: Any = None, **fields: Any) -> Any:
        """A placed order of two mugs, or of what `fields` say."""
        checkout = self.opens(**{**COMPLETE, **fields})
        return document(self.completes(checkout, payment or INVOICE), 200)


def document(response: TestResponse, status: int) -> Any:
    """The JSON of an answer that must have that status."""
    assert response.status_code == status, response.get_data(as_text=True)
    return response.get_json()


def problem(response: TestResponse, status: int, code: str) -> Any:
    """The problem of an answer that must have that status and code."""
    body = response.get_json(force=True)
    assert (response.status_code, body["code"]) == (status, code), body
    assert response.mimetype == "application/problem+json"
    assert body["status"] == status
    assert body["type"] == f"/api/docs#{code}"
    return body


def codes_at(body: Any) -> dict[str, str]:
    """The codes of a problem's faults by their pointers."""
    return {error["pointer"]: error["code"] for error in body["errors"]}
