"""The same edits in another order leave the same order, in any shop."""

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from flask import Flask
from hypothesis import assume, given, note
from hypothesis import strategies as any_of

from checkout.api.checkout_document import checkout_document
from checkout.operations import (
    Changes,
    Invalid,
    LineWanted,
    OrderRef,
    change_order,
    find_order,
    open_order,
)
from tests.any_cart import any_standing
from tests.any_shop import CODES, METHODS, one_in
from tests.factories import berlin, new_york, tokyo, vienna
from tests.filled_shop import fill
from tests.properties import in_a_whole_shop

#: What tells one order from another, and when and how often it was changed.
OF_ITS_OWN = {
    *("id", "order_id", "token", "version", "created_at", "updated_at", "expires_at"),
    "page",
}


@pytest.mark.usefixtures("clock")
def test_edits_in_any_order_leave_the_same_order(app: Flask) -> None:
    @in_a_whole_shop()
    @given(any_of.integers(0, 2**32), any_of.integers(1, 12))
    def try_out(seed: int, lines: int) -> None:
        note(f"seed {seed}, {lines} lines")
        dice = Random(seed)
        cart = any_standing(seed, lines)
        with app.test_request_context():
            fill(app, cart.catalog, cart.available)
            skus = [dice.choice(sorted(cart.catalog.variant_by_sku)) for _ in range(lines)]
            edits = _edits(dice, skus)
            others = dice.sample(edits, len(edits))
            taken, one = _after(skus, edits)
            also_taken, other = _after(skus, others)
            assume(
                taken == [each for each in edits if each in also_taken]
            )  # a code is refused for what is in the cart by then
            assert one == other

    try_out()


def _edits(dice: Random, skus: list[str]) -> list[Changes]:
    """One of each kind, and what a later one of its kind would have undone."""
    wanted = tuple(
        LineWanted(sku, dice.choice((1, 2, 7)), (("Number", str(number)),))
        for number, sku in enumerate(skus)
        if not one_in(dice, 4)
    )
    return [
        Changes(lines=wanted),
        Changes(shipping_address=dice.choice((berlin, vienna, new_york, tokyo))),
        Changes(shipping_method=dice.choice(METHODS)) if one_in(dice, 2) else Changes(note="Ring"),
        Changes(payment_method="invoice"),
        Changes(email="ada@example.com"),
        Changes(coupon_codes=tuple(dice.sample(CODES, dice.randrange(3)))),
    ]


def _after(skus: list[str], edits: list[Changes]) -> tuple[list[Changes], dict[str, Any]]:
    """The edits that were taken, and the order they left."""
    wanted = tuple(LineWanted(sku, 1, (("Number", str(n)),)) for n, sku in enumerate(skus))
    standing = open_order("demo", "tests", "en", Changes(lines=wanted))
    ref = OrderRef("demo", token=standing.order.token)
    taken = []
    for each in edits:
        with suppress(Invalid):
            change_order(ref, each)
            taken.append(each)
    return taken, _told(checkout_document(find_order(ref), "https://shop.example/"))


def _told(document: Any) -> dict[str, Any]:
    """The document without what is only this order's own."""
    told = {name: value for name, value in document.items() if name not in OF_ITS_OWN}
    told["lines"] = [{**each, "id": 0} for each in told["lines"]]
    return told
