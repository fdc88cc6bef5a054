"""Every fault names one field, one cause, and says what to do."""

# ruff: noqa: RUF001 - look-alike characters are what is tested

import time
from dataclasses import replace

import pytest

from checkout.addresses import Address, Fault, check, clean, form_for
from checkout.addresses.country_rules import known_countries

SERVED = known_countries()
VISA = "4111 1111 1111 1111"
GOOD = {
    "DE": Address("Ada", "", "Weg 1", "", "Berlin", "", "10115", "DE"),
    "US": Address("Ada", "", "1 Main St", "", "Albany", "NY", "12207", "US"),
    "GB": Address("Ada", "", "1 High St", "", "London", "", "SW1A 1AA", "GB"),
    "IE": Address("Ada", "", "1 High St", "", "Dublin", "D", "D02 AF30", "IE"),
    "IN": Address("Ada", "", "1 Road", "", "Delhi", "DL", "110034", "IN"),
    "JP": Address("Ada", "", "1-1 Chiyoda", "", "", "13", "100-0001", "JP"),
    "AU": Address("Ada", "", "1 Road", "", "Sydney", "NSW", "2000", "AU"),
    "CA": Address("Ada", "", "1 Road", "", "Montréal", "QC", "H3Z 2Y7", "CA"),
    "HK": Address("Ada", "", "1 Nathan Road", "", "", "Kowloon", "", "HK"),
    "AE": Address("Ada", "", "1 Road", "", "", "DU", "", "AE"),
    "NL": Address("Ada", "", "Dam 1", "", "Amsterdam", "", "1012 AB", "NL"),
    "FR": Address("Ada", "", "Rue 1", "", "Paris", "", "75001", "FR"),
    "BR": Address("Ada", "", "Rua 1", "", "São Paulo", "SP", "01000-000", "BR"),
    "CR": Address("Ada", "", "Calle 1", "", "Escazú", "San José", "10201", "CR"),
    "XX": Address("Ada", "", "Weg 1", "", "Berlin", "", "10115", "XX"),
}


def faults_of(country: str, field: str, typed: str) -> list[Fault]:
    changed = Address.from_dict(GOOD[country].to_dict() | {field: typed})
    return [fault for fault in check(clean(changed), SERVED) if fault.field == field]


@pytest.mark.parametrize("country", sorted(set(GOOD) - {"XX"}))
def test_a_good_address_has_no_faults(country: str) -> None:
    assert clean(GOOD[country]) == GOOD[country]
    assert check(GOOD[country], SERVED) == ()


