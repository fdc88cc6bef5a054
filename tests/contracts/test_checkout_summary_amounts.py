"""Any bill as nested items, to the last cent, and any amount as a number of JSON, to the last digit."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as any_of

from checkout.contracts.checkout_summary.bill import Bill, Line
from checkout.contracts.checkout_summary.items import Item, credits_of, items_of
from checkout.contracts.decimal_json import to_exact_json
from checkout.money import EXPONENTS, to_decimal
from checkout.pricing import Adjustment, Basket, Charge, Priced, Tax, Taxing, price
from checkout.pricing import Item as PricedItem
from tests.unit.test_pricing import baskets

LABELS = any_of.text(max_size=5)
AMOUNTS = any_of.integers(-(10**12), 10**12)
CURRENCIES = any_of.sampled_from(["USD", "EUR", *EXPONENTS])
JSONS = any_of.recursive(
    any_of.none()
    | any_of.booleans()
    | any_of.integers()
    | any_of.text()
    | any_of.decimals(allow_nan=False, allow_infinity=False),
    lambda below: any_of.lists(below) | any_of.dictionaries(any_of.text(), below),
)


def _bill(basket: Basket) -> tuple[Bill, Priced]:
    """The bill of a basket whose charges are two by two of a shipment: its production and its way."""
    charges = tuple(
        replace(each, shipment=index // 2, type=("production", "postage")[index % 2])
        for index, each in enumerate(basket.charges)
    )
    priced = price(replace(basket, charges=charges))
    lines = tuple(Line("It", each.quantity, each.unit_price) for each in priced.lines)
    carried = {each.shipment: 0 for each in charges}
    return Bill(lines, priced.adjustments, carried), priced


def _every(items: list[Item]) -> list[Item]:
    return [part for each in items for part in each.walk()]


@given(baskets())
def test_charges_and_tax_less_credits_are_the_total(basket: Basket) -> None:
    assume(basket.items)
    bill, priced = _bill(basket)

    every, credits_ = _every(items_of(bill)), credits_of(bill)

    charges, tax = sum(each.total for each in every), sum(each.tax for each in every)
    used = sum(each.total for each in credits_)
    assert charges + tax - used == priced.total
    assert used == -priced.sum_of("credit")
    assert tax == priced.sum_of("tax")


@given(baskets())
def test_what_the_buyer_owes_is_no_tax_of_ours(basket: Basket) -> None:
    assume(basket.items)
    owed = replace(basket, taxing=Taxing(basket.taxing.included, "line", "Reverse charge"))
    bill, priced = _bill(owed)

    every = _every(items_of(bill))

    used = sum(each.total for each in credits_of(bill))
    assert not any(each.tax for each in every)
    assert sum(each.total for each in every) - used == priced.total


@given(baskets())
def test_every_line_is_there_in_its_order(basket: Basket) -> None:
    assume(basket.items)
    bill, _ = _bill(basket)

    shown = [(each.quantity, each.rate) for each in items_of(bill)[: len(bill.lines)]]

    assert shown == [(each.quantity, each.unit_price) for each in basket.items]


GOODS, SENDING = Tax("Sales tax", 725, "goods"), Tax("Sales tax", 625, "sending")
NO_TAX = Tax("None", 0, "none")


@pytest.mark.parametrize(
    ("production", "way", "taxes"),
    [
        ((1500, GOODS), (600, SENDING), (109, 38)),
        ((1500, GOODS), (600, NO_TAX), (109, 0)),
        ((1500, NO_TAX), (600, SENDING), (0, 38)),
        ((0, GOODS), (600, GOODS), (0, 44)),
        ((1500, GOODS), (0, GOODS), (109, 0)),
    ],
)
def test_the_tax_on_a_shipment_is_told_where_it_is_due(
    production: tuple[int, Tax], way: tuple[int, Tax], taxes: tuple[int, int]
) -> None:
    basket = Basket(
        (PricedItem(0, 1000, 1, True, GOODS),),
        Taxing(False),
        charges=(
            Charge("production", 0, "fast", "Fast", *production),
            Charge("postage", 0, "post", "Post", *way),
        ),
    )
    bill = Bill((Line("It", 1, 1000),), price(basket).adjustments, {0: 0})

    (line,) = items_of(bill)

    assert line.tax == 73
    assert tuple(each.tax for each in line.below) == taxes


def test_what_is_taken_off_stands_below_what_it_is_taken_off() -> None:
    bill = Bill(
        (Line("Card", 2, 1000), Line("Poster", 1, 2900)),
        (
            Adjustment("production", "Fast", 1500, "fast", shipment=0),
            Adjustment("postage", "Post", 600, "post", shipment=0),
            Adjustment("promotion", "Free postage", -600, "FREE", shipment=0),
            Adjustment("promotion", "Ten off", -290, "TEN", line=1),
            Adjustment("fee", "Gift wrap", 250, "wrap"),
            Adjustment("rounding", "Rounding", -2, "coins"),
        ),
        {0: 0},
    )

    cards, poster, *loose = items_of(bill)

    assert [each.name for each in cards.below] == ["Fast", "Post"]
    assert [each.name for each in cards.below[1].below] == ["Free postage"]
    assert [(each.name, each.total) for each in poster.below] == [("Ten off", -290)]
    assert [(each.name, each.total) for each in loose] == [("Gift wrap", 250), ("Rounding", -2)]


@given(AMOUNTS, CURRENCIES)
def test_an_amount_is_a_number_to_the_last_digit(amount: int, currency: str) -> None:
    written = to_exact_json(to_decimal(amount, currency))

    assert json.loads(written, parse_float=Decimal) == Decimal(amount).scaleb(
        -EXPONENTS.get(currency, 2)
    )
    assert b"e" not in written.lower()
    assert b'"' not in written


def test_amounts_are_written_as_people_write_them() -> None:
    assert to_exact_json([to_decimal(490, "EUR"), to_decimal(0, "EUR"), to_decimal(-5, "EUR")]) == (
        b"[4.90,0.00,-0.05]"
    )
    assert to_exact_json([to_decimal(490, "JPY"), to_decimal(1, "KWD")]) == b"[490,0.001]"
    # 2**53 + 1 cents: the first a binary fraction of 64 bits could not tell from its neighbour
    assert to_exact_json(to_decimal(9007199254740993, "USD")) == b"90071992547409.93"


@given(JSONS)
def test_a_document_is_read_back_as_it_was(document: Any) -> None:
    assert json.loads(to_exact_json(document), parse_float=Decimal) == document


@pytest.mark.parametrize("stranger", [{1, 2}, b"bytes", object(), 1j])
def test_what_is_no_json_is_refused(stranger: Any) -> None:
    with pytest.raises(TypeError):
        to_exact_json({"it": [stranger]})
