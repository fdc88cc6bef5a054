"""VAT numbers: written right, checked right, and when they move the tax to the buyer."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from checkout.vat import (
    Answer,
    Fault,
    NoOnlineCheck,
    fault_in,
    is_member,
    member_state,
    normalise,
    reverse_charge_applies,
    vat_area,
)

TODAY = date(2026, 6, 10)
GERMAN, FRENCH, DUTCH = "DE136695976", "FR61954506077", "NL004495445B01"
NORTHERN_IRISH = "XI980780684"

RIGHT = {
    "ATU57194903": "AT",
    "BE0697449992": "BE",
    "BG175074752": "BG",
    "CY10259033P": "CY",
    "CZ25123891": "CZ",
    GERMAN: "DE",
    "DK13585628": "DK",
    "EE100931558": "EE",
    "EL094259216": "GR",
    "ESA13585625": "ES",
    "FI20774740": "FI",
    FRENCH: "FR",
    "HR33392005961": "HR",
    "HU12892312": "HU",
    "IE6433435F": "IE",
    "IT00743110157": "IT",
    "LT119511515": "LT",
    "LU15027442": "LU",
    "LV40003521600": "LV",
    "MT11679112": "MT",
    DUTCH: "NL",
    "PL8567346215": "PL",
    "PT501964843": "PT",
    "RO18547290": "RO",
    "SE123456789701": "SE",
    "SI50223054": "SI",
    "SK2022749619": "SK",
    NORTHERN_IRISH: "XI",
}


@pytest.mark.parametrize(("number", "state"), RIGHT.items())
def test_a_right_number_of_each_state(number: str, state: str) -> None:
    assert fault_in(number) is None
    assert member_state(number) == state


@pytest.mark.parametrize("number", RIGHT)
def test_a_number_with_two_digits_swapped_is_wrong(number: str) -> None:
    digit = next(place for place in range(4, len(number)) if number[place] != number[place - 1])
    swapped = number[: digit - 1] + number[digit] + number[digit - 1] + number[digit + 1 :]
    assert fault_in(swapped) is not None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("de 136 695 976", GERMAN),
        (" DE-136.695.976 ", GERMAN),
        ("GR 094259216", "EL094259216"),
        ("el094259216", "EL094259216"),
        ("nl004495445b01", DUTCH),
    ],
)
def test_a_number_may_be_typed_in_many_ways(typed: str, number: str) -> None:
    assert normalise(typed) == number
    assert fault_in(typed) is None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", Fault.NOT_A_MEMBER),
        ("136695976", Fault.NOT_A_MEMBER),
        ("US136695976", Fault.NOT_A_MEMBER),
        ("GB980780684", Fault.NOT_A_MEMBER),
        ("CHE123456788", Fault.NOT_A_MEMBER),
        ("EU372022452", Fault.NOT_A_MEMBER),  # a one-stop-shop registration is no buyer
        ("DE", Fault.WRONG_FORMAT),
        ("DE13669597", Fault.WRONG_FORMAT),
        ("DE13669597X", Fault.WRONG_FORMAT),
        ("DE136695976" * 9, Fault.WRONG_FORMAT),
        ("DE１３６６９５９７６", Fault.WRONG_FORMAT),  # noqa: RUF001 - wide digits are the point
        ("DE136695978", Fault.WRONG_CHECKSUM),
    ],
)
def test_a_wrong_number_says_why(typed: str, fault: Fault) -> None:
    assert fault_in(typed) is fault
    assert member_state(typed) is None


@pytest.mark.parametrize(
    ("shop", "destination", "number", "applies"),
    [
        ("DE", "FR", FRENCH, True),
        ("DE", "NL", FRENCH, True),  # the goods go elsewhere than the number says, still abroad
        ("DE", "DE", FRENCH, False),  # the goods stay
        ("DE", "FR", GERMAN, False),  # a number of the shop's own state
        ("DE", "FR", "FR61954506078", False),
        ("DE", "FR", "", False),
        ("DE", "CH", FRENCH, False),  # an export
        ("CH", "FR", FRENCH, False),
        ("DE", "GB", NORTHERN_IRISH, False),
        ("DE", "MC", FRENCH, True),
        ("FR", "MC", GERMAN, False),
        ("GR", "DE", "EL094259216", False),
        ("DE", "GR", "EL094259216", True),
    ],
)
def test_when_the_buyer_accounts_for_the_tax(
    shop: str, destination: str, number: str, applies: bool
) -> None:
    assert reverse_charge_applies(shop, destination, number, TODAY) is applies


def test_goods_to_belfast_are_goods_to_a_member() -> None:
    def applies(postal_code: str) -> bool:
        return reverse_charge_applies(
            "IE", "GB", NORTHERN_IRISH, TODAY, destination_postal_code=postal_code
        )

    assert applies("BT1 1AA")
    assert not applies("SW1A 1AA")


def test_the_canary_islands_are_outside() -> None:
    assert vat_area("ES", "35001") == ""
    assert vat_area("ES", "28001") == "ES"
    assert vat_area("FR", "97100") == ""
    assert vat_area("FR", "98000") == "FR"  # Monaco, as the French post writes it
    assert not reverse_charge_applies(
        "DE", "ES", "ESA13585625", TODAY, destination_postal_code="38001"
    )


def test_membership_has_dates() -> None:
    assert not is_member("HR", date(2013, 6, 30))
    assert is_member("HR", date(2013, 7, 1))
    assert is_member("GB", date(2020, 12, 31))
    assert not is_member("GB", date(2021, 1, 1))
    assert not reverse_charge_applies("DE", "HR", "HR33392005961", date(2013, 6, 30))


def test_the_register_may_deny_a_number_but_need_not_answer() -> None:
    assert NoOnlineCheck().ask(FRENCH) is Answer.UNKNOWN
    for answer in Answer:
        applies = reverse_charge_applies("DE", "FR", FRENCH, TODAY, answer=answer)
        assert applies is (answer is not Answer.INVALID)


@given(
    any_of.text()
    | any_of.from_regex(r"(AT|BE|CY|DE|EL|ES|FR|IE|IT|NL|PL|XI)[0-9A-Z]{0,14}", fullmatch=True)
)
def test_whatever_is_typed_is_judged(typed: str) -> None:
    assert (fault_in(typed) is None) == (member_state(typed) is not None)
    assert normalise(normalise(typed)) == normalise(typed)
