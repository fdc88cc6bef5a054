"""Looking for orders, whichever way they came in."""

from typing import Any

from flask import Flask

from checkout.operations import Changes, cancel, open_order
from checkout.operations.load import OrderRef
from tests.api.client import COMPLETE, Program, card, codes_at, document, problem
from tests.conftest import Clock
from tests.factories import GRACE, berlin
from tests.shopper import Shopper


def test_an_order_has_three_names(api: Program) -> None:
    order = api.buys()

    for name in (order["id"], order["order_id"], order["number"]):
        found = api.reads(f"/orders/{name}")
        assert found == order | {"page": found["page"]}


def test_an_order_of_a_shopper_is_among_them(api: Program, shopper: Shopper) -> None:
    shopper.adds("mug-stoneware", 2).ships_to(berlin).by("standard").pays_by_invoice()
    receipt = shopper.places_order()
    mine = api.buys()

    orders = api.reads("/orders")["items"]

    assert [order["number"] for order in orders] == [mine["number"], receipt.number]
    assert [order["source"] for order in orders] == ["api", "web"]
    assert [order["total"] for order in orders] == [5290, 5290]


def test_an_entry_of_the_list_is_the_whole_order(api: Program) -> None:
    order = api.buys(card("tok_visa"), coupon_codes=["WELCOME10"])

    entry = api.reads("/orders")["items"][0]

    assert entry == order | {"page": entry["page"]}


def test_carts_are_listed_only_when_asked_for(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    assert api.reads("/orders")["items"] == []
    (entry,) = api.reads("/orders?state=open")["items"]
    assert entry["id"] == checkout["id"]
    assert entry["total"] == checkout["total"]
    assert entry["lines"] == checkout["lines"]


def test_orders_are_found_by_state_email_and_external_id(api: Program) -> None:
    first = api.buys(external_id="A-1")
    second = api.buys(email=GRACE)
    waiting = api.opens(**COMPLETE)
    document(api.completes(waiting, card("tok_3ds")), 202)
    given_up = api.opens()
    api.asks("POST", f"/checkouts/{given_up['id']}/cancel")

    def found(query: str) -> list[str]:
        return [order["id"] for order in api.reads(f"/orders?{query}")["items"]]

    assert found("state=placed") == [second["id"], first["id"]]
    assert found("state=placing") == [waiting["id"]]
    assert found("state=cancelled") == [given_up["id"]]
    assert found("email=GRACE@example.com") == [second["id"]]
    assert found("external_id=A-1") == [first["id"]]
    assert found("external_id=A-1&state=cancelled") == []


def test_newest_first_is_by_the_moment_of_placing(api: Program, clock: Clock) -> None:
    early = api.opens(**COMPLETE)
    clock.forward(hours=1)
    late = api.buys()
    clock.forward(hours=1)
    api.completes(early, {"method": "invoice"})

    assert [order["id"] for order in api.reads("/orders")["items"]] == [early["id"], late["id"]]


def test_pages_do_not_shift_when_orders_come_in(api: Program, clock: Clock) -> None:
    bought = [api.buys()["id"] for _ in range(5)]
    seen: list[str] = []
    path: str | None = "/api/v1/orders?limit=2&state=placed"
    while path:
        page: Any = api.reads(path.removeprefix("/api/v1"))
        seen += [order["id"] for order in page["items"]]
        path = page["next"]
        clock.forward(minutes=1)
        api.buys()

    assert seen == bought[::-1]


def test_what_is_no_name_of_an_order_is_not_found(api: Program) -> None:
    for name in ("0", "99", "9" * 40, "co_", "co_" + "0" * 20, "AAAA-BBBB", "%00", "ü", "1e3", "٣"):
        problem(api.asks("GET", f"/orders/{name}"), 404, "not_found")


def test_every_bad_parameter_is_named(api: Program) -> None:
    told = problem(
        api.asks("GET", "/orders?state=lost&limit=101&sort=total"), 400, "invalid_parameters"
    )

    assert codes_at(told) == {
        "state": "unknown_value",
        "limit": "out_of_range",
        "sort": "unknown_parameter",
    }
    for cursor in ("x", "WzEsMV0", "WyJ4IiwxXQ", "WyIyMDI2LTAxLTAxIiwxXQ"):
        problem(api.asks("GET", f"/orders?cursor={cursor}"), 400, "invalid_parameters")


def test_the_history_tells_who_and_when(app: Flask, api: Program, clock: Clock) -> None:
    with app.app_context():
        order = open_order("demo", "web", "en", Changes()).order
        cancel(OrderRef("demo", token=order.token), "shopper")

    history = api.reads(f"/orders/{order.id}")["history"]

    at = f"{clock.instant:%Y-%m-%dT%H:%M:%SZ}"
    assert history == [{"type": "cancelled", "state": "cancelled", "actor": "shopper", "at": at}]
