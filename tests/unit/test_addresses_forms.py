"""The form of every country the address library knows."""

import ast
from pathlib import Path

import pytest

from checkout.addresses import AddressForm, Field, countries, form_for, words
from checkout.addresses.country_rules import known_countries, rules_for

COUNTRIES = sorted(known_countries())
TOKENS = {
    "country": "country",
    "name": "name",
    "company": "organization",
    "line1": "address-line1",
    "line2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postal_code": "postal-code",
    "phone": "tel",
}


def field(form: AddressForm, name: str) -> Field:
    return next(field for field in form.fields if field.name == name)


def names(country: str) -> list[str]:
    return [field.name for field in form_for(country).fields]


def test_the_library_covers_the_world() -> None:
    assert len(COUNTRIES) > 240
    assert {"DE", "US", "JP", "GB"} <= set(COUNTRIES)
    assert "ZZ" not in COUNTRIES


@pytest.mark.parametrize("country", [*COUNTRIES, "", "XX", "ALL", "../etc/passwd", "de", "ZZ"])
def test_every_form_is_complete(country: str) -> None:
    form = form_for(country)
    found = [field.name for field in form.fields]
    assert len(found) == len(set(found))
    assert found[:3] == ["country", "name", "company"]
    assert found[-1] == "phone"
    assert found.index("line2") == found.index("line1") + 1
    required = {field.name for field in form.fields if field.required}
    assert {"country", "name", "line1"} <= required
    assert not required & {"company", "line2", "phone"}


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_field_is_ready_for_a_page(country: str) -> None:
    for field_ in form_for(country).fields:
        assert field_.label in words.LABELS
        assert field_.autocomplete == TOKENS[field_.name]
        assert field_.width in {"short", "medium", "full"}
        codes = [code for code, _ in field_.options]
        assert len(codes) == len(set(codes))
        assert all(code and name for code, name in field_.options)


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_check_demands_what_the_form_marks_as_required(country: str) -> None:
    marked = {field.name for field in form_for(country).fields if field.required}
    assert marked == rules_for(country).required | {"country"}


def test_every_label_is_marked_for_translation() -> None:
    source = Path(words.__file__).read_text(encoding="utf-8")
    marked = {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "N_"
        and isinstance(node.args[0], ast.Constant)
    }
    assert marked == words.LABELS


@pytest.mark.parametrize(
    ("country", "name", "label"),
    [
        ("DE", "postal_code", "Postal code"),
        ("US", "postal_code", "ZIP code"),
        ("GB", "postal_code", "Postcode"),
        ("IE", "postal_code", "Eircode"),
        ("IN", "postal_code", "PIN code"),
        ("US", "region", "State"),
        ("CA", "region", "Province"),
        ("JP", "region", "Prefecture"),
        ("IE", "region", "County"),
        ("AE", "region", "Emirate"),
        ("AU", "city", "Suburb"),
        ("GB", "city", "Town / City"),
        ("HK", "city", "District"),
        ("BR", "line2", "Apartment, floor, neighbourhood"),
    ],
)
def test_a_country_uses_its_own_words(country: str, name: str, label: str) -> None:
    assert field(form_for(country), name).label == label


def test_fields_come_in_the_order_the_country_writes_them() -> None:
    assert names("DE")[3:-1] == ["line1", "line2", "postal_code", "city"]
    assert names("US")[3:-1] == ["line1", "line2", "city", "region", "postal_code"]
    assert names("JP")[3:-1] == ["postal_code", "region", "line1", "line2"]
    assert names("HU")[3:-1] == ["city", "line1", "line2", "postal_code"]


@pytest.mark.parametrize("country", ["US", "CA", "AU", "JP", "BR", "IN", "IT", "ES", "MX", "CN"])
def test_a_region_is_chosen_where_the_post_needs_it(country: str) -> None:
    region = field(form_for(country), "region")
    assert region.required
    assert len(region.options) >= 9


@pytest.mark.parametrize("country", ["DE", "FR", "GB", "NL", "PL", "SE", "LT", "VI", "PR"])
def test_no_region_is_asked_where_the_post_does_not_use_it(country: str) -> None:
    assert "region" not in names(country)


def test_a_required_region_without_a_list_is_free_text() -> None:
    region = field(form_for("CR"), "region")
    assert region.required
    assert region.options == ()


def test_regions_carry_iso_codes_and_names_for_both_readers() -> None:
    assert ("CA", "California") in field(form_for("US"), "region").options
    assert ("13", "東京都 (Tokyo)") in field(form_for("JP"), "region").options
    assert ("M", "Madrid") in field(form_for("ES"), "region").options


def test_a_keypad_of_digits_is_offered_only_for_codes_of_digits() -> None:
    modes = {country: field(form_for(country), "postal_code").inputmode for country in ("DE", "GB")}
    assert modes == {"DE": "numeric", "GB": "text"}


def test_countries_are_sorted_for_the_reader() -> None:
    german = [name for _, name in countries("de")]
    assert dict(countries("de"))["DE"] == "Deutschland"
    assert german.index("Ägypten") < german.index("Albanien") < german.index("Österreich")
    assert german.index("Österreich") < german.index("Polen")
    assert {code for code, _ in countries("pt-BR")} == set(COUNTRIES)
