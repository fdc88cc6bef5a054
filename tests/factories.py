"""People, places and shelves that tests speak of."""

from typing import Any

from checkout.addresses import Address
from checkout.operations import Grant, issue_gift_card
from checkout.operations.stocktaking import change_price, change_stock

berlin = Address(
    name="Ada Lovelace",
    line1="Torstraße 12",
    city="Berlin",
    postal_code="10119",
    country="DE",
)
vienna = Address(
    name="Ludwig Boltzmann",
    line1="Währinger Straße 17",
    city="Wien",
    postal_code="1090",
    country="AT",
)
tokyo = Address(
    name="Hedy Tanaka",
    line1="1-13-1 Umeda",
    city="Chiyoda-ku",
    region="JP-13",
    postal_code="100-0001",
    country="JP",
)
new_york = Address(
    name="Grace Hopper",
    line1="20 W 34th St",
    city="New York",
    region="NY",
    postal_code="10001",
    country="US",
)

ADA = "ada@example.com"
GRACE = "grace@example.com"


def stock_up(sku: str, on_hand: int) -> None:
    """Puts so many units on the demo shop's shelf."""
    assert change_stock("demo", sku, on_hand)


def reprice(sku: str, amount: int) -> None:
    """Gives a SKU of the demo shop another price, in minor units."""
    assert change_price("demo", sku, amount)


def new_gift_card(amount: int, **wishes: Any) -> str:
    """The code of a fresh gift card of the demo shop with so many minor units on it."""
    _, code = issue_gift_card("demo", Grant(amount, "tests"), **wishes)
    return code
