"""Partners who execute the same checkout at once, or while its buyer changes it: one order, charged once, or nothing."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from checkout.db import db
from checkout.models import Payment
from checkout.operations import (
    Changes,
    Invalid,
    OrderRef,
    Placement,
    PlaceWish,
    change_order,
    place,
)
from tests.concurrency.rivals import at_once, come_in_before
from tests.contracts.conftest import PartnerMaker
from tests.contracts.summary_client import PrintPartner
from tests.databases import ENGINES

on_both = pytest.mark.parametrize("engine", ENGINES)


def _payments(app: Flask) -> list[tuple[str, int]]:
    with app.app_context():
        return [(each.state, each.amount) for each in db.session.query(Payment)]


@on_both
def test_executed_eight_times_at_once_it_is_charged_once(
    app: Flask, partner_of: PartnerMaker
) -> None:
    printer = PrintPartner(app, partner_of("print"))
    order = printer.order(customer=printer.customer("tok_visa"))

    def execute() -> Any:
        return PrintPartner(app, printer.native).executes(
            order, autoBill=True, postageType="FirstClass"
        )

    answers = at_once([execute] * 8)

    # whoever came while the card was being charged was told to look again
    told = [each if isinstance(each, Exception) else each["payload"]["status"] for each in answers]
    assert set(told) <= {"Placed", "PaymentPending"}
    assert printer.executes(order, autoBill=True)["payload"]["status"] == "Placed"
    assert _payments(app) == [("captured", printer.stored(order).total)]


@on_both
def test_an_order_that_loses_its_address_meanwhile_is_left_as_it_was(
    app: Flask, partner_of: PartnerMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = PrintPartner(app, partner_of("print"))
    order = printer.order(customer=printer.customer("tok_visa"))

    def rival() -> None:
        public_id = printer.stored(order).public_id
        answer = printer.native.asks(
            "PATCH", f"/api/v1/checkouts/{public_id}", {"shipping_address": None}
        )
        assert answer.status_code == 200, answer.get_data(as_text=True)

    thread = come_in_before(monkeypatch, "checkout.operations.place:lock_cart", rival)
    refused = printer.executes(order, 400, autoBill=True, productionSpeed="ExpeditedFastest")
    thread.join()

    assert any("shipping_address" in each for each in refused["errors"])
    stored = printer.stored(order)
    assert (stored.state, stored.number, stored.shipment_choices) == ("open", None, {})
    assert _payments(app) == []


def test_placing_with_changes_that_cannot_be_made_changes_nothing(
    app: Flask, partner_of: PartnerMaker
) -> None:
    printer = PrintPartner(app, partner_of("print"))
    order = printer.order()
    version = printer.stored(order).version
    changes = Changes(note="Ring twice", shipping_method="drone")

    with app.app_context(), pytest.raises(Invalid):
        place(
            OrderRef("print", id=order),
            PlaceWish(None, "tests", "", payment_method="invoice", changes=changes),
        )

    stored = printer.stored(order)
    assert (stored.state, stored.version, stored.note) == ("open", version, "")


def test_control_changing_first_and_placing_then_leaves_a_trace(
    app: Flask, partner_of: PartnerMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the test of the lost address would see if the choices were not made in placing's own unit."""

    def change_then_place(ref: OrderRef, wish: PlaceWish) -> Placement:
        change_order(ref, wish.changes or Changes())
        return place(ref, replace(wish, changes=None))

    monkeypatch.setattr("checkout.contracts.checkout_summary.executing.place", change_then_place)
    printer = PrintPartner(app, partner_of("print"))
    order = printer.order(shipping_address=None)

    printer.executes(order, 400, productionSpeed="ExpeditedFastest")

    assert printer.stored(order).shipment_choices != {}
