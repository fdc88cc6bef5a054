"""Checkout summary, as the partner's document says: an order is priced without a write, then executed."""

from decimal import Decimal
from uuid import UUID

import pytest

from checkout.db import db
from checkout.models import Payment
from checkout.operations import Grant, grant_credit
from tests.api.test_statements import statements
from tests.contracts.summary_client import (
    CHICAGO,
    PAYLOAD,
    PROFILE,
    PrintPartner,
    adds_up,
)


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
