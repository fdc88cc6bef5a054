"""Gift cards and store credit by JSON: handed in, taken back, used up; codes guessed at a limited rate and kept nowhere."""

import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from checkout import throttle
from checkout.operations.gift_cards import OWN_GUESSES
from tests.api.client import (
    COMPLETE,
    INVOICE,
    Program,
    card,
    codes_at,
    document,
    fresh_key,
    problem,
)
from tests.api.conftest import ProgramMaker
from tests.api.test_statements import statements
from tests.conftest import Clock
from tests.factories import GRACE, price_list, shop_rules

#: two mugs, standard delivery
TOTAL = 5290
WRONG = "0000-0000-0000-0000-000A"


@pytest.fixture
def issued(api: Program) -> Any:
    """A gift card of 25.00."""
    return document(api.asks("POST", "/gift-cards", {"amount": 2500, "note": "Prize"}), 201)


@pytest.fixture
def customer(api: Program) -> str:
    """The opaque id of a customer without an order."""
    return _known(api, GRACE)


def test_a_card_reduces_what_is_to_pay(api: Program, issued: Any) -> None:
    checkout = api.opens(**COMPLETE, gift_cards=[{"code": issued["code"]}])

    assert checkout["total"] == TOTAL - 2500
    assert checkout["gift_cards"] == [
        {"id": issued["id"], "tail": issued["code"][-4:], "available": 2500, "used": 2500}
    ]
    assert {"type": "credit", "label": f"Gift card …{issued['tail']}", "amount": -2500} in checkout[
        "totals"
    ]
    order = document(api.completes(checkout, INVOICE), 200)
    assert (order["total"], order["payments"][0]["amount"]) == (TOTAL - 2500, TOTAL - 2500)
    assert order["gift_cards"][0] | {"available": None} == order["gift_cards"][0]
    assert order["gift_cards"][0]["used"] == 2500
    read = api.reads(f"/gift-cards/{issued['id']}")
    assert read["balance"] == 0
    assert [(each["kind"], each["amount"], each["order"]) for each in read["entries"]] == [
        ("issued", 2500, None),
        ("spent", -2500, order["id"]),
    ]


def test_an_order_that_a_card_covers_needs_no_payment(api: Program) -> None:
    code = _code(api, 6000)
    checkout = api.opens(**COMPLETE, gift_cards=[{"code": code}])

    assert (checkout["total"], checkout["payment_methods"], checkout["requirements"]) == (0, [], [])
    order = document(api.completes(checkout), 200)
    assert (order["state"], order["total"], order["payments"]) == ("placed", 0, [])
    assert api.reads(f"/gift-cards/{checkout['gift_cards'][0]['id']}")["balance"] == 6000 - TOTAL


def test_cards_are_used_in_the_order_in_which_they_stand(api: Program) -> None:
    codes = [_code(api, amount) for amount in (5000, 1000)]
    checkout = api.opens(**COMPLETE, gift_cards=[{"code": code} for code in codes])
    assert [each["used"] for each in checkout["gift_cards"]] == [5000, 290]

    ids = [{"id": each["id"]} for each in reversed(checkout["gift_cards"])]
    assert [each["used"] for each in api.patches(checkout, gift_cards=ids)["gift_cards"]] == [
        1000,
        4290,
    ]
    assert api.patches(checkout, gift_cards=ids[:1])["total"] == TOTAL - 1000
    assert api.patches(checkout, gift_cards=None)["total"] == TOTAL


def test_the_same_card_twice_is_one_card(api: Program, issued: Any) -> None:
    told = [{"code": issued["code"]}, {"code": issued["code"].lower().replace("-", " ")}]
    checkout = api.opens(**COMPLETE, gift_cards=told)
    again = api.patches(checkout, gift_cards=[*told, {"id": issued["id"]}])
    assert len(checkout["gift_cards"]) == len(again["gift_cards"]) == 1
    assert again["total"] == TOTAL - 2500


def test_letters_that_look_like_digits_are_those_digits(api: Program) -> None:
    codes = [_code(api, 100) for _ in range(30)]
    code = next(each for each in codes if "0" in each and "1" in each)
    typed = code.replace("0", "o").replace("1", "l")
    assert api.opens(**COMPLETE, gift_cards=[{"code": typed}])["total"] == TOTAL - 100


def test_every_kind_of_useless_card_has_its_code(
    api: Program, stranger: Program, clock: Clock
) -> None:
    empty, expired = _code(api, 1), _code(api, 100, expires_at="2026-06-11T00:00:00Z")
    document(
        api.completes(api.opens(**COMPLETE, gift_cards=[{"code": empty}]), INVOICE),
        200,
    )
    clock.forward(days=1)
    foreign = _code(stranger, 100)
    told = api.asks(
        "POST",
        "/checkouts",
        COMPLETE
        | {
            "lines": [{"sku": "nothing"}],
            "gift_cards": [
                *({"code": each} for each in (WRONG, foreign, empty, expired)),
                {"id": "gc_somebodys"},
                {},
            ][:5],
        },
    )
    assert codes_at(problem(told, 422, "invalid")) == {
        "#/lines/0/sku": "unknown_sku",
        "#/gift_cards/0": "unknown_gift_card",
        "#/gift_cards/1": "unknown_gift_card",
        "#/gift_cards/2": "gift_card_empty",
        "#/gift_cards/3": "gift_card_expired",
        "#/gift_cards/4": "unknown_gift_card",
    }
    assert not any(code.encode() in told.data for code in (WRONG, foreign, empty, expired))