@pytest.mark.parametrize(
    ("country", "field", "typed", "code"),
    [
        ("DE", "country", "", "country_missing"),
        ("DE", "country", "  ", "country_missing"),
        ("DE", "country", "XX", "country_unknown"),
        ("DE", "country", "ZZ", "country_unknown"),
        ("DE", "country", "Germany", "country_unknown"),
        ("DE", "country", "../../etc", "country_unknown"),
        ("DE", "name", "", "name_missing"),
        ("DE", "name", " \t ", "name_missing"),
        ("DE", "name", "\u200b\u200f", "name_missing"),
        ("DE", "name", "\u3164", "name_missing"),
        ("DE", "name", "A" * 201, "name_too_long"),
        ("DE", "name", "Cheap pills https://spam.example", "name_contains_web_address"),
        ("DE", "name", "WWW.spam.example", "name_contains_web_address"),
        ("DE", "name", "Win at casino.com", "name_contains_web_address"),
        ("DE", "name", "see bit.ly/abc", "name_contains_web_address"),
        ("DE", "name", f"Ada {VISA}", "looks_like_card_number"),
        ("DE", "company", "A" * 101, "company_too_long"),
        ("DE", "company", "4111-1111-1111-1111", "looks_like_card_number"),
        ("DE", "line1", "", "line1_missing"),
        ("DE", "line1", "\x00\x01", "line1_missing"),
        ("DE", "line1", "W" * 201, "line1_too_long"),
        ("DE", "line1", "ada@example.com", "line1_looks_like_email"),
        ("DE", "line1", "4111111111111111", "looks_like_card_number"),
        ("DE", "line1", f"Weg 12 {VISA}", "looks_like_card_number"),
        ("DE", "line1", "４１１１１１１１１１１１１１１１", "looks_like_card_number"),
        ("DE", "line1", "378282246310005", "looks_like_card_number"),
        ("DE", "line2", "W" * 201, "line2_too_long"),
        ("DE", "line2", VISA, "looks_like_card_number"),
        ("DE", "city", "", "city_missing"),
        ("AU", "city", "", "city_missing"),
        ("GB", "city", "", "city_missing"),
        ("DE", "city", "B" * 101, "city_too_long"),
        ("DE", "city", "10115", "city_is_a_number"),
        ("DE", "city", VISA, "looks_like_card_number"),
        ("US", "region", "", "region_missing"),
        ("JP", "region", "", "region_missing"),
        ("AE", "region", "", "region_missing"),
        ("HK", "region", " ", "region_missing"),
        ("US", "region", "Atlantis", "region_unknown"),
        ("CA", "region", "NY", "region_unknown"),
        ("JP", "region", "Paris", "region_unknown"),
        ("IE", "region", "Kent", "region_unknown"),
        ("DE", "region", "B" * 101, "region_too_long"),
        ("DE", "region", VISA, "looks_like_card_number"),
        ("DE", "postal_code", "", "postal_code_missing"),
        ("GB", "postal_code", ".", "postal_code_malformed"),
        ("US", "postal_code", "", "postal_code_missing"),
        ("IN", "postal_code", "", "postal_code_missing"),
        ("DE", "postal_code", "1011", "postal_code_malformed"),
        ("DE", "postal_code", "101155", "postal_code_malformed"),
        ("DE", "postal_code", "SW1A 1AA", "postal_code_malformed"),
        ("DE", "postal_code", "10#115", "postal_code_malformed"),
        ("DE", "postal_code", "1O115", "postal_code_malformed"),
        ("GB", "postal_code", "10115", "postal_code_malformed"),
        ("GB", "postal_code", "ZZ1 1ZZ", "postal_code_malformed"),
        ("NL", "postal_code", "0012 AB", "postal_code_malformed"),
        ("IE", "postal_code", "Dublin", "postal_code_malformed"),
        ("IN", "postal_code", "1100", "postal_code_malformed"),
        ("CA", "postal_code", "12207", "postal_code_malformed"),
        ("US", "postal_code", "94043", "postal_code_not_in_region"),
        ("CA", "postal_code", "V8X 3X4", "postal_code_not_in_region"),
        ("AU", "postal_code", "3000", "postal_code_not_in_region"),
        ("BR", "postal_code", "69900-000", "postal_code_not_in_region"),
        ("DE", "postal_code", "1" * 21, "postal_code_too_long"),
        ("AE", "postal_code", "4111111111111111", "looks_like_card_number"),
        ("DE", "phone", "call me", "phone_has_letters"),
        ("US", "phone", "1-800-FLOWERS", "phone_has_letters"),
        ("DE", "phone", "12", "phone_without_area_code"),
        ("US", "phone", "253-0000", "phone_without_area_code"),
        ("US", "phone", "+1 650", "phone_too_short"),
        ("FR", "phone", "06 12", "phone_too_short"),
        ("DE", "phone", "0", "phone_malformed"),
        ("DE", "phone", "+999 123456", "phone_malformed"),
        ("DE", "phone", "---", "phone_malformed"),
        ("DE", "phone", "030 1234567890123456", "phone_too_long"),
        ("DE", "phone", "1" * 60, "phone_too_long"),
        ("US", "phone", "650 253 0000 0000", "phone_too_long"),
        ("XX", "country", "XX", "country_unknown"),
        ("XX", "phone", "123", "phone_malformed"),
        ("XX", "line1", "", "line1_missing"),
    ],
)
def test_bad_input_is_refused_for_its_own_reason(
    country: str, field: str, typed: str, code: str
) -> None:
    (fault,) = faults_of(country, field, typed)
    assert fault.code == code
    assert fault.message % fault.params


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", "A" * 200),
        ("name", "X Æ A-12"),
        ("name", "O'Brien-Smith 3rd"),
        ("name", "Dr.med. Anna St.John"),
        ("name", "山田 太郎"),
        ("name", "محمد"),
        ("name", "7"),
        ("company", "Booking.com"),
        ("line1", "Packstation 123, 1234567890"),
        ("line1", "Weg 1, 4111 1111 1111 1112"),
        ("line1", "0000000000000000"),
        ("line1", "Weg 1, c/o ada@example.com"),
        ("line2", "c/o ada@example.com"),
        ("city", "6th of October City"),
        ("region", "Bayern"),
        ("phone", "+49 (0)30 123456"),
        ("phone", "030 123456 ext. 12"),
        ("phone", "+1 650 253 0000"),
        ("phone", ""),
    ],
)
def test_unusual_but_fine_input_is_accepted(field: str, typed: str) -> None:
    assert faults_of("DE", field, typed) == []


@pytest.mark.parametrize(
    ("country", "message"),
    [
        ("DE", "Enter a postal code like 26133"),
        ("GB", "Enter a postcode like EC1Y 8SY"),
        ("US", "Enter a ZIP code like 95014"),
        ("IE", "Enter an Eircode like A65 F4E2"),
        ("IN", "Enter a PIN code like 110034"),
    ],
)
def test_a_malformed_postal_code_is_answered_with_an_example(country: str, message: str) -> None:
    (fault,) = faults_of(country, "postal_code", "?")
    assert fault.message % fault.params == message


def test_a_zip_code_of_another_state_names_the_state() -> None:
    (fault,) = faults_of("US", "postal_code", "94043")
    assert fault.message % fault.params == "This ZIP code is not in New York"


def test_a_country_outside_the_shop_is_a_fault_of_its_own() -> None:
    assert [fault.code for fault in check(GOOD["DE"], {"US"})] == ["country_not_served"]


def test_faults_come_in_the_order_of_the_form() -> None:
    found = [fault.field for fault in check(Address(country="JP"), {"JP"})]
    assert found == ["name", "postal_code", "region", "line1"]
    found = [fault.field for fault in check(Address(country="US"), ())]
    assert found == ["country", "name", "line1", "city", "region", "postal_code"]


def test_faults_repeat_nothing_the_buyer_typed() -> None:
    typed = "Rosebud"
    address = Address(*([typed] * 9))
    for country in ("DE", "US", "XX"):
        for fault in check(replace(address, country=country), SERVED):
            assert typed not in str(fault)


def test_the_largest_country_is_read_from_disk_only_once() -> None:
    address = replace(GOOD["HK"], country="CN")
    check(address, SERVED)
    started = time.perf_counter()
    for _ in range(100):
        form_for("CN")
        check(address, SERVED)
    seconds_each = (time.perf_counter() - started) / 100
    assert seconds_each < 0.002, "reading China's 640 kB takes at least five times as long"
