"""However a postal code is typed, it is stored one way."""

# ruff: noqa: RUF001 - look-alike characters are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.addresses import Address, check, clean
from checkout.addresses.country_rules import known_countries, rules_for
from checkout.addresses.postal import fits_country, fits_region

EXAMPLES = [
    (country, example)
    for country in sorted(known_countries())
    for example in rules_for(country).postal_examples
]
NOISE = st.lists(st.sampled_from(["", " ", "  ", "-", ".", "\u200b", "\u00a0", "–"]), min_size=40)


def stored(country: str, postal_code: str) -> str:
    return clean(Address(country=country, postal_code=postal_code)).postal_code


@pytest.mark.parametrize(
    ("country", "typed", "expected"),
    [
        ("GB", "sw1a1aa", "SW1A 1AA"),
        ("GB", "m2 5bq.", "M2 5BQ"),
        ("GB", "gir0aa", "GIR 0AA"),
        ("GB", "bfpo1234", "BFPO 1234"),
        ("NL", "1012ab", "1012 AB"),
        ("NL", "NL-1012 ab", "1012 AB"),
        ("JP", "1000001", "100-0001"),
        ("JP", "〒１００－０００１", "100-0001"),
        ("PT", "1250096", "1250-096"),
        ("PL", "00 950", "00-950"),
        ("SE", "11455", "114 55"),
        ("SE", "S-114 55", "114 55"),
        ("CA", "h3z2y7", "H3Z 2Y7"),
        ("US", "22162 1010", "22162-1010"),
        ("US", "221621010", "22162-1010"),
        ("AS", "967991234", "96799-1234"),
        ("DE", "D-10115", "10115"),
        ("DE", "10115.", "10115"),
        ("DE", "DE 10 115", "10115"),
        ("AT", "A 1010", "1010"),
        ("CH", "ch-8001", "8001"),
        ("FR", "F-75 001", "75001"),
        ("CZ", "11000", "110 00"),
        ("GR", "15124", "151 24"),
        ("IE", "d02af30", "D02 AF30"),
        ("LV", "1073", "LV-1073"),
        ("AD", "500", "AD500"),
        ("SV", "1101", "CP 1101"),
        ("MT", "nxr012", "NXR 012"),
        ("BR", "40301110", "40301-110"),
        ("IR", "1193612345", "11936-12345"),
        ("PE", "lima 23", "LIMA 23"),
        ("PR", "PR 00930", "00930"),
    ],
)
def test_a_postal_code_takes_the_form_usual_in_its_country(
    country: str, typed: str, expected: str
) -> None:
    assert stored(country, typed) == expected


@pytest.mark.parametrize(("country", "example"), EXAMPLES)
def test_every_example_is_understood_without_its_separators(country: str, example: str) -> None:
    usual = stored(country, example)
    assert fits_country(usual, rules_for(country))
    assert stored(country, example.replace(" ", "").replace("-", "").lower()) == usual


@given(st.sampled_from(EXAMPLES), NOISE, st.booleans(), st.booleans())
def test_noise_leaves_the_stored_postal_code_alone(
    known: tuple[str, str], noise: list[str], lower: bool, full_width: bool
) -> None:
    country, example = known
    noisy = "".join(sign + speck for sign, speck in zip(example, noise, strict=False))
    if lower:
        noisy = noisy.lower()
    if full_width:
        noisy = noisy.translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    assert stored(country, noisy + ".") == stored(country, example)


@pytest.mark.parametrize(
    ("country", "typed"),
    [("DE", "X10115"), ("DE", "10#115"), ("GB", "hello"), ("IM", "21AA"), ("US", "1234")],
)
def test_a_postal_code_that_fits_nothing_stays_as_typed(country: str, typed: str) -> None:
    assert stored(country, typed) == typed


def test_a_country_without_postal_codes_keeps_what_was_typed() -> None:
    dubai = clean(
        Address(name="A", line1="B", region="Dubai", country="AE", postal_code="00000", city="X")
    )
    assert dubai.postal_code == "00000"
    assert check(dubai, {"AE"}) == ()


def test_the_us_knows_which_zip_codes_belong_to_which_state() -> None:
    regions = {region.code: region for region in rules_for("US").regions}
    assert fits_region("94043", regions["CA"])
    assert fits_region("06390", regions["NY"])
    assert not fits_region("94043", regions["NY"])
    assert all(fits_region("anything", region) for region in rules_for("IE").regions)