def test_a_card_is_named_one_way(api: Program) -> None:
    for entry in ({}, {"code": "x", "id": "y"}):
        told = problem(api.asks("POST", "/checkouts", {"gift_cards": [entry]}), 422, "invalid")
        assert codes_at(told) == {"#/gift_cards/0": "code_or_id"}


def test_a_card_that_expires_later_is_told_like_any_change(api: Program, clock: Clock) -> None:
    code = _code(api, 2500, expires_at="2026-06-11T00:00:00Z")
    checkout = api.opens(**COMPLETE, gift_cards=[{"code": code}])
    clock.forward(days=1)
    told = problem(api.completes(checkout, INVOICE), 409, "total_changed")
    assert (told["old"], told["new"]) == (TOTAL - 2500, TOTAL)
    assert (told["quoted"]["credit"], told["now"].get("credit", 0)) == (-2500, 0)
    [card_] = api.reads(f"/checkouts/{checkout['id']}")["gift_cards"]
    assert (card_["available"], card_["used"]) == (0, 0)


def test_guesses_are_few(api: Program, issued: Any, clock: Clock) -> None:
    checkout = api.opens(**COMPLETE)
    for _ in range(OWN_GUESSES.capacity):
        problem(_hand_in(api, checkout, WRONG), 422, "invalid")
    told = _hand_in(api, checkout, WRONG)
    problem(told, 429, "too_many_attempts")
    assert int(told.headers["Retry-After"]) == 300
    # Nobody can tell a right code from a wrong one now.
    assert _hand_in(api, checkout, issued["code"]).data == told.data
    clock.forward(minutes=5)
    assert document(_hand_in(api, checkout, issued["code"]), 200)["total"] == TOTAL - 2500


def test_right_codes_cost_no_guess(api: Program, issued: Any) -> None:
    checkout = api.opens(**COMPLETE)
    for _ in range(OWN_GUESSES.capacity * 2):
        document(_hand_in(api, checkout, issued["code"]), 200)


def test_a_right_code_between_wrong_ones_earns_no_guesses(api: Program, issued: Any) -> None:
    checkout = api.opens(**COMPLETE)
    for _ in range(OWN_GUESSES.capacity):
        problem(_hand_in(api, checkout, WRONG), 422, "invalid")
        _hand_in(api, checkout, issued["code"])
    problem(_hand_in(api, checkout, WRONG), 429, "too_many_attempts")


def test_without_the_limit_one_may_guess_on(api: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "take", lambda *_: 0)
    checkout = api.opens(**COMPLETE)
    for _ in range(OWN_GUESSES.capacity * 2):
        problem(_hand_in(api, checkout, WRONG), 422, "invalid")


