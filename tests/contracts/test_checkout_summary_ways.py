"""Orders that came in by other ways, and shops with other rules: the same money, in this document's style."""

from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from checkout.db import db
from checkout.demo.gift_card import GIFT_CARD
from checkout.models import Shop
from tests.api.client import BERLIN
from tests.contracts import photo_orders
from tests.contracts.conftest import PartnerMaker
from tests.contracts.summary_client import PrintPartner, adds_up, items

BASKET = {
    "lines": [{"sku": "mug-stoneware", "quantity": 2}, {"sku": "notebook-a5", "quantity": 1}],
    "coupon_codes": ["WELCOME10"],
    "shipping_address": BERLIN,
    "shipping_method": "standard",
}


@pytest.fixture
def demo(app: Flask, partner_of: PartnerMaker) -> PrintPartner:
    """A partner of the shop `demo`, whose prices include tax."""
    return PrintPartner(app, partner_of("demo"))


def _kinds(payload: Any) -> set[str]:
    return {item["transactionSubType"] for item in items(payload)}


def _money(payload: Any) -> list[Decimal]:
    return [payload[name] for name in ("totalCharges", "totalTax", "totalCredits", "balance")]


def test_where_prices_include_tax_items_are_told_without_it(demo: PrintPartner) -> None:
    order = demo.order(**BASKET)

    payload = demo.prices(order)["payload"]

    adds_up(payload)
    assert payload["balance"] == Decimal("61.15")
    assert payload["totalTax"] == Decimal("9.76")
    assert _kinds(payload) == {"Product", "Promotion", "Postage"}
    mugs = payload["lineItems"][0]
    assert (mugs["quantity"], mugs["rate"]) == (2, 24)
    (discount,) = mugs["subItems"][:1]
    assert (discount["transactionType"], discount["total"]) == ("Discount", Decimal("-4.80"))
    assert mugs["total"] + mugs["tax"] == 48
    assert set(payload["postageTypePrices"]) == {"standard", "express"}
    assert (payload["productionSpeeds"], payload["productionSpeedPrices"]) == ({}, {})


def test_a_shops_own_ways_can_be_chosen_by_their_codes(demo: PrintPartner) -> None:
    order = demo.order(**BASKET)
    priced = demo.prices(order, "postage=express&production=Normal")["payload"]

    demo.executes(order, postageType="express", productionSpeed="Normal")

    placed = demo.prices(order)["payload"]
    assert _money(placed) == _money(priced)
    assert placed["lineItems"] == priced["lineItems"]
    assert demo.stored(order).total == priced["balance"].scaleb(2)
    assert [each.method for each in demo.stored(order).shipments] == ["express"]


def test_gift_cards_are_credits_too(demo: PrintPartner) -> None:
    order = demo.order(**BASKET, gift_cards=[{"code": GIFT_CARD}])

    payload = demo.prices(order)["payload"]
    demo.executes(order)

    adds_up(payload)
    (credit,) = payload["credits"]
    assert (credit["transactionSubType"], credit["total"]) == ("GiftCard", 25)
    assert payload["balance"] == Decimal("36.15")
    placed = demo.prices(order)["payload"]
    assert (_money(placed), placed["credits"]) == (_money(payload), payload["credits"])


def test_a_buyer_who_owes_the_tax_sees_none(demo: PrintPartner) -> None:
    vienna = {**BERLIN, "city": "Wien", "postal_code": "1010", "country": "AT"}
    order = demo.order(**{**BASKET, "shipping_address": vienna}, vat_id="ATU13585627")

    payload = demo.prices(order)["payload"]

    adds_up(payload)
    assert payload["totalTax"] == 0
    assert payload["balance"] == Decimal(demo.stored(order).total).scaleb(-2)


def test_a_photo_order_is_priced_here_as_there(printer: PrintPartner) -> None:
    begun = photo_orders.begin(printer.native)
    number = int(begun["orderId"])
    priced = printer.prices(number)

    finished = photo_orders.finish(printer.native, begun)

    assert finished.status_code == 200
    assert priced["payload"]["status"] == "Draft"
    placed = printer.prices(number)["payload"]
    adds_up(placed)
    assert placed["status"] == "Placed"
    assert placed["balance"] == Decimal(printer.stored(number).total).scaleb(-2)


def test_a_photo_order_is_executed_here(printer: PrintPartner) -> None:
    begun = photo_orders.begin(printer.native)
    number = int(begun["orderId"])
    public_id = printer.stored(number).public_id
    address = {
        "name": "Rosa Example",
        "line1": "233 S Wacker Dr",
        "city": "Chicago",
        "region": "IL",
        "postal_code": "60606",
        "country": "US",
    }
    changed = printer.native.asks(
        "PATCH",
        f"/api/v1/checkouts/{public_id}",
        {"email": "rosa@example.com", "shipping_address": address},
    )
    assert changed.status_code == 200, changed.get_data(as_text=True)

    done = printer.executes(number, productionSpeed="ExpeditedFaster")

    assert done["payload"]["status"] == "Placed"
    assert photo_orders.read(printer.native, begun)["status"] == "Enqueued"


def test_a_shop_with_a_wrong_time_zone_tells_days_in_utc(printer: PrintPartner) -> None:
    with printer.app.app_context():
        db.session.execute(update(Shop).where(Shop.code == "print").values(time_zone="Mars/Base"))
        db.session.commit()

    payload = printer.prices(printer.order(), "holdUntilDate=2036-01-01T00:00:00Z", 400)
    assert "latest" in payload["errors"][0]
    days = printer.prices(printer.order())["payload"]["productionSpeeds"].values()
    assert all(day.endswith("T12:00:00Z") for day in days)
