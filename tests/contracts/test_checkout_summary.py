"""Checkout summary, as the partner's document says: an order is priced without a write, then executed."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from checkout.db import db, end_reading
from checkout.models import Order, Payment, Shop
from checkout.operations import Grant, grant_credit
from tests.api.test_statements import statements
from tests.contracts.conftest import PartnerMaker
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


@pytest.fixture
def printer(app: Flask, partner_of: PartnerMaker) -> PrintPartner:
    return PrintPartner(app, partner_of("print"))


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


@pytest.mark.usefixtures("clock")
def test_the_documents_answer(printer: PrintPartner) -> None:
    customer = printer.customer(addresses=[CHICAGO])
    with printer.app.app_context():
        grant_credit("print", customer, Grant(700, "tests"))
    order = printer.order(customer=customer)
    before = printer.native.rows()

    body = printer.prices(order, "postage=FirstClass&production=ExpeditedFaster")

    profile, payload = body["profile"], body["payload"]
    assert set(profile) == PROFILE
    assert profile["id"] > 0
    assert UUID(profile["aadId"]) == UUID(printer.prices(order)["profile"]["aadId"])
    assert (profile["firstName"], profile["lastName"]) == ("Rosa", "Example")
    assert (profile["email"], profile["company"]) == ("rosa@example.com", "Example Press")
    assert profile["created"] == "2026-06-10T08:00:00Z"
    assert profile["shouldProcessQrCodes"] is False
    assert set(payload) == PAYLOAD
    assert (payload["orderId"], payload["status"]) == (order, "Draft")
    (line,) = payload["lineItems"]
    # 2 x 24.00 with 6.25 % on goods, production and postage alike
    assert (line["name"], line["quantity"], line["rate"]) == ("100 business cards", 2, 24)
    assert (line["total"], line["tax"]) == (48, 3)
    assert (line["transactionType"], line["transactionSubType"]) == ("Charge", "Product")
    below = {each["transactionSubType"]: each for each in line["subItems"]}
    assert (below["Production"]["total"], below["Production"]["tax"]) == (15, Decimal("0.94"))
    assert (below["Postage"]["total"], below["Postage"]["tax"]) == (14, Decimal("0.88"))
    (credit,) = payload["credits"]
    assert (credit["total"], credit["tax"], credit["subItems"]) == (7, 0, [])
    assert (credit["transactionType"], credit["transactionSubType"]) == ("Credit", "StoreCredit")
    assert [payload[f"total{part}"] for part in ("Charges", "Tax", "Credits")] == [
        77,
        Decimal("4.82"),
        7,
    ]
    assert payload["balance"] == Decimal("74.82")
    adds_up(payload)
    assert payload["productionSpeeds"] == {
        "Normal": "2026-06-17T17:00:00Z",
        "ExpeditedFaster": "2026-06-15T17:00:00Z",
        "ExpeditedFastest": "2026-06-11T17:00:00Z",
    }
    prices = {"Normal": 0, "ExpeditedFaster": 15, "ExpeditedFastest": 30}
    assert payload["productionSpeedPrices"] == prices
    assert payload["postageTypePrices"] == {"Standard": 6, "FirstClass": 14}
    assert payload["estimatedDeliveryDateMin"] == "2026-06-16T17:00:00Z"
    assert payload["estimatedDeliveryDateMax"] == "2026-06-17T17:00:00Z"
    assert (body["errors"], body["warnings"]) == ([], [])
    assert body["metadata"] == {"currency": "USD", "number": None, "paid": 0}
    assert printer.native.rows() == before
    assert printer.stored(order).shipment_choices == {}


def test_what_was_priced_is_what_is_charged(printer: PrintPartner) -> None:
    order = printer.order(customer=printer.customer("tok_visa"))
    query = "postage=FirstClass&production=ExpeditedFastest"
    priced = printer.prices(order, query)["payload"]

    body = printer.executes(
        order, postageType="FirstClass", productionSpeed="ExpeditedFastest", autoBill=True
    )

    assert body["payload"] == {"orderId": order, "status": "Placed"}
    assert (body["errors"], body["warnings"]) == ([], [])
    assert body["metadata"]["paid"] == priced["balance"]
    placed = printer.prices(order)
    money = ("lineItems", "credits", "totalCharges", "totalTax", "totalCredits", "balance")
    assert {name: placed["payload"][name] for name in money} == {
        name: priced[name] for name in money
    }
    assert placed["payload"]["status"] == "Placed"
    assert placed["payload"]["productionSpeedPrices"] == {"ExpeditedFastest": 30}
    assert placed["payload"]["postageTypePrices"] == {"FirstClass": 14}
    stored = printer.stored(order)
    assert Decimal(stored.total).scaleb(-2) == priced["balance"]
    assert stored.payment_method == "card"


def test_executing_again_changes_nothing(printer: PrintPartner) -> None:
    order = printer.order(customer=printer.customer("tok_visa"))
    first = printer.executes(order, autoBill=True)
    before = printer.native.rows()

    again = printer.executes(order, autoBill=True)
    other = printer.executes(order, postageType="FirstClass")

    assert again == first
    assert other["payload"] == first["payload"]
    assert "already" in other["warnings"][0]
    assert printer.native.rows() == before


@pytest.mark.parametrize(
    ("tokens", "warning"), [((), "no stored"), (("tok_declined",), "declined")]
)
def test_what_cannot_be_charged_is_left_as_an_open_balance(
    printer: PrintPartner, tokens: tuple[str, ...], warning: str
) -> None:
    order = printer.order(customer=printer.customer(*tokens))

    body = printer.executes(order, autoBill=True)

    assert body["payload"]["status"] == "Placed"
    assert warning in body["warnings"][0]
    assert body["metadata"]["paid"] == 0
    assert printer.stored(order).payment_method == "invoice"


def test_without_auto_bill_nobody_is_charged(printer: PrintPartner) -> None:
    order = printer.order(customer=printer.customer("tok_visa"))

    body = printer.executes(order)

    assert (body["payload"]["status"], body["warnings"]) == ("Placed", [])
    assert (body["metadata"]["paid"], printer.stored(order).payment_method) == (0, "invoice")


def test_a_payment_that_is_not_certain_is_pending_and_never_made_twice(
    printer: PrintPartner,
) -> None:
    order = printer.order(customer=printer.customer("tok_timeout"))

    first = printer.executes(order, autoBill=True)
    again = printer.executes(order, autoBill=True)

    for body in (first, again):
        assert body["payload"]["status"] == "PaymentPending"
        assert "Do not pay again" in body["warnings"][0]
    with printer.app.app_context():
        assert db.session.query(Payment).count() == 1
    pending = printer.prices(order)["payload"]
    adds_up(pending)
    assert (pending["status"], len(pending["lineItems"])) == ("PaymentPending", 1)


def test_a_card_that_its_holder_must_confirm_says_where(printer: PrintPartner) -> None:
    order = printer.order(customer=printer.customer("tok_3ds"))

    body = printer.executes(order, autoBill=True)

    assert body["payload"]["status"] == "PaymentPending"
    assert "http://localhost/test-gateway/" in body["warnings"][0]


def test_an_order_paid_by_credit_alone_charges_nobody(printer: PrintPartner) -> None:
    customer = printer.customer()
    with printer.app.app_context():
        grant_credit("print", customer, Grant(100_000, "tests"))
    order = printer.order(customer=customer)

    payload = printer.prices(order)["payload"]
    body = printer.executes(order, autoBill=True)

    adds_up(payload)
    assert payload["balance"] == 0
    assert (body["payload"]["status"], body["warnings"]) == ("Placed", [])


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    "until", ["2026-06-17", "2026-06-17T12:00:00", "2026-06-18T04:59:00Z", "1999-01-01"]
)
def test_a_hold_date_not_later_than_normal_completion_changes_nothing(
    printer: PrintPartner, until: str
) -> None:
    order = printer.order(customer=printer.customer("tok_visa"))
    version, before = printer.stored(order).version, printer.native.rows()

    # also of what is made faster: the document speaks of normal completion
    body = printer.prices(order, f"holdUntilDate={until}&production=ExpeditedFastest", 400)
    told = printer.executes(order, 400, holdUntilDate=until, autoBill=True)

    for answer in (body, told):
        assert "later than 2026-06-17" in answer["errors"][0]
        assert answer["payload"] is None
        assert answer["profile"]["email"] == "rosa@example.com"
    assert (printer.stored(order).version, printer.native.rows()) == (version, before)


@pytest.mark.usefixtures("clock")
def test_a_later_hold_date_moves_everything(printer: PrintPartner) -> None:
    order = printer.order()
    early = printer.prices(order)["payload"]

    held = printer.prices(order, "holdUntilDate=2026-06-18")["payload"]
    printer.executes(order, holdUntilDate="2026-06-18T17:00:00Z")

    assert held["productionSpeeds"] == early["productionSpeeds"]
    assert held["estimatedDeliveryDateMin"] > early["estimatedDeliveryDateMin"]
    (shipment,) = printer.stored(order).shipments
    assert str(shipment.hold_until) == "2026-06-18"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("postage=Pigeon", "postage"),
        ("production=Tomorrow", "production"),
        ("holdUntilDate=soon", "holdUntilDate"),
        ("holdUntilDate=9999-12-31T23:59:59-12:00", "holdUntilDate"),
        ("holdUntilDate=9999-12-31", "at the latest"),
    ],
)
def test_choices_that_nobody_offers(printer: PrintPartner, query: str, words: str) -> None:
    assert words in printer.prices(printer.order(), query, 400)["errors"][0]


def test_what_a_producer_sends_goes_its_own_way(printer: PrintPartner) -> None:
    cup = {"sku": "14631000", "quantity": 1}
    both = printer.order(lines=[cup, {"sku": "poster-50x70", "quantity": 1}])
    alone = printer.order(lines=[cup])

    body = printer.prices(both, "postage=FirstClass")
    payload = body["payload"]

    adds_up(payload)
    assert "Allcop" in body["warnings"][0]
    postage = [
        (line["name"].split(" ")[0], each["total"])
        for line in payload["lineItems"]
        for each in line["subItems"]
        if each["transactionSubType"] == "Postage"
    ]
    assert postage == [("Cup", Decimal("34.50")), ("Poster", 14)]
    assert payload["postageTypePrices"] == {
        "Standard": Decimal("40.50"),
        "FirstClass": Decimal("48.50"),
    }
    assert printer.prices(alone)["payload"]["postageTypePrices"] == {"parcel": Decimal("34.50")}
    executed = printer.executes(both, postageType="FirstClass", productionSpeed="ExpeditedFaster")
    assert executed["payload"]["status"] == "Placed"
    assert {each.method for each in printer.stored(both).shipments} == {"parcel", "FirstClass"}


def test_a_shop_with_a_wrong_time_zone_tells_days_in_utc(printer: PrintPartner) -> None:
    with printer.app.app_context():
        db.session.execute(update(Shop).where(Shop.code == "print").values(time_zone="Mars/Base"))
        db.session.commit()

    payload = printer.prices(printer.order(), "holdUntilDate=2036-01-01T00:00:00Z", 400)
    assert "latest" in payload["errors"][0]
    days = printer.prices(printer.order())["payload"]["productionSpeeds"].values()
    assert all(day.endswith("T12:00:00Z") for day in days)


def test_what_travels_nowhere_has_no_dates(printer: PrintPartner) -> None:
    order = printer.order(lines=[{"sku": "proof-digital", "quantity": 1}])

    payload = printer.prices(order, "production=Normal")["payload"]

    adds_up(payload)
    assert payload["estimatedDeliveryDateMin"] is None
    assert (payload["productionSpeeds"], payload["postageTypePrices"]) == ({}, {})
    assert "hold" in printer.prices(order, "holdUntilDate=2040-01-01", 400)["errors"][0]
    assert printer.prices(order, "production=ExpeditedFaster", 400)["errors"]


def test_what_is_missing_is_a_warning_first_and_an_error_then(printer: PrintPartner) -> None:
    order = printer.order(shipping_address=None, email=None)
    before = printer.native.rows()

    priced = printer.prices(order)
    refused = printer.executes(order, 400)

    assert any("email" in each for each in priced["warnings"])
    assert any("shipping_address" in each for each in refused["errors"])
    assert (priced["profile"]["id"], priced["profile"]["email"]) == (0, "")
    assert printer.native.rows() == before
    assert printer.stored(order).state == "open"


def test_an_order_that_is_not_there_is_told_alike_whoever_has_it(
    printer: PrintPartner, partner_of: PartnerMaker
) -> None:
    theirs = PrintPartner(printer.app, partner_of("cloud"))
    order = printer.order()
    before = printer.native.rows()

    names = (order, 999_999, 0, -1, 2**63, 2**70, "one", "1.0", "%00", "9" * 400)
    answers = [theirs.contract.asks(*ask) for ask in _asks(names)]

    assert {each.status_code for each in answers} == {400}
    assert len({each.data for each in answers}) == 1
    assert "no order with this id" in told(answers[0], 400)["errors"][0]
    assert printer.native.rows() == before


def _asks(names: Any) -> Iterator[tuple[Any, ...]]:
    for name in names:
        yield "GET", f"/v1/order/{name}/checkout"
        yield "POST", f"/v1/order/{name}/checkout", {"autoBill": True}


def test_an_order_that_was_given_up(printer: PrintPartner) -> None:
    order = printer.order()
    with printer.app.app_context():
        db.session.execute(update(Order).where(Order.id == order).values(state="cancelled"))
        db.session.commit()

    assert printer.prices(order, status=400)["errors"] == ["The order was cancelled."]
    assert printer.executes(order, 400)["errors"] == ["The order was cancelled."]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"postageType": 1}',
        b'{"autoBill": "yes"}',
        b'{"holdUntilDate": 1e999}',
        b'{"productionSpeed": {"a": 1}}',
        b'{"postageType": "' + b"x" * 5000 + b'"}',
    ],
)
def test_a_body_that_cannot_be_understood(printer: PrintPartner, raw: bytes) -> None:
    order = printer.order()
    before = printer.native.rows()

    told(printer.contract.asks("POST", f"/v1/order/{order}/checkout", raw=raw), 400)

    assert printer.native.rows() == before
    assert printer.stored(order).state == "open"


def test_bodies_of_other_kinds(printer: PrintPartner) -> None:
    path = f"/v1/order/{printer.order()}/checkout"
    ask = printer.contract.asks

    told(
        ask("POST", path, raw=b"autoBill=true", Content_Type="application/x-www-form-urlencoded"),
        400,
    )
    told(ask("POST", path, raw=b'{"note": "' + b"x" * 70_000 + b'"}'), 413)
    told(ask("PUT", path, {}), 405)
    told(ask("GET", "/v1/order"), 404)
    told(ask("POST", path, {}, Sec_Fetch_Site="cross-site"), 403)
    body = told(ask("POST", path, {"unknown": {"a": [1]}, "lines": [1] * 10_000}), 200)
    assert body["payload"]["status"] == "Placed"


def test_what_breaks_on_our_side_writes_nothing(
    printer: PrintPartner, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = printer.order(customer=printer.customer("tok_visa"))
    before = printer.native.rows()

    def breaks(*_: object) -> None:
        raise RuntimeError(CHICAGO["line1"])

    monkeypatch.setattr("checkout.operations.place.begin_payment", breaks)
    body = printer.executes(order, 500, autoBill=True)

    assert CHICAGO["line1"] not in str(body)
    assert printer.native.rows() == before
    assert printer.stored(order).state == "open"


def test_keys_that_do_not_count_are_told_in_the_envelope(
    printer: PrintPartner, partner_of: PartnerMaker
) -> None:
    path = f"/v1/order/{printer.order()}/checkout"
    nobody = Partner(printer.app, None)
    reader = Partner(printer.app, partner_of("print", "checkouts:read").key, header="X-API-KEY")

    assert told(nobody.asks("GET", path), 401)["profile"] is None
    assert "checkouts:write" in told(reader.asks("POST", path, {}), 403)["errors"][0]
    assert told(reader.asks("GET", path), 200)["payload"]["status"] == "Draft"
    # the key goes in its own header and nowhere else
    told(printer.native.asks("GET", path), 401)


def test_the_numbers_of_statements_do_not_grow_with_lines(printer: PrintPartner) -> None:
    skus = ["business-cards-100", "flyers-250", "poster-50x70", "canvas-40x60", "photo-book-a4"]
    small = printer.order()
    large = printer.order(lines=[{"sku": sku, "quantity": 1} for sku in skus])
    printer.prices(small)  # whatever a process keeps is there from now on

    counts = []
    for order in (small, large):
        with statements(printer.app) as priced:
            printer.prices(order)
        with statements(printer.app) as executed:
            printer.executes(order)
        counts.append((len(priced), len(executed)))

    assert counts[0] == counts[1]
    assert counts[0][0] <= 3
