"""Zones, calculators and categories: where a parcel may go, what it costs, what may be in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as any_of

from checkout.shipping import Load, calculator_from, carries, matches, most_specific, zone_from
from checkout.shipping.postal_ranges import PostalPrefix, PostalRange


@pytest.mark.parametrize(
    ("country", "prefix", "postal_code", "covered"),
    [
        ("GB", "BT", "BT1 1AA", True),
        ("GB", "B", "BT1 1AA", False),  # Birmingham is not Belfast
        ("GB", "B", "b11aa", True),
        ("GB", "B*", "BT1 1AA", True),
        ("GB", "B1", "B1 1AA", True),
        ("GB", "B1", "B11 1AA", False),
        ("GB", "B1*", "B11 1AA", True),
        ("GB", "B11", "B1 1AA", False),
        ("GB", "EC1", "EC1A 1BB", True),
        ("GB", "EC1A", "EC1A 1BB", True),
        ("GB", "SW1", "SW1A", True),  # the outward code alone
        ("GB", "B1 1", "B1 1AA", True),
        ("GB", "B1 1", "B11 1AA", False),
        ("GB", "SW1A 1AA", "SW1A1AA", True),
        ("GB", "SW1A1AA", "SW1A 1AA", True),
        ("GB", "SW1A1AA", "SW1A 1AB", False),
        ("NL", "1012", "1012 AB", True),
        ("NL", "1012 A", "1012AB", True),
        ("NL", "1012 B", "1012AB", False),
        ("CA", "K1A", "K1A 0B6", True),
        ("CA", "K", "K1A 0B6", True),
        ("CA", "V5", "V5K 0A1", True),
        ("IE", "D02", "D02 AF30", True),
        ("US", "12345", "12345-6789", True),
        ("DE", "10", "10119", True),
        ("DE", "10", "01019", False),
        ("DE", "10", "", False),
    ],
)
def test_a_beginning_of_a_postal_code(
    country: str, prefix: str, postal_code: str, covered: bool
) -> None:
    assert PostalPrefix(prefix).covers(country, postal_code) is covered


@pytest.mark.parametrize(
    ("country", "low", "high", "postal_code", "covered"),
    [
        ("DE", "01000", "01999", "01067", True),
        ("DE", "01000", "01999", "1067", False),  # leading zeros are part of the code
        ("DE", "10", "14", "14195", True),
        ("DE", "10", "14", "15195", False),
        ("DE", "10115", "10115", "10115", True),
        ("NL", "1000", "1999", "1012 AB", True),
        ("NL", "1000", "1999", "2012 AB", False),
        ("US", "10001", "14999", "12345-6789", True),
        ("PT", "1000", "1999", "1000-001", True),
        ("LV", "LV1000", "LV1099", "LV-1050", True),
        ("LV", "LV1000", "LV1099", "1050", False),
        ("DE", "10115", "10119", "", False),
        ("DE", "10115", "10119", "101", False),
        ("CA", "100", "199", "K1A 0B6", False),
    ],
)
def test_a_range_of_postal_codes(
    country: str, low: str, high: str, postal_code: str, covered: bool
) -> None:
    assert PostalRange(low, high).covers(country, postal_code) is covered


@given(any_of.integers(0, 99999), any_of.integers(0, 99999), any_of.integers(0, 99999))
def test_ranges_of_digits_are_ranges_of_numbers(one: int, other: int, code: int) -> None:
    low, high = sorted((one, other))
    covered = PostalRange(f"{low:05}", f"{high:05}").covers("DE", f"{code:05}")
    assert covered == (low <= code <= high)


def test_every_part_of_a_member_must_fit() -> None:
    zone = zone_from([{"country": "US", "regions": ["NY", "US-NJ"], "postal_codes": ["1", "07"]}])
    assert matches(zone, "US", "NY", "10001")
    assert matches(zone, "US", "nj", "07001")
    assert not matches(zone, "US", "PA", "10001")
    assert not matches(zone, "US", "NY", "20001")
    assert not matches(zone, "CA", "NY", "10001")


def test_one_member_is_enough() -> None:
    benelux = zone_from([{"country": "BE"}, {"country": "NL"}, {"country": "LU"}])
    assert matches(benelux, "LU", "", "")
    assert not matches(benelux, "DE", "", "")


ZONES = [
    ("world", zone_from([{"country": "*"}])),
    ("europe", zone_from([{"country": "GB"}, {"country": "ES"}])),
    ("northern ireland", zone_from([{"country": "GB", "postal_codes": ["BT"]}])),
    ("belfast", zone_from([{"country": "GB", "postal_codes": ["BT1", "BT2"]}])),
    ("balearic islands", zone_from([{"country": "ES", "regions": ["PM", "Illes Balears"]}])),
    ("spain again", zone_from([{"country": "ES"}])),
]


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        (("GB", "", "BT1 1AA"), "belfast"),
        (("GB", "", "BT48 6DQ"), "northern ireland"),
        (("GB", "", "SW1A 1AA"), "europe"),
        (("GB", "", ""), "europe"),
        (("ES", "illes balears", "07001"), "balearic islands"),
        (("ES", "M", "28001"), "europe"),  # the earlier of two that say the same
        (("JP", "", ""), "world"),
    ],
)
def test_the_most_specific_zone_wins(place: tuple[str, str, str], zone: str) -> None:
    assert most_specific(ZONES, *place) == zone


def test_a_narrower_range_wins() -> None:
    wide = zone_from([{"country": "DE", "postal_codes": [{"from": "10000", "to": "19999"}]}])
    narrow = zone_from([{"country": "DE", "postal_codes": [{"from": "10115", "to": "10119"}]}])
    assert most_specific([("wide", wide), ("narrow", narrow)], "DE", "", "10117") == "narrow"
    assert most_specific([("wide", wide), ("narrow", narrow)], "DE", "", "10217") == "wide"
    assert most_specific([("wide", wide)], "DE", "", "20095") is None


@pytest.mark.parametrize(
    ("members", "says"),
    [
        (None, "a zone must be a list"),
        ([], "a zone must be a list"),
        ({"country": "DE"}, "a zone must be a list"),
        (["DE"], "member 1 must be an object"),
        ([{"country": "DE"}, {}], "member 2 lacks country"),
        ([{"country": "de"}], "'de'"),
        ([{"country": "DEU"}], "'DEU'"),
        ([{"country": 49}], "country must be text"),
        ([{"country": "DE", "region": ["BE"]}], "unknown region"),
        ([{"country": "DE", "regions": "BE"}], "regions must be a list"),
        ([{"country": "DE", "regions": [None]}], "a region must be text"),
        ([{"country": "*", "regions": ["BE"]}], "belong to a country"),
        ([{"country": "DE", "postal_codes": [10115]}], "must be an object"),
        ([{"country": "DE", "postal_codes": [""]}], "no beginning"),
        ([{"country": "DE", "postal_codes": ["*"]}], "no beginning"),
        ([{"country": "DE", "postal_codes": [{"from": "10"}]}], "lacks to"),
        ([{"country": "DE", "postal_codes": [{"from": "10", "to": "199"}]}], "not written alike"),
        ([{"country": "DE", "postal_codes": [{"from": "20", "to": "10"}]}], "comes after"),
        ([{"country": "GB", "postal_codes": [{"from": "SW1A", "to": "SW1B"}]}], "ends with digits"),
        ([{"country": "DE", "postal_codes": [{"from": 10, "to": 19}]}], "from must be text"),
    ],
)
def test_a_wrong_zone_says_what_is_wrong(members: object, says: str) -> None:
    with pytest.raises(ValueError, match=says.replace("*", r"\*")):
        zone_from(members)


BANDS = {"bands": [[500, 390], [1000, 490], [2000, 690]]}
WORLD = {"first_item": 4000, "additional_item": 500, "limit": 10}


@pytest.mark.parametrize(
    ("kind", "rates", "load", "price"),
    [
        ("flat", {"amount": 490}, Load(7, 9000, 100), 490),
        ("flat", {"amount": 0}, Load(1), 0),
        ("per_item", {"amount": 150}, Load(3), 450),
        ("weight_bands", BANDS, Load(1, 0), 390),
        ("weight_bands", BANDS, Load(1, 500), 390),
        ("weight_bands", BANDS, Load(1, 501), 490),
        ("weight_bands", BANDS, Load(1, 2000), 690),
        ("weight_bands", BANDS, Load(1, 2001), None),
        ("flexible_rate", WORLD, Load(0), 0),
        ("flexible_rate", WORLD, Load(1), 4000),
        ("flexible_rate", WORLD, Load(3), 5000),  # three books, as Sylius documents it
        ("flexible_rate", WORLD, Load(11), 9000),
        ("flexible_rate", WORLD, Load(12), 9000),
        ("flexible_rate", {"first_item": 400, "additional_item": 50}, Load(101), 5400),
        (
            "free_from",
            {"goods": 5000, "kind": "flat", "rates": {"amount": 490}},
            Load(1, 0, 4999),
            490,
        ),
        (
            "free_from",
            {"goods": 5000, "kind": "flat", "rates": {"amount": 490}},
            Load(1, 0, 5000),
            0,
        ),
        (
            "free_from",
            {"goods": 5000, "kind": "weight_bands", "rates": BANDS},
            Load(1, 2001, 9000),
            None,
        ),
    ],
)
def test_what_a_shipment_costs(kind: str, rates: object, load: Load, price: int | None) -> None:
    assert calculator_from(kind, rates)(load) == price


@pytest.mark.parametrize(
    ("kind", "rates", "says"),
    [
        ("by_moon", {}, "by_moon"),
        ("flat", None, "flat must be an object"),
        ("flat", [490], "flat must be an object"),
        ("flat", {}, "flat lacks amount"),
        ("flat", {"amount": 490, "ammount": 1}, "unknown ammount"),
        ("flat", {"amount": -1}, "between 0"),
        ("flat", {"amount": 4.9}, "whole number"),
        ("flat", {"amount": "490"}, "whole number"),
        ("flat", {"amount": True}, "whole number"),
        ("flat", {"amount": 10**18}, "between 0"),
        ("per_item", {"amount": None}, "whole number"),
        ("weight_bands", {"bands": []}, "bands must be a list"),
        ("weight_bands", {"bands": {"500": 390}}, "bands must be a list"),
        ("weight_bands", {"bands": [[500]]}, "band 1 must be a pair"),
        ("weight_bands", {"bands": [[500, 390], [500, 490]]}, "ascend"),
        ("weight_bands", {"bands": [[1000, 390], [500, 490]]}, "ascend"),
        ("weight_bands", {"bands": [[0, 390]]}, "grams of band 1"),
        ("flexible_rate", {"first_item": 400}, "lacks additional_item"),
        ("flexible_rate", {**WORLD, "limit": -1}, "limit"),
        ("free_from", {"goods": 5000}, "lacks kind, rates"),
        ("free_from", {"goods": 1, "kind": "flat", "rates": {}}, "flat lacks amount"),
        ("free_from", {"goods": 1, "kind": "free_from", "rates": {}}, "not on itself"),
        ("free_from", {"goods": 1, "kind": 5, "rates": {}}, "kind must be text"),
    ],
)
def test_wrong_rates_say_what_is_wrong(kind: str, rates: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        calculator_from(kind, rates)


json = any_of.recursive(
    any_of.none() | any_of.booleans() | any_of.integers() | any_of.floats() | any_of.text(),
    lambda inner: (
        any_of.lists(inner, max_size=4)
        | any_of.dictionaries(
            any_of.sampled_from(
                "amount bands goods kind rates first_item additional_item limit country regions "
                "postal_codes from to".split()
            )
            | any_of.text(),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
kinds = any_of.sampled_from(["flat", "per_item", "weight_bands", "flexible_rate", "free_from"])


@given(kinds | any_of.text(), json, any_of.integers(0, 100), any_of.integers(0, 10**6))
def test_whatever_a_shop_writes_is_read_or_refused(
    kind: str, rates: object, items: int, grams: int
) -> None:
    try:
        calculator = calculator_from(kind, rates)
    except ValueError:
        return
    price = calculator(Load(items, grams, items * 100))
    assert price is None or price >= 0


@given(json, any_of.text(), any_of.text())
def test_whatever_zone_a_shop_writes_is_read_or_refused(
    members: object, region: str, postal_code: str
) -> None:
    try:
        zone = zone_from(members)
    except ValueError:
        return
    assert matches(zone, "DE", region, postal_code) in {True, False}


@given(any_of.integers(0, 50), any_of.integers(0, 50), any_of.integers(0, 9))
def test_one_more_piece_never_costs_less(first: int, more: int, limit: int) -> None:
    rate = calculator_from("flexible_rate", {"first_item": 4, "additional_item": 3, "limit": limit})
    fewer, all_of_them = rate(Load(first)), rate(Load(first + more))
    assert fewer is not None
    assert all_of_them is not None
    assert fewer <= all_of_them


@pytest.mark.parametrize(
    ("included", "excluded", "items", "carried"),
    [
        ("", "", ["", "bulky"], True),
        ("", "bulky", ["", "small"], True),
        ("", "bulky", ["", "bulky"], False),
        ("small", "", ["small"], True),
        ("small", "", ["small", ""], False),
        ("small bulky", "", ["small", "bulky"], True),
        ("small", "small", ["small"], False),
        ("small", "", [], True),
    ],
)
def test_what_a_method_carries(
    included: str, excluded: str, items: list[str], carried: bool
) -> None:
    assert carries(frozenset(included.split()), frozenset(excluded.split()), items) is carried