def test_a_code_is_shown_once_and_kept_nowhere(
    app: Flask, api: Program, issued: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    code = issued["code"]
    assert re.fullmatch("([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}", code)
    checkout = api.opens(**COMPLETE, gift_cards=[{"code": code}])
    key = fresh_key()
    answers = [
        api.completes(checkout, card("tok_declined")),
        api.completes(checkout, INVOICE, key=key),
        api.completes(checkout, INVOICE, key=key),
        api.asks("GET", f"/gift-cards/{issued['id']}"),
        api.asks("GET", f"/orders/{checkout['id']}"),
    ]
    secrets = {code, code.replace("-", "")}
    kept = [path.read_bytes() for path in Path(app.instance_path).glob("*") if path.is_file()]
    said = [*kept, *(each.data for each in answers), "".join(capfd.readouterr()).encode()]
    assert not any(secret.encode() in each for secret in secrets for each in said)
    assert any(issued["id"].encode() in each for each in kept)


def test_store_credit_is_used_after_the_cards_and_only_if_wanted(
    api: Program, customer: str
) -> None:
    _grant(api, customer, 1200)
    checkout = api.opens(**COMPLETE, customer=customer)
    assert (checkout["store_credit"], checkout["total"]) == ({"available": 1200, "used": 0}, TOTAL)

    code = _code(api, 5000)
    used = api.patches(checkout, use_store_credit=True, gift_cards=[{"code": code}])
    assert (used["gift_cards"][0]["used"], used["store_credit"]["used"]) == (5000, 290)
    assert [each["label"] for each in used["adjustments"] if each["type"] == "credit"] == [
        f"Gift card …{code[-4:]}",
        "Store credit",
    ]
    assert document(api.completes(used), 200)["store_credit"] == {"available": None, "used": 290}
    credit = api.reads(f"/customers/{customer}/credit")["items"][0]
    assert (credit["balance"], [each["amount"] for each in credit["entries"]]) == (
        910,
        [1200, -290],
    )
    assert api.patches(api.opens(**COMPLETE), use_store_credit=None)["use_store_credit"] is False


def test_a_guest_has_no_store_credit(api: Program) -> None:
    told = problem(api.asks("POST", "/checkouts", {"use_store_credit": True}), 422, "invalid")
    assert codes_at(told) == {"#/use_store_credit": "store_credit_needs_customer"}


def test_credit_of_the_customer_before_is_not_used_by_the_next(api: Program, customer: str) -> None:
    _grant(api, customer, 1200)
    checkout = api.opens(**COMPLETE, customer=customer, use_store_credit=True)
    assert checkout["total"] == TOTAL - 1200
    for other in (_known(api, "hedy@example.com"), None):
        changed = api.patches(checkout, customer=other)
        assert (changed["total"], changed["store_credit"]) == (TOTAL, None)


def test_granting_again_with_one_key_grants_once(api: Program, customer: str) -> None:
    path = f"/customers/{customer}/credit"
    for _ in range(2):
        answer = api.asks("POST", path, {"amount": 500}, idempotency_key="once")
        assert document(answer, 201)["items"][0]["balance"] == 500
    assert _grant(api, customer, 700)["items"][0]["balance"] == 1200
    problem(api.asks("POST", path, {"amount": 500}), 400, "idempotency_key_missing")


def test_cards_and_credit_of_another_shop_are_not_found(
    api: Program, stranger: Program, issued: Any, customer: str
) -> None:
    problem(stranger.asks("GET", f"/gift-cards/{issued['id']}"), 404, "not_found")
    problem(stranger.asks("GET", f"/customers/{customer}/credit"), 404, "not_found")
    problem(api.asks("GET", "/gift-cards/gc_nothing"), 404, "not_found")


def test_what_may_be_issued(api: Program) -> None:
    for wish, pointer, code in (
        ({"amount": 0}, "#/amount", "out_of_range"),
        ({"amount": 10**13}, "#/amount", "out_of_range"),
        ({"amount": 1, "currency": "XYZ"}, "#/currency", "unknown_currency"),
        ({"amount": 1, "expires_at": "2020-01-01T00:00:00Z"}, "#/expires_at", "not_in_the_future"),
        ({"amount": 1, "expires_at": "2030-01-01T00:00:00"}, "#/expires_at", "malformed"),
        ({"amount": 1, "code": WRONG}, "#/code", "unknown_field"),
    ):
        told = problem(api.asks("POST", "/gift-cards", wish), 422, "invalid")
        assert codes_at(told) == {pointer: code}


def test_selling_keys_cannot_make_money(program_with: ProgramMaker) -> None:
    seller = program_with("checkouts:read", "checkouts:write", "credit:read")
    problem(seller.asks("POST", "/gift-cards", {"amount": 1}), 403, "scope_missing")


def test_statements_do_not_grow_with_cards(app: Flask, api: Program) -> None:
    counts = []
    for number in (0, 1, 8):
        cards = [{"code": _code(api, 100)} for _ in range(number)]
        checkout = api.opens(**COMPLETE, gift_cards=cards)
        with statements(app) as read:
            api.reads(f"/checkouts/{checkout['id']}")
        with statements(app) as placed:
            document(api.completes(checkout, INVOICE), 200)
        counts.append((len(read), len(placed)))
    plain, one, many = counts
    assert one == many
    assert one[0] == plain[0] + 1
    assert plain[0] <= 3
    assert one[1] <= plain[1] + 8


def _code(api: Program, amount: int, **wishes: Any) -> str:
    made = document(api.asks("POST", "/gift-cards", {"amount": amount, **wishes}), 201)
    return str(made["code"])


def _hand_in(api: Program, checkout: Any, code: str) -> Any:
    return api.asks("PATCH", f"/checkouts/{checkout['id']}", {"gift_cards": [{"code": code}]})


def _grant(api: Program, customer: str, amount: int) -> Any:
    path = f"/customers/{customer}/credit"
    return document(api.asks("POST", path, {"amount": amount}, idempotency_key=fresh_key()), 201)


def _known(api: Program, email: str) -> str:
    return str(document(api.asks("POST", "/customers", {"email": email}), 201)["id"])


def test_credit_counts_in_the_currency_that_the_checkout_is_in_from_now_on(
    app: Flask, api: Program, issued: Any
) -> None:
    with app.app_context():
        shop_rules(currencies=["GBP"])
        price_list("mug-stoneware", {"amount": 2400}, {"amount": 2000, "currency": "GBP"})
    grant = {"amount": 500, "currency": "GBP"}
    pounds = document(api.asks("POST", "/gift-cards", grant, idempotency_key=fresh_key()), 201)
    lines = [{"sku": "mug-stoneware"}]
    checkout = api.opens(lines=lines, gift_cards=[{"code": issued["code"]}])

    changed = api.patches(checkout, currency="GBP")
    both = api.patches(
        api.opens(lines=lines), currency="GBP", gift_cards=[{"code": pounds["code"]}]
    )

    assert changed["total"] == api.reads(f"/checkouts/{checkout['id']}")["total"] == 2000
    assert both["total"] == 1500
