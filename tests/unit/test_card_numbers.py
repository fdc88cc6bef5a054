"""What is a card number, and what only has as many digits."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.addresses.card_numbers import is_surely_card_number, looks_like_card_number

CARDS = (
    *("4242424242424242", "4242 4242 4242 4242", "4242-4242-4242-4242", "4000.0000.0000.0002"),
    *("378282246310005", "3782 822463 10005", "3056 930902 5904", "30569309025904"),
    *("5555555555554444", "2223003122003222", "6011111111111117", "3566002020360505"),
    *("6205500000000000004", "x4242424242424242y", "card: 4242424242424242."),
)


@pytest.mark.parametrize("text", CARDS)
def test_cards_of_every_brand_are_seen_by_both(text: str) -> None:
    assert looks_like_card_number(text)
    assert is_surely_card_number(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "+49 30 1234567", "00340434161094042557", "4006381333931", "2026-11-21T10:00:00"),
        *("4242424242424241", "1763722222222", "13.4242424242424242", "a4242424242424242f"),
        *("1234567890123456785", "2034567890123456784", "2720999999999999", "350000000000000006"),
        *("42424242-4242-4242", "4242 42424242 4242", "0000000000000000", "9999999999999995"),
    ],
)
def test_other_numbers_are_surely_none(text: str) -> None:
    assert not is_surely_card_number(text)


@given(st.uuids())
def test_no_random_id_is_taken_for_one(value: uuid.UUID) -> None:
    assert not is_surely_card_number(str(value))
    assert not is_surely_card_number(f"key-{value}")


@given(st.integers(0, 10**9 - 1), st.sampled_from(["", " ", "-", "\u00a0"]))
def test_every_visa_number_is_seen_however_it_is_grouped(middle: int, gap: str) -> None:
    digits = f"424242{middle:09d}"
    check = next(each for each in range(10) if looks_like_card_number(f"{digits}{each}"))
    number = f"{digits}{check}"
    grouped = gap.join(number[start : start + 4] for start in range(0, 16, 4))

    assert is_surely_card_number(grouped)
