"""Promotions and coupons as a program sees them: what they ask, what they take off, and why a code does not count."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from tests.api.client import COMPLETE, INVOICE, Program, card, codes_at, document, problem
from tests.api.test_statements import statements
from tests.conftest import Clock
from tests.factories import shop_rules
from tests.promotions import add_code, amount, change_promotion, percent, promote

MUGS = {"sku": "mug-stoneware", "quantity": 2}
NOTEBOOK = {"sku": "notebook-a5", "quantity": 1}
#: two mugs; standard delivery is 490 more
ITEMS = 4800


@pytest.mark.parametrize(
    ("benefit", "parts"),
    [
        (percent(1000), {"promotion": -480}),
        (amount(500), {"promotion": -500}),
        (amount(99_999), {"promotion": -ITEMS}),
        (percent(5000, on="shipping"), {"promotion": -245}),
        (amount(100, on="shipping"), {"promotion": -100}),
        ({"kind": "free_shipping"}, {"promotion": -490}),
        ({"kind": "free_shipping", "methods": ["standard"]}, {"promotion": -490}),
        ({"kind": "buy_x_get_y", "buy": 1, "get": 1}, {"promotion": -2400}),
        ({"kind": "buy_x_get_y", "buy": 1, "get": 1, "rate": 5000}, {"promotion": -1200}),
        (percent(1000, skus=["mug-stoneware"]), {"promotion": -480}),
    ],
    ids=str,
)
def test_every_benefit(app: Flask, api: Program, benefit: Any, parts: dict[str, int]) -> None:
    offer(app, "CODE", benefit)
    checkout = api.opens(**COMPLETE, coupon_codes=["code"])
    assert amounts(checkout) == {"items": ITEMS, "shipping": 490, **parts}
    assert checkout["coupons"] == [
        {"code": "code", "applied": True, "reason": None, "message": None}
    ]


def test_what_is_for_some_goods_is_taken_off_their_lines_alone(app: Flask, api: Program) -> None:
    offer(app, "CODE", percent(1000, skus=["mug-stoneware"]))
    checkout = api.opens(**COMPLETE | {"lines": [NOTEBOOK, MUGS]}, coupon_codes=["CODE"])
    off = [(each["line"], each["amount"]) for each in checkout["adjustments"] if each["amount"] < 0]
    assert off == [(1, -480)]


def test_an_amount_is_spread_over_the_lines_by_largest_remainder(app: Flask, api: Program) -> None:
    offer(app, "CODE", amount(100))
    lines = [{"sku": "mug-stoneware", "options": {"No": str(n)}} for n in range(3)]
    checkout = api.opens(**COMPLETE | {"lines": lines}, coupon_codes=["CODE"])
    assert [each["amount"] for each in checkout["adjustments"] if each["amount"] < 0] == [
        *(-34, -33, -33)
    ]


CONDITIONS: dict[str, tuple[Any, Any, str]] = {
    "minimum": ({"minimum": 4801}, percent(1000), "coupon_minimum"),
    "products": ({"needs": {"quantity": 3}}, percent(1000), "coupon_too_few_items"),
    "some products": (
        {"needs": {"quantity": 1, "skus": ["lamp-desk"]}},
        percent(1000),
        "coupon_too_few_items",
    ),
    "other goods": ({}, percent(1000, skus=["lamp-desk"]), "coupon_not_for_items"),
    "too few for a set": (
        {},
        {"kind": "buy_x_get_y", "buy": 2, "get": 1},
        "coupon_too_few_items",
    ),
    "another way to ship": (
        {},
        {"kind": "free_shipping", "methods": ["express"]},
        "coupon_not_for_shipping_method",
    ),
    "a group": ({"customer_groups": ["trade"]}, percent(1000), "coupon_not_for_you"),
}


@pytest.mark.parametrize(("conditions", "benefit", "reason"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_code_whose_conditions_are_not_met_comes_back_with_its_reason(
    app: Flask, api: Program, conditions: Any, benefit: Any, reason: str
) -> None:
    offer(app, "CODE", benefit, conditions)
    refused = api.asks("POST", "/checkouts", {**COMPLETE, "coupon_codes": ["CODE"]})
    body = problem(refused, 422, "invalid")
    assert codes_at(body) == {"#/coupon_codes/0": reason}
    assert "CODE" in body["errors"][0]["detail"]


def test_every_refused_code_is_named_beside_those_that_count(app: Flask, api: Program) -> None:
    offer(app, "BIG", percent(1000), {"minimum": 99_999})
    offer(app, "GONE", percent(1000), usage_limit=0)
    codes = ["WELCOME10", "BIG", "GONE"]
    body = problem(
        api.asks("POST", "/checkouts", {**COMPLETE, "coupon_codes": codes}), 422, "invalid"
    )
    assert codes_at(body) == {
        "#/coupon_codes/1": "coupon_minimum",
        "#/coupon_codes/2": "coupon_used_up",
    }


def test_a_code_on_the_checkout_that_counts_no_more_is_told_and_counts_again(
    app: Flask, api: Program
) -> None:
    offer(app, "CODE", percent(1000), {"minimum": 4800})
    checkout = api.opens(**COMPLETE, coupon_codes=["CODE"])
    less = api.patches(checkout, lines=[{**MUGS, "quantity": 1}])
    [told] = less["coupons"]
    assert (told["applied"], told["reason"]) == (False, "coupon_minimum")
    assert told["message"] == "The code CODE counts for goods worth at least €48.00."
    assert less["total"] == 2400 + 490
    german = api.patches(checkout, locale="de")
    assert (
        german["coupons"][0]["message"] == "Der Code CODE gilt ab einem Warenwert von 48,00\xa0€."
    )
    assert api.patches(checkout, lines=[MUGS])["coupons"][0]["applied"]


def test_higher_priorities_come_first_and_an_exclusive_one_stays_alone(
    app: Flask, api: Program
) -> None:
    offer(app, "HALF", percent(5000))
    offer(app, "FIVE", amount(500), priority=1)
    both = api.opens(**COMPLETE, coupon_codes=["HALF", "FIVE"])
    assert both["total"] == (ITEMS - 500) // 2 + 490
    offer(app, "ALONE", percent(100), priority=2, exclusive=True)
    refused = api.asks("PATCH", f"/checkouts/{both['id']}", {"coupon_codes": ["HALF", "ALONE"]})
    # ALONE comes first, so what was on the checkout stops counting, and is told
    alone = document(refused, 200)
    assert {each["code"]: each["reason"] for each in alone["coupons"]} == {
        "HALF": "coupon_not_combinable",
        "ALONE": None,
    }


def test_one_code_of_a_promotion_counts_on_an_order_unless_it_says_more(
    app: Flask, api: Program
) -> None:
    offer(app, "A", amount(100))
    with app.app_context():
        add_code("B", "A")
    refused = api.asks("POST", "/checkouts", {**COMPLETE, "coupon_codes": ["A", "B"]})
    assert codes_at(problem(refused, 422, "invalid")) == {
        "#/coupon_codes/1": "coupon_not_combinable"
    }
    with app.app_context():
        change_promotion("A", per_order_limit=2)
    assert api.opens(**COMPLETE, coupon_codes=["A", "B"])["total"] == ITEMS + 490 - 200


def test_a_set_counts_so_often_on_an_order(app: Flask, api: Program) -> None:
    offer(app, "SET", {"kind": "buy_x_get_y", "buy": 1, "get": 1}, per_order_limit=1)
    many = {**COMPLETE, "lines": [{**MUGS, "quantity": 6}]}
    assert amounts(api.opens(**many, coupon_codes=["SET"]))["promotion"] == -2400


def test_a_promotion_without_a_code_counts_by_itself_and_is_called_by_its_name(
    app: Flask, api: Program
) -> None:
    offer(app, "spring", percent(1000), coupon=None)
    checkout = api.opens(**COMPLETE)
    assert (checkout["total"], checkout["coupons"]) == (ITEMS - 480 + 490, [])
    [row] = [each for each in checkout["totals"] if each["type"] == "promotion"]
    assert row["label"] == "Promotion spring"


def test_a_group_of_customers_has_a_promotion_of_its_own(api: Program) -> None:
    body = {"email": "smith@example.com", "group": "trade"}
    customer = document(api.asks("POST", "/customers", body), 201)
    mine = api.opens(**COMPLETE, customer=customer["id"])
    assert mine["total"] == ITEMS * 85 // 100 + 490
    assert api.opens(**COMPLETE)["total"] == ITEMS + 490


def test_a_first_order_is_known_by_the_email_address(api: Program) -> None:
    first = api.opens(**COMPLETE, coupon_codes=["FIRST5"])
    assert document(api.completes(first, INVOICE), 200)["total"] == ITEMS + 490 - 500
    again = {**COMPLETE, "email": "ADA@example.com", "coupon_codes": ["FIRST5"]}
    refused = problem(api.asks("POST", "/checkouts", again), 422, "invalid")
    assert codes_at(refused) == {"#/coupon_codes/0": "coupon_first_order_only"}


def test_a_customer_uses_a_code_as_often_as_it_says_one_order_after_the_other(api: Program) -> None:
    for _ in range(2):
        assert api.buys(coupon_codes=["THANKYOU"])["total"] == 3840 + 490
    third = {**COMPLETE, "email": " Ada@EXAMPLE.com", "coupon_codes": ["thankyou"]}
    refused = problem(api.asks("POST", "/checkouts", third), 422, "invalid")
    assert codes_at(refused) == {"#/coupon_codes/0": "coupon_used_by_you"}
    assert api.buys(email="grace@example.com", coupon_codes=["THANKYOU"])["total"] == 3840 + 490


def test_who_is_known_only_later_is_told_then(api: Program) -> None:
    for _ in range(2):
        api.buys(coupon_codes=["THANKYOU"])
    nobody = {name: value for name, value in COMPLETE.items() if name != "email"}
    checkout = api.opens(**nobody, coupon_codes=["THANKYOU"])
    assert checkout["coupons"][0]["applied"]
    named = api.patches(checkout, email=COMPLETE["email"])
    assert named["coupons"][0]["reason"] == "coupon_used_by_you"
    assert named["total"] == ITEMS + 490


def test_a_use_is_taken_in_placing_and_given_back_by_a_decline(api: Program) -> None:
    first = api.opens(**COMPLETE, coupon_codes=["ONCE5"])
    second = api.opens(**COMPLETE, coupon_codes=["once5"])
    problem(api.completes(first, card("tok_declined")), 402, "payment_declined")
    assert document(api.completes(second, INVOICE), 200)["total"] == ITEMS + 490 - 500
    told = problem(api.completes(first, INVOICE), 409, "total_changed")
    assert (told["old"], told["new"]) == (ITEMS + 490 - 500, ITEMS + 490)
    [dropped] = told["dropped_coupons"]
    assert dropped == {
        "code": "ONCE5",
        "reason": "coupon_used_up",
        "message": "The code ONCE5 has been used up.",
    }
    assert document(api.completes(first, INVOICE, total=ITEMS + 490), 200)["state"] == "placed"


def test_a_cancelled_checkout_has_used_nothing(api: Program) -> None:
    first = api.opens(**COMPLETE, coupon_codes=["ONCE5"])
    problem(api.completes(first, card("tok_declined")), 402, "payment_declined")
    document(api.asks("POST", f"/checkouts/{first['id']}/cancel"), 200)
    assert api.buys(coupon_codes=["ONCE5"])["total"] == ITEMS + 490 - 500


@pytest.mark.parametrize(
    "ending", [{"is_active": False}, {"ends_at": datetime(2026, 6, 10, 8, 30, tzinfo=UTC)}], ids=str
)
def test_a_promotion_that_ended_between_cart_and_confirmation_is_not_placed_but_told(
    app: Flask, api: Program, clock: Clock, ending: Any
) -> None:
    offer(app, "CODE", percent(1000))
    checkout = api.opens(**COMPLETE, coupon_codes=["CODE"])
    with app.app_context():
        change_promotion("CODE", **ending)
    clock.forward(hours=1)
    told = problem(api.completes(checkout, INVOICE), 409, "total_changed")
    assert told["dropped_coupons"][0]["reason"] == "coupon_not_valid"
    assert (told["quoted"]["promotion"], told["now"].get("promotion", 0)) == (-480, 0)


def test_dates_of_promotions_and_of_codes(app: Flask, api: Program, clock: Clock) -> None:
    tomorrow = clock.instant + timedelta(days=1)
    offer(app, "SOON", percent(1000), starts_at=tomorrow)
    offer(app, "LATE", percent(1000), coupon={"starts_at": tomorrow})
    codes = {"coupon_codes": ["SOON", "LATE"]}
    refused = problem(api.asks("POST", "/checkouts", {**COMPLETE, **codes}), 422, "invalid")
    assert set(codes_at(refused).values()) == {"coupon_not_valid"}
    clock.forward(days=1)
    assert api.opens(**COMPLETE, **codes)["total"] == 3888 + 490


def test_an_amount_counts_in_the_shops_own_currency_only(app: Flask, api: Program) -> None:
    with app.app_context():
        shop_rules(currencies=["USD"])
    body = {**COMPLETE, "currency": "USD", "coupon_codes": ["ONCE5"]}
    refused = problem(api.asks("POST", "/checkouts", body), 422, "invalid")
    assert codes_at(refused)["#/coupon_codes/0"] == "coupon_not_for_currency"


@pytest.mark.parametrize(
    "wrong",
    [
        {"benefit": percent(1000, skus=["unicorn"])},
        {"benefit": {"kind": "free_shipping", "methods": ["teleport"]}},
        {"benefit": {"kind": "wish"}},
        {"benefit": percent(0)},
        {"conditions": {"minimum": "much"}},
    ],
    ids=str,
)
def test_a_promotion_that_makes_no_sense_is_not_offered_and_breaks_nothing(
    app: Flask, api: Program, wrong: Any
) -> None:
    offer(app, "CODE", percent(1000))
    offer(app, "auto", percent(1000), coupon=None)
    with app.app_context():
        change_promotion("CODE", **wrong)
        change_promotion("auto", **wrong)
    refused = problem(
        api.asks("POST", "/checkouts", {**COMPLETE, "coupon_codes": ["CODE"]}), 422, "invalid"
    )
    assert codes_at(refused) == {"#/coupon_codes/0": "coupon_not_valid"}
    assert api.buys()["total"] == ITEMS + 490


def test_statements_do_not_grow_with_promotions_and_codes(app: Flask, api: Program) -> None:
    counts = []
    for number in (1, 9):
        for each in range(number):
            code = f"N{number}-{each}"
            limits: Any = {"usage_limit": 9, "per_customer_limit": 9}
            offer(app, code, amount(10), coupon=dict(limits), **limits)
            offer(app, f"auto-{code}", amount(10), coupon=None, **limits)
        codes = [f"N{number}-{each}" for each in range(number)]
        with statements(app) as opening:
            checkout = api.opens(**COMPLETE, coupon_codes=codes)
        with statements(app) as reading:
            api.reads(f"/checkouts/{checkout['id']}")
        with statements(app) as placing:
            document(api.completes(checkout, INVOICE), 200)
        counts.append((len(opening), len(reading), len(placing)))
    assert counts[0] == counts[1]


def test_what_has_no_limit_costs_no_statement(app: Flask, api: Program) -> None:
    plain = api.opens(**COMPLETE)
    with statements(app) as without:
        api.reads(f"/checkouts/{plain['id']}")
    checkout = api.patches(plain, coupon_codes=["WELCOME10"])
    with statements(app) as with_code:
        api.reads(f"/checkouts/{checkout['id']}")
    assert len(with_code) == len(without)


def offer(app: Flask, code: str, benefit: Any, conditions: Any = None, **fields: Any) -> None:
    """Gives the shop a promotion and its code."""
    with app.app_context():
        promote(code, benefit, conditions, **fields)


def amounts(checkout: Any) -> dict[str, int]:
    """The parts of the total, without what is within them."""
    return {
        each["type"]: each["amount"]
        for each in checkout["totals"]
        if each["type"] not in {"tax", "total"}
    }
