"""Phone numbers are stored as E.164."""

import pytest

from checkout.addresses import normalise_phone


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [
        ("030 123456", "DE", "+4930123456"),
        ("+49 (0)30 123456", "DE", "+4930123456"),
        ("0049 30 123456", "DE", "+4930123456"),
        ("(0)30/123-456", "DE", "+4930123456"),
        ("06.12.34.56.78", "FR", "+33612345678"),
        ("+33 6 12 34 56 78", "DE", "+33612345678"),
        ("(650) 253-0000", "US", "+16502530000"),
        ("650-253-0000 ext. 5", "US", "+16502530000"),
        ("+1 650 253 0000", "", "+16502530000"),
        ("+1 650 253 0000", "XX", "+16502530000"),
        ("٠٣٠١٢٣٤٥٦", "DE", "+4930123456"),
        ("030 123456", "", None),
        ("12", "DE", None),
        ("", "DE", None),
        ("call me", "DE", None),
        ("1" * 60, "DE", None),
    ],
)
def test_a_phone_number_is_stored_one_way(typed: str, country: str, stored: str | None) -> None:
    assert normalise_phone(typed, country) == stored
