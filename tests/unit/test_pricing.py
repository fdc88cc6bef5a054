"""Pricing, for any cart there is: it adds up, to the last cent, whatever was typed in whatever order."""

from dataclasses import FrozenInstanceError, replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from checkout.pricing import (
    AmountOff,
    Basket,
    Charge,
    Credit,
    Item,
    PercentOff,
    Priced,
    Promotion,
    Tax,
    Taxing,
    price,
)

PRICES = any_of.integers(0, 10_000_00)
RATES = any_of.integers(0, 10_000)


def _off(rate: int) -> Promotion:
    return Promotion("CODE", "CODE", PercentOff(rate))


TYPES = any_of.sampled_from(["shipping", "postage", "production", "fee"])
TAXES = any_of.one_of(
    any_of.none(), any_of.builds(Tax, any_of.just("VAT"), RATES, any_of.just("standard"))
)


@any_of.composite
def baskets(draw: any_of.DrawFn) -> Basket:
    """Any cart that a shop could be asked to price."""
    items = draw(any_of.lists(any_of.tuples(PRICES, any_of.integers(1, 9999), TAXES), max_size=12))
    coupons = draw(any_of.lists(any_of.integers(1, 10_000), max_size=3))
    charges = draw(any_of.lists(any_of.tuples(TYPES, PRICES, TAXES), max_size=3))
    credits_ = draw(any_of.lists(PRICES, max_size=2))
    return Basket(
        tuple(Item(key, each, many, True, tax) for key, (each, many, tax) in enumerate(items)),
        Taxing(draw(any_of.booleans()), draw(any_of.sampled_from(["line", "unit", "total"]))),
        tuple(
            Promotion(f"CODE{n}", f"CODE{n}", PercentOff(rate)) for n, rate in enumerate(coupons)
        ),
        tuple(
            Charge(kind, n, "it", "It", each, tax) for n, (kind, each, tax) in enumerate(charges)
        ),
        tuple(Credit(f"card{n}", "Gift card", each) for n, each in enumerate(credits_)),
        draw(any_of.sampled_from([1, 1, 5])),
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
    told = parts["tax"] if basket.taxing.included else 0
    assert price(basket).total == sum(parts.values()) - told


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


def _taxed(basket: Basket, **taxing: object) -> Basket:
    """The basket with nothing after its taxes, taxed otherwise."""
    plain = replace(basket, credits=(), round_to=1)
    return replace(plain, taxing=replace(basket.taxing, **taxing))  # type: ignore[arg-type]


@given(baskets())
def test_tax_is_within_or_on_top_of_the_same_goods(basket: Basket) -> None:
    untaxed = replace(
        _taxed(basket),
        items=tuple(replace(each, tax=None) for each in basket.items),
        charges=tuple(replace(each, tax=None) for each in basket.charges),
    )
    on_top = price(_taxed(basket, included=False))
    assert price(_taxed(basket, included=True)).total == price(untaxed).total
    assert on_top.total == price(untaxed).total + on_top.sum_of("tax")


@given(baskets())
def test_a_buyer_who_owes_the_tax_pays_none_of_it(basket: Basket) -> None:
    within, on_top = _taxed(basket, included=True), _taxed(basket, included=False)
    tax = price(within).sum_of("tax")
    told = {"reverse_charge": "Reverse charge"}
    assert price(_taxed(within, **told)).total == price(within).total - tax
    assert price(_taxed(on_top, **told)).total == price(on_top).total - price(on_top).sum_of("tax")
    assert any(
        each.source == "reverse_charge" for each in price(_taxed(within, **told)).adjustments
    )


@given(baskets())
def test_tax_rounded_once_is_shared_out_to_the_cent(basket: Basket) -> None:
    taxes = [
        each for each in price(_taxed(basket, rounding="total")).adjustments if each.type == "tax"
    ]
    assert all(each.amount >= 0 for each in taxes)
    exact = price(_taxed(basket, rounding="line")).sum_of("tax")
    roundings = 2 * (len(basket.items) + len(basket.charges))
    assert abs(sum(each.amount for each in taxes) - exact) <= roundings / 2


@given(baskets())
def test_credits_pay_what_is_to_pay_and_never_more(basket: Basket) -> None:
    plain = replace(basket, round_to=1)
    before, after = price(replace(plain, credits=())), price(plain)
    available = sum(each.available for each in basket.credits)
    assert after.total == max(0, before.total - available)


@given(baskets())
def test_what_is_to_pay_is_a_multiple_of_the_smallest_coin(basket: Basket) -> None:
    assert price(basket).total % basket.round_to == 0
    assert abs(price(basket).sum_of("rounding")) <= basket.round_to // 2


@given(baskets())
def test_every_adjustment_names_what_it_is_about(basket: Basket) -> None:
    lines = {item.key for item in basket.items}
    shipments = {charge.shipment for charge in basket.charges}
    for each in price(basket).adjustments:
        assert each.source
        if each.type not in {"credit", "rounding"}:
            assert each.label
            assert (each.line in lines) or (each.shipment in shipments)


@pytest.mark.parametrize("keys", [(0, 1), (1, 0)])
def test_who_gets_the_last_cent_is_not_a_matter_of_place(keys: tuple[int, int]) -> None:
    cheap, dear = (Item(keys[0], 50, 1, True, REDUCED, "a"), Item(keys[1], 50, 1, True, VAT, "b"))
    items = tuple(sorted((cheap, dear), key=lambda each: each.key))
    cent_off = Promotion("CENT", "CENT", AmountOff(1))
    assert price(Basket(items, ON_TOP, (cent_off,))).total == 99 + 3 + 10


def test_a_basket_cannot_be_changed_while_it_is_priced() -> None:
    with pytest.raises(FrozenInstanceError):
        Basket((), Taxing(True)).items = ()  # type: ignore[misc]


INCLUDED, ON_TOP = Taxing(True), Taxing(False)
VAT, REDUCED = Tax("VAT", 1900, "standard"), Tax("VAT", 700, "reduced")
POST = (Charge("shipping", 0, "standard", "Standard", 490, VAT),)


def _item(unit_price: int, quantity: int, key: int = 0, tax: Tax = VAT) -> Item:
    return Item(key, unit_price, quantity, True, tax)


@pytest.mark.parametrize(
    ("basket", "total", "tax"),
    [
        (Basket((_item(2400, 2),), INCLUDED, (), POST), 4800 + 490, 766 + 78),
        (Basket((_item(1000, 1),), ON_TOP, (), POST), 1490 + 190 + 93, 190 + 93),
        (Basket((_item(2400, 2),), INCLUDED, (_off(1000),), POST), 4320 + 490, 690 + 78),
        (Basket((_item(1, 1),), INCLUDED, (_off(5000),)), 0, 0),
        (Basket((_item(333, 3, tax=REDUCED),), INCLUDED, (_off(3333),)), 666, 44),
        (Basket((_item(100, 1), _item(100, 1, 1)), INCLUDED, (_off(25),)), 199, 32),
    ],
)
def test_carts_worked_out_by_hand(basket: Basket, total: int, tax: int) -> None:
    assert (price(basket).total, price(basket).sum_of("tax")) == (total, tax)


def _taken_off(priced: Priced, line: int) -> int:
    return sum(
        each.amount for each in priced.adjustments if each.type == "promotion" and each.line == line
    )
