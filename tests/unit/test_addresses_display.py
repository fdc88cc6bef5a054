"""Addresses as they are written on a parcel."""

import pytest

from checkout.addresses import Address, clean


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            Address("Jane Doe", "", "1 Main St", "Apt 4", "Albany", "NY", "12207", "US"),
            ("Jane Doe", "1 Main St", "Apt 4", "Albany, NY 12207", "Vereinigte Staaten"),
        ),
        (
            Address("山田太郎", "", "千代田1丁目", "", "", "13", "100-0001", "JP"),
            ("〒100-0001", "東京都", "千代田1丁目", "山田太郎", "Japan"),
        ),
        (
            Address("Taro Yamada", "", "1-1 Chiyoda", "", "Chiyoda-ku", "13", "100-0001", "JP"),
            ("Taro Yamada", "1-1 Chiyoda", "Chiyoda-ku, Tokyo", "100-0001", "Japan"),
        ),
        (
            Address("Åsa", "", "Storgatan 1", "", "Stockholm", "", "114 55", "SE"),
            ("Åsa", "Storgatan 1", "SE-114 55 Stockholm", "Schweden"),
        ),
        (
            Address("Åsa", "", "Storgatan 1", "", "Stockholm", "", "", "SE"),
            ("Åsa", "Storgatan 1", "Stockholm", "Schweden"),
        ),
        (
            Address("Ana", "ACME", "Calle 1", "", "Alcalá", "M", "28801", "ES"),
            ("Ana", "ACME", "Calle 1", "28801 Alcalá Madrid", "Spanien"),
        ),
        (
            Address("Ana", "", "Calle 1", "", "Madrid", "M", "28013", "ES"),
            ("Ana", "Calle 1", "28013 Madrid", "Spanien"),
        ),
        (
            Address("Jo", "", "1 Quay", "", "St Helier", "", "JE1 1AA", "JE"),
            ("Jo", "1 Quay", "St Helier", "JE1 1AA", "Jersey"),
        ),
        (
            Address("Rui", "", "Rua A 1", "Centro", "São Paulo", "SP", "01000-000", "BR"),
            ("Rui", "Rua A 1", "Centro", "São Paulo-SP", "01000-000", "Brasilien"),
        ),
        (
            Address("Max", "", "Weg 1", "", "München", "Bayern", "80331", "DE"),
            ("Max", "Weg 1", "80331 München", "Bayern", "Deutschland"),
        ),
        (Address(), ()),
        (Address("Max", country="XX"), ("Max", "XX")),
    ],
)
def test_lines_follow_the_country(address: Address, expected: tuple[str, ...]) -> None:
    assert address.lines("de") == expected


def test_nothing_typed_is_left_off_the_parcel() -> None:
    for country in ("AE", "AG", "DE", "GI", "HK", "JP", "KR", "SG", "US", "XX"):
        address = clean(Address("N1", "N2", "N3", "N4", "N5", "N6", "N7", country))
        text = "\n".join(address.lines())
        assert all(value in text for value in ("N1", "N2", "N3", "N4", "N5", "N6", "N7")), country


def test_the_country_is_named_for_the_reader() -> None:
    assert Address(name="Ada", country="DE").lines("pt-BR")[-1] == "Alemanha"
    assert Address(name="Ada", country="DE").lines()[-1] == "Germany"
