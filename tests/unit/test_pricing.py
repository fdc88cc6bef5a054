"""Pricing, for any cart there is: it adds up, to the last cent, whatever was typed in whatever order."""

from dataclasses import FrozenInstanceError, replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from checkout.pricing import Basket, Item, PercentOff, Priced, ShippingCharge, Tax, price

PRICES = any_of.integers(0, 10_000_00)
RATES = any_of.integers(0, 10_000)


def _off(rate: int) -> PercentOff:
    return PercentOff("CODE", "CODE", rate)


@any_of.composite
def baskets(draw: any_of.DrawFn) -> Basket:
    """Any cart that a shop could be asked to price."""
    items = draw(any_of.lists(any_of.tuples(PRICES, any_of.integers(1, 9999)), max_size=12))
    coupons = draw(any_of.lists(any_of.integers(1, 10_000), max_size=3))
    charges = draw(any_of.lists(PRICES, max_size=2))
    return Basket(
        tuple(Item(key, each, quantity, True) for key, (each, quantity) in enumerate(items)),
        Tax("VAT", draw(RATES), draw(any_of.booleans())),
        tuple(PercentOff(f"CODE{n}", f"CODE{n}", rate) for n, rate in enumerate(coupons)),
        tuple(ShippingCharge(key, "post", "Post", each) for key, each in enumerate(charges)),
    )


@given(baskets())
def test_the_total_always_adds_up(basket: Basket) -> None:
    priced = price(basket)
    asked = sum(item.unit_price * item.quantity for item in basket.items)
    added = sum(each.amount for each in priced.adjustments if not each.included)
    assert priced.items == asked
    assert priced.total == asked + added
    assert type(priced.total) is int


@given(baskets())
def test_the_parts_are_the_whole(basket: Basket) -> None:
    parts = price(basket).parts()
    tax = 0 if basket.tax.included else parts["tax"]
    assert price(basket).total == parts["items"] + parts["promotion"] + parts["shipping"] + tax


@given(baskets())
def test_pricing_twice_is_pricing_once(basket: Basket) -> None:
    assert price(basket) == price(basket)


@given(baskets(), any_of.randoms())
def test_the_order_in_which_coupons_were_typed_does_not_matter(
    basket: Basket, random: Random
) -> None:
    shuffled = list(basket.promotions)
    random.shuffle(shuffled)
    assert price(replace(basket, promotions=tuple(shuffled))) == price(basket)


@given(baskets(), any_of.randoms())
def test_the_order_of_the_lines_does_not_change_what_is_taken_off(
    basket: Basket, random: Random
) -> None:
    shuffled = list(basket.items)
    random.shuffle(shuffled)
    other = price(replace(basket, items=tuple(shuffled)))
    assert other.items == price(basket).items
    assert other.sum_of("promotion") == price(basket).sum_of("promotion")


@given(baskets())
def test_no_line_and_no_total_falls_below_zero(basket: Basket) -> None:
    priced = price(basket)
    assert priced.total >= 0
    for line in priced.lines:
        assert line.total + _taken_off(priced, line.key) >= 0


@given(baskets())
def test_a_promotion_takes_off_and_never_adds(basket: Basket) -> None:
    assert all(each.amount < 0 for each in price(basket).adjustments if each.type == "promotion")


@given(baskets())
def test_tax_is_within_or_on_top_of_the_same_goods(basket: Basket) -> None:
    without_tax = price(replace(basket, tax=replace(basket.tax, rate=0)))
    within = price(replace(basket, tax=replace(basket.tax, included=True)))
    on_top = price(replace(basket, tax=replace(basket.tax, included=False)))
    assert within.total == without_tax.total
    assert on_top.total == without_tax.total + on_top.sum_of("tax")


@given(baskets())
def test_every_adjustment_names_what_it_is_about(basket: Basket) -> None:
    lines = {item.key for item in basket.items}
    shipments = {charge.key for charge in basket.shipping}
    for each in price(basket).adjustments:
        assert each.label
        assert each.source
        assert (each.line in lines) or (each.shipment in shipments)


def test_a_basket_cannot_be_changed_while_it_is_priced() -> None:
    with pytest.raises(FrozenInstanceError):
        Basket((), Tax("VAT", 0, True)).items = ()  # type: ignore[misc]


INCLUDED, ON_TOP = Tax("VAT", 1900, True), Tax("VAT", 1900, False)
POST = (ShippingCharge(0, "standard", "Standard", 490),)


@pytest.mark.parametrize(
    ("basket", "total", "tax"),
    [
        (Basket((Item(0, 2400, 2, True),), INCLUDED, (), POST), 4800 + 490, 766 + 78),
        (Basket((Item(0, 1000, 1, True),), ON_TOP, (), POST), 1490 + 190 + 93, 190 + 93),
        (Basket((Item(0, 2400, 2, True),), INCLUDED, (_off(1000),), POST), 4320 + 490, 690 + 78),
        (Basket((Item(0, 1, 1, True),), INCLUDED, (_off(5000),)), 0, 0),
        (Basket((Item(0, 333, 3, True),), Tax("VAT", 700, True), (_off(3333),)), 666, 44),
        (Basket((Item(0, 100, 1, True), Item(1, 100, 1, True)), INCLUDED, (_off(25),)), 199, 32),
    ],
)
def test_carts_worked_out_by_hand(basket: Basket, total: int, tax: int) -> None:
    assert (price(basket).total, price(basket).sum_of("tax")) == (total, tax)


def _taken_off(priced: Priced, line: int) -> int:
    return sum(
        each.amount for each in priced.adjustments if each.type == "promotion" and each.line == line
    )
