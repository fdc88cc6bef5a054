"""Passwords: how they are kept, and which are taken."""

import pytest
from argon2 import PasswordHasher, extract_parameters

from checkout import passwords
from checkout.passwords import fault_in, hashed, is_outdated, matches

PASSWORD = "correct horse battery"  # noqa: S105 (of the tests)


def test_it_is_argon2id_with_the_recommended_cost() -> None:
    parameters = extract_parameters(hashed(PASSWORD))
    assert parameters.type.name == "ID"
    assert (parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (2, 19456, 1)


def test_the_same_password_is_never_stored_the_same() -> None:
    first, second = hashed(PASSWORD), hashed(PASSWORD)
    assert first != second
    assert matches(PASSWORD, first)
    assert matches(PASSWORD, second)


@pytest.mark.parametrize("wrong", ["", "correct horse", PASSWORD + " ", PASSWORD.upper()])
def test_another_one_does_not_match(wrong: str) -> None:
    assert not matches(wrong, hashed(PASSWORD))


@pytest.mark.parametrize("password", [PASSWORD, "", "nobody has this password"])
def test_where_there_is_none_nothing_matches(password: str) -> None:
    assert not matches(password, None)


def test_a_broken_hash_is_a_wrong_password() -> None:
    assert not matches(PASSWORD, "$argon2id$nonsense")


def test_letters_count_however_a_keyboard_composes_them() -> None:
    assert matches("Ko\u0308nigin der Nacht", hashed("K\u00f6nigin der Nacht"))


def test_what_was_made_with_other_parameters_is_outdated() -> None:
    older = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    assert matches(PASSWORD, older)
    assert is_outdated(older)
    assert not is_outdated(hashed(PASSWORD))


@pytest.mark.parametrize(
    ("password", "words"),
    [
        (PASSWORD, None),
        ("x" * 9, passwords.TOO_SHORT),
        ("x" * 201, passwords.TOO_LONG),
        ("xyxyxyxyxyxy", passwords.TOO_EASY),
        ("ADA.LOVELACE", passwords.TOO_EASY),
        ("ada.lovelace@example.com", passwords.TOO_EASY),
        ("ada.lovelace likes pie", None),
    ],
)
def test_which_are_taken(password: str, words: str | None) -> None:
    fault = fault_in(password, "Ada.Lovelace@example.com")
    assert (fault[0] if fault else None) == words
