"""Money: integers in, integers out, nothing lost in between."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from checkout.money import (
    allocate,
    divide,
    exponent,
    from_decimal,
    percentage,
    tax_within,
    to_decimal,
)

AMOUNTS = any_of.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("HUF", 2), ("ISK", 0)]
)
def test_exponents_are_those_of_iso_4217(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


@given(AMOUNTS, any_of.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_an_amount_survives_the_way_to_decimal_and_back(amount: int, currency: str) -> None:
    assert from_decimal(to_decimal(amount, currency), currency) == amount


def test_halves_go_away_from_zero() -> None:
    assert [divide(5, 2), divide(-5, 2), divide(4, 3), divide(-4, 3)] == [3, -3, 1, -1]
    assert from_decimal(Decimal("0.005"), "EUR") == 1


@given(AMOUNTS, any_of.integers(1, 10**6))
def test_dividing_misses_by_no_more_than_a_half(numerator: int, denominator: int) -> None:
    assert abs(2 * (divide(numerator, denominator) * denominator - numerator)) <= denominator


def test_percentages_and_included_tax() -> None:
    assert percentage(2400, 1000) == 240
    assert tax_within(11900, 1900) == 1900
    assert tax_within(0, 1900) == percentage(0, 1900) == 0


@given(any_of.integers(0, 10**9), any_of.integers(0, 10_000))
def test_the_tax_within_is_the_tax_on_what_is_left(gross: int, rate: int) -> None:
    tax = tax_within(gross, rate)
    assert abs(percentage(gross - tax, rate) - tax) <= 1


@given(AMOUNTS, any_of.lists(any_of.integers(0, 10**9), min_size=1).filter(any))
def test_shares_sum_to_the_amount_exactly(amount: int, weights: list[int]) -> None:
    assert sum(allocate(amount, weights)) == amount


@given(any_of.data(), any_of.lists(any_of.integers(0, 10**6), min_size=1).filter(any))
def test_no_share_is_more_than_its_weight_or_of_the_wrong_sign(
    data: any_of.DataObject, weights: list[int]
) -> None:
    amount = data.draw(any_of.integers(0, sum(weights)))
    assert all(
        0 <= share <= weight
        for share, weight in zip(allocate(amount, weights), weights, strict=True)
    )


def test_a_leftover_cent_goes_to_the_largest_remainder_and_then_to_the_first() -> None:
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]
    assert allocate(10, [3, 4]) == [4, 6]


def test_nothing_is_spread_over_nothing() -> None:
    assert allocate(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="over nothing"):
        allocate(1, [0, 0])
