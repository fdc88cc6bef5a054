"""Stored ways to pay: kept by the gateway's reference, which nobody is told again."""

from typing import Any

import pytest

from checkout.models.stored_method import MAX_STORED_METHODS
from tests.api.client import Program, codes_at, document, problem

VISA = {"payment_method": "card", "token": "tok_visa", "label": "Visa … 4242"}


@pytest.fixture
def path(api: Program) -> str:
    """Where the stored ways to pay of a customer are."""
    made = document(api.asks("POST", "/customers", {"email": "rosa@example.com"}), 201)
    return f"/customers/{made['id']}/payment-methods"


def _store(api: Program, path: str, reference: str = "tok_visa", **fields: Any) -> Any:
    return document(api.asks("POST", path, {**VISA, "token": reference, **fields}), 201)


def test_one_is_kept_listed_and_taken_away(api: Program, path: str) -> None:
    first = _store(api, path)
    second = _store(api, path, "tok_3ds", label="Mastercard … 3220")

    assert set(first) == {"id", "payment_method", "label", "created_at"}
    assert (first["payment_method"], first["label"]) == ("card", "Visa … 4242")
    assert api.reads(path) == {"items": [second, first]}
    assert document(api.asks("DELETE", f"{path}/{first['id']}"), 200) == first
    assert api.reads(path) == {"items": [second]}
    problem(api.asks("DELETE", f"{path}/{first['id']}"), 404, "not_found")


def test_the_gateways_reference_is_told_to_nobody(api: Program, path: str) -> None:
    stored = _store(api, path)
    removed = document(api.asks("DELETE", f"{path}/{stored['id']}"), 200)

    assert "tok_visa" not in str((stored, removed, api.reads(path)))


def test_the_same_reference_again_gets_the_new_label(api: Program, path: str) -> None:
    first = _store(api, path)

    again = _store(api, path, label="My card")

    assert again == {**first, "label": "My card"}
    assert api.reads(path) == {"items": [again]}


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"token": "4242 4242 4242 4242"}, "#/token", "looks_like_card_number"),
        ({"label": "4242 4242 4242 4242"}, "#/label", "looks_like_card_number"),
        ({"payment_method": "invoice"}, "#/payment_method", "payment_method_not_storable"),
        ({"payment_method": "barter"}, "#/payment_method", "payment_method_not_storable"),
        ({"label": ""}, "#/label", "too_short"),
        ({"number": "4242"}, "#/number", "unknown_field"),
    ],
)
def test_what_is_no_reference_of_a_gateway_is_not_kept(
    api: Program, path: str, fields: dict[str, str], pointer: str, code: str
) -> None:
    told = problem(api.asks("POST", path, {**VISA, **fields}), 422, "invalid")

    assert codes_at(told) == {pointer: code}
    assert "4242 4242" not in str(told)
    assert api.reads(path) == {"items": []}


def test_there_is_room_for_twenty(api: Program, path: str) -> None:
    for number in range(MAX_STORED_METHODS):
        _store(api, path, f"tok_{number}")

    told = problem(api.asks("POST", path, {**VISA, "token": "tok_more"}), 422, "invalid")

    assert codes_at(told) == {"#": "too_many_stored_methods"}
    _store(api, path, "tok_0", label="Known already")


def test_a_customer_of_another_shop_is_nobody(api: Program, path: str, stranger: Program) -> None:
    stored = _store(api, path)

    for name in (
        path,
        "/customers/cu_00000000000000000000/payment-methods",
        "/customers/x/payment-methods",
    ):
        problem(stranger.asks("GET", name), 404, "not_found")
        problem(stranger.asks("POST", name, VISA), 404, "not_found")
        problem(stranger.asks("DELETE", f"{name}/{stored['id']}"), 404, "not_found")

    assert api.reads(path) == {"items": [stored]}


def test_one_of_another_customer_is_not_there(api: Program, path: str) -> None:
    stored = _store(api, path)
    other = document(api.asks("POST", "/customers", {"email": "eve@example.com"}), 201)

    theirs = f"/customers/{other['id']}/payment-methods"

    problem(api.asks("DELETE", f"{theirs}/{stored['id']}"), 404, "not_found")
    assert (api.reads(theirs), api.reads(path)) == ({"items": []}, {"items": [stored]})
