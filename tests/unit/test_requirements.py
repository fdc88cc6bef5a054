"""What an order still needs: every rule, one missing thing at a time, in the order of the steps."""

from collections.abc import Callable

import pytest
from flask import Flask

from checkout.addresses import Address
from checkout.operations import Changes, LineWanted, OrderRef, change_order, find_order, open_order
from checkout.requirements import STEPS, requirements, steps_of
from tests.factories import ADA, berlin, stock_up
from tests.shopper import Shopper

READY = Changes(
    email=ADA,
    lines=(LineWanted("lamp-desk", 2),),
    shipping_address=berlin,
    shipping_method="standard",
    payment_method="invoice",
)
MISSING: dict[str, tuple[Changes | Callable[[], None], str, str, str]] = {
    "a cart with something in it": (Changes(lines=()), "cart", "lines", "cart_empty"),
    "an e-mail address": (Changes(email=""), "address", "email", "email_missing"),
    "a name": (
        Changes(shipping_address=Address(**{**berlin.to_dict(), "name": ""})),
        "address",
        "shipping_address/name",
        "name_missing",
    ),
    "a city to bill to": (
        Changes(billing_address=Address(**{**berlin.to_dict(), "city": ""})),
        "address",
        "billing_address/city",
        "city_missing",
    ),
    "a way to ship": (
        Changes(shipping_method=None),
        "shipping",
        "shipping_method",
        "shipping_method_missing",
    ),
    "a way to pay": (
        Changes(payment_method=None),
        "payment",
        "payment_method",
        "payment_method_missing",
    ),
    "enough of it": (
        lambda: stock_up("lamp-desk", 1),
        "cart",
        "lines/0/quantity",
        "not_enough_stock",
    ),
    "any of it": (lambda: stock_up("lamp-desk", 0), "cart", "lines/0/quantity", "out_of_stock"),
}


def test_an_order_with_everything_needs_nothing(app: Flask) -> None:
    with app.app_context():
        assert requirements(find_order(_ready())) == ()


@pytest.mark.parametrize("missing", MISSING)
def test_what_is_missing_is_named(app: Flask, missing: str) -> None:
    change, step, field, code = MISSING[missing]
    with app.app_context():
        ref = _ready()
        if isinstance(change, Changes):
            change_order(ref, change)
        else:
            change()
        found = requirements(find_order(ref))
    assert (step, field, code) in [(each.step, each.field, each.code) for each in found]
    assert all(each.message % dict(each.params) for each in found)


def test_an_empty_order_lists_everything_in_the_order_of_the_steps(app: Flask) -> None:
    with app.app_context():
        found = requirements(open_order("demo", "web", "en", Changes()))
    steps = [STEPS.index(each.step) for each in found]
    assert steps == sorted(steps)
    assert {each.step for each in found} >= {"cart", "address"}


def test_what_needs_no_shipping_skips_the_step(app: Flask) -> None:
    with app.app_context():
        note = Changes(lines=(LineWanted("gift-note", 1),))
        standing = change_order(_ready(), note)
        assert "shipping" not in steps_of(standing)
        assert requirements(standing) == ()
        assert standing.priced.total == 300


def test_requirements_alone_decide_whether_an_order_is_placed(shopper: Shopper) -> None:
    assert shopper.adds("mug-stoneware").places_order().outcome == "Unmet"
    assert shopper.ships_to(berlin).by("standard").places_order().outcome == "Placed"


def _ready() -> OrderRef:
    return OrderRef("demo", token=open_order("demo", "web", "en", READY).order.token)
