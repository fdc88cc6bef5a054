"""Card numbers are typed into every field of every page and every program's request, and are nowhere afterwards.

The fields are those that the pages and the OpenAPI documents have, so a new one is tried by itself.
"""

import json
from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask

from checkout.api.openapi import openapi
from checkout.contracts import CONTRACTS
from checkout.contracts.openapi import openapi_of
from checkout.keys import create_key
from tests.api.client import COMPLETE, Program
from tests.contracts.sylius_client import Partner
from tests.safety.card_trials import DIGITS, NUMBERS, Taken, bodies_of, kept_numbers
from tests.safety.every_form import try_every_form

DOCUMENTS = {"native": ("demo", openapi())} | {
    each.name: (shop, openapi_of(each))
    for each, shop in zip(CONTRACTS, ("print", "print", "demo", "cloud", "demo"), strict=True)
}
#: where a contract takes a card to have it tokenised: the one place
TOKENISED = {("sylius", "number")}
every_document = pytest.mark.parametrize("name", DOCUMENTS)


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing looks like a card number any more."""
    monkeypatch.setattr("checkout.addresses.card_numbers._passes_luhn", lambda _digits: False)


@pytest.fixture
def program(app: Flask, name: str) -> Program:
    with app.app_context():
        return Program(app, create_key(DOCUMENTS[name][0], ["all"], "partner"))


@every_document
def test_no_program_gets_a_card_number_in(
    app: Flask, program: Program, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    tried = list(_tried(program, name))

    assert len(tried) > 5
    for place, status, said in tried:
        assert 400 <= status < 500, place
        assert not any(number in said for number in (*NUMBERS, *DIGITS)), place
    told = capfd.readouterr()
    assert kept_numbers(app, told.out, told.err) == set()


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("name", ["native", "photo-order", "sylius", "purchase-request"])
def test_without_the_guard_programs_leave_card_numbers(
    app: Flask, program: Program, name: str
) -> None:
    list(_tried(program, name))

    assert kept_numbers(app) != set()


def test_no_page_lets_a_card_number_in(app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    trials, kept = try_every_form(app)

    assert kept == set()
    assert {each.endpoint for each in trials} == _endpoints_that_take_forms(app)
    assert [each for each in trials if each.status >= 500] == []
    # what a shopper types is refused beside its field, with everything kept
    assert [each for each in trials if each.is_typed and each.is_refused_without_words] == []
    told = capfd.readouterr()
    assert kept_numbers(app, told.out, told.err) == set()


@pytest.mark.usefixtures("unguarded")
def test_without_the_guard_pages_keep_card_numbers(app: Flask) -> None:
    _, kept = try_every_form(app)

    assert kept != set()


def test_a_key_of_a_request_is_no_card_number_either(app: Flask, api_key: str) -> None:
    program = Program(app, api_key)
    answer = program.asks("POST", "/checkouts", COMPLETE, Idempotency_Key=NUMBERS[0])

    assert answer.status_code == 422
    assert kept_numbers(app) == set()


def _tried(program: Program, name: str) -> Iterator[tuple[object, int, str]]:
    """Each place, how it was answered, and in which words. Ids in paths are those of an order of the shop."""
    _, document = DOCUMENTS[name]
    own = _own(program, name)
    for taken in bodies_of(document):
        path = document["servers"][0]["url"].rstrip("/") + _path(taken, own)
        for place, body in taken.with_numbers(document):
            if (name, place[0]) in TOKENISED:
                continue
            answer = program.client.open(
                path,
                method=taken.method,
                data=json.dumps(body),
                headers=_headers(program, name, taken),
            )
            yield (taken.method, path, place), answer.status_code, answer.get_data(as_text=True)


def _own(program: Program, name: str) -> dict[str, str]:
    """By the beginning of a path the id of something there."""
    if name == "sylius":
        cart = str(Partner(program.app, program.key, "json").fills())
        return dict.fromkeys(("/api/carts", "/api/checkouts"), cart)
    if name != "native":
        return {}
    order = program.buys()
    customer = program.asks("POST", "/customers", {"email": "ada@example.com"}).get_json()
    return {
        "/checkouts": program.opens(**COMPLETE)["id"],
        "/orders": order["id"],
        "/customers": customer["id"],
    }


def _path(taken: Taken, own: dict[str, str]) -> str:
    ids = next((own[each] for each in own if taken.path.startswith(each)), "1")
    known = {"tenant": "cloud", "entity": "order", "name": "gift", "number": "1"}
    path = taken.path
    for part in [each.split("}")[0] for each in path.split("{")[1:]]:
        path = path.replace(f"{{{part}}}", known.get(part, ids))
    return path


def _headers(program: Program, name: str, taken: Taken) -> dict[str, str]:
    credential = next((each.credential for each in CONTRACTS if each.name == name), {})
    header = str(credential.get("name", "Authorization"))
    key = f"Bearer {program.key}" if header == "Authorization" else str(program.key)
    return {header: key, "Content-Type": taken.media_type, "Idempotency-Key": uuid4().hex}


def _endpoints_that_take_forms(app: Flask) -> set[str]:
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("storefront.") and "POST" in (rule.methods or ())
    }
