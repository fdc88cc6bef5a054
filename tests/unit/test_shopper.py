"""A purchase from cart to order, told once for every door."""

from flask import Flask

from tests.doors import OperationsDoor
from tests.factories import berlin
from tests.shopper import Shopper


def test_a_shopper_buys_two_mugs(shop_app: Flask) -> None:
    shopper = Shopper(OperationsDoor(shop_app)).adds("mug-stoneware", 2).ships_to(berlin)
    receipt = shopper.by("standard").uses("WELCOME10").pays_by_invoice().places_order()
    assert (receipt.outcome, receipt.state) == ("Placed", "placed")
    assert receipt.lines == (("mug-stoneware", 2),)
    assert receipt.total == 2 * 2400 - 480 + 490
    assert receipt.number
