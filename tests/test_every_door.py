"""One purchase told once: whichever door the shopper takes, the order is the same row with the same numbers."""

from collections.abc import Callable

import pytest
from flask import Flask

from checkout.keys import create_key
from tests.api.client import Program
from tests.doors import JsonDoor, OperationsDoor, PagesDoor
from tests.factories import berlin, vienna
from tests.guest import Guest
from tests.shopper import Door, Shopper


def _by_json(app: Flask) -> Door:
    with app.app_context():
        return JsonDoor(Program(app, create_key("demo", ["all"])))


DOORS: dict[str, Callable[[Flask], Door]] = {
    "the verbs": OperationsDoor,
    "the pages": lambda app: PagesDoor(Guest(app.test_client())),
    "json": _by_json,
}
every_door = pytest.mark.parametrize("door", DOORS)


@every_door
def test_two_mugs_and_a_notebook(shop_app: Flask, door: str) -> None:
    shopper = Shopper(DOORS[door](shop_app)).adds("mug-stoneware", 2).adds("notebook-a5")
    receipt = shopper.ships_to(berlin).by("standard").pays_by_invoice().places_order()
    assert (receipt.outcome, receipt.state) == ("Placed", "placed")
    assert sorted(receipt.lines) == [("mug-stoneware", 2), ("notebook-a5", 1)]
    assert receipt.total == 2 * 2400 + 1450 + 490
    assert receipt.number


@every_door
def test_express_to_vienna_with_a_coupon(app: Flask, door: str) -> None:
    shopper = Shopper(DOORS[door](app)).adds("lamp-desk").uses("welcome10").ships_to(vienna)
    receipt = shopper.by("express").pays_by_invoice().places_order()
    assert receipt.total == 12900 - 1290 + 1290
