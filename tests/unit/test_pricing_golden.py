"""Carts that are known to have cost shops a cent: worked out by hand, each with where its cents are rounded."""

import pytest

from checkout.money import exponent, from_decimal, to_decimal
from checkout.pricing import Basket, Charge, Item, PercentOff, Promotion, Tax, Taxing, price


def _items(tax: Tax, *items: tuple[int, int]) -> tuple[Item, ...]:
    return tuple(Item(key, each, many, True, tax) for key, (each, many) in enumerate(items))


def _vat(rate: int) -> Tax:
    return Tax("VAT", rate, "standard")


def _off(rate: int) -> tuple[Promotion, ...]:
    return (Promotion("code", "code", PercentOff(rate)),)


# 20 at 2.74 and 50 at 3.36, 8 % off, 20 % on top: 20 % of 204.98 is 41.00, and 10.08 + 30.91 line by line.
TWO_LINES = Basket(_items(_vat(2000), (274, 20), (336, 50)), Taxing(False), _off(800))
# Three at 9.99, 20 % within: each contains 1.67 (1.665), the line 5.00 (4.995).
THREE = Basket(_items(_vat(2000), (999, 3)), Taxing(True))
# A hundred things of 1 cent: a unit's tax is nothing, the line's is 19 cents.
PENNIES = Basket(_items(_vat(1900), (1, 100)), Taxing(False))
# Ten lines of 0.05 at 10 %: half a cent each.
HALVES = Basket(_items(_vat(1000), *[(5, 1)] * 10), Taxing(False))
# 3.63 at 14.8 %: 53.724 cents.
ODD_RATE = Basket(_items(_vat(1480), (363, 1)), Taxing(False))


@pytest.mark.parametrize(
    ("basket", "taxes"),
    [
        (TWO_LINES, {"line": 4099, "unit": 4102, "total": 4100}),
        (THREE, {"line": 500, "unit": 501, "total": 500}),
        (PENNIES, {"line": 19, "unit": 0, "total": 19}),
        (HALVES, {"line": 10, "unit": 10, "total": 5}),
        (ODD_RATE, {"line": 54, "unit": 54, "total": 54}),
    ],
)
def test_tax_by_where_it_is_rounded(basket: Basket, taxes: dict[str, int]) -> None:
    found = {
        rounding: price(
            Basket(basket.items, Taxing(basket.taxing.included, rounding), basket.promotions)
        ).sum_of("tax")
        for rounding in taxes
    }
    assert found == taxes


def test_a_fifth_off_at_two_and_a_half_percent_leaves_no_negative_cent() -> None:
    for amount in range(1, 400):
        basket = Basket(_items(_vat(250), (amount, 1)), Taxing(True), _off(2000))
        priced = price(basket)
        assert all(each.amount > 0 for each in priced.adjustments if each.type == "tax")
        assert 0 <= priced.total <= amount


def test_a_discount_over_three_equal_lines_sums_to_the_cent() -> None:
    priced = price(
        Basket(_items(_vat(1900), (100, 1), (100, 1), (100, 1)), Taxing(True), _off(1000))
    )
    shares = [each.amount for each in priced.adjustments if each.type == "promotion"]
    assert shares == [-10, -10, -10]
    priced = price(Basket(_items(_vat(1900), (33, 1), (33, 1), (34, 1)), Taxing(True), _off(1000)))
    assert sum(each.amount for each in priced.adjustments if each.type == "promotion") == -10


def test_two_rates_are_each_rounded_once() -> None:
    books, mugs = _vat(700), _vat(1900)
    items = (Item(0, 1450, 1, True, books), Item(1, 2400, 1, True, mugs))
    charges = (Charge("shipping", 0, "standard", "Standard", 490, mugs),)
    priced = price(Basket(items, Taxing(False, "total"), charges=charges))
    assert priced.sum_of("tax") == 102 + 549  # 7 % of 14.50 and 19 % of 28.90
    assert priced.total == 1450 + 2400 + 490 + 651


@pytest.mark.parametrize(
    ("currency", "price_of_one", "tax"),
    [("JPY", "3600", 360), ("EUR", "36.00", 360), ("KWD", "3.600", 360)],
)
def test_currencies_with_no_two_and_three_decimals(
    currency: str, price_of_one: str, tax: int
) -> None:
    amount = from_decimal(to_decimal(3600, currency), currency)
    priced = price(Basket(_items(_vat(1000), (amount, 1)), Taxing(False)))
    assert (priced.sum_of("tax"), priced.total) == (tax, 3960)
    assert str(to_decimal(3600, currency)) == price_of_one
    assert exponent(currency) == len(price_of_one.partition(".")[2])


@pytest.mark.parametrize(
    ("amount", "to_pay"), [(1002, 1000), (1003, 1005), (1007, 1005), (1008, 1010)]
)
def test_where_the_smallest_coin_is_five(amount: int, to_pay: int) -> None:
    priced = price(Basket(_items(_vat(810), (amount, 1)), Taxing(True), round_to=5))
    assert (priced.total, priced.sum_of("rounding")) == (to_pay, to_pay - amount)


def test_a_buyer_who_owes_the_tax_pays_the_net_price() -> None:
    tax = Taxing(True, "line", "Reverse charge")
    charges = (Charge("shipping", 0, "standard", "Standard", 490, _vat(2000)),)
    priced = price(Basket(_items(_vat(2000), (2400, 1)), tax, charges=charges))
    assert priced.total == 2000 + 408
