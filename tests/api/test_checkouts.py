"""Opening, reading and changing a checkout."""

from typing import Any

import pytest
from flask import Flask

from tests.api.client import BERLIN, COMPLETE, Program, codes_at, problem
from tests.conftest import Clock
from tests.factories import reprice, stock_up


def test_a_new_checkout_says_where_it_is(api: Program) -> None:
    made = api.asks("POST", "/checkouts", {"lines": [{"sku": "mug-stoneware"}]})

    checkout = made.get_json()
    assert made.status_code == 201
    assert made.headers["Location"] == f"/api/v1/checkouts/{checkout['id']}"
    assert made.headers["ETag"] == '"1"'
    assert (checkout["state"], checkout["version"], checkout["currency"]) == ("open", 1, "EUR")
    assert isinstance(checkout["order_id"], int)
    assert checkout["number"] is None


def test_what_was_written_is_what_is_read(api: Program) -> None:
    written: dict[str, Any] = {
        **COMPLETE,
        "phone": "+49 30 1234567",
        "locale": "de-DE",
        "note": "Ring twice.\nThank you.",
        "external_id": "A-1",
        "billing_address": {**BERLIN, "company": "Analytical Engines"},
        "payment_method": "invoice",
        "coupon_codes": ["welcome10"],
    }
    checkout = api.opens(**written)

    assert api.reads(f"/checkouts/{checkout['id']}").keys() == checkout.keys()
    for name in ("email", "phone", "locale", "note", "external_id", "shipping_method"):
        assert checkout[name] == written[name], name
    assert checkout["payment_method"] == "invoice"
    assert checkout["coupon_codes"] == ["welcome10"]
    assert checkout["billing_address"]["company"] == "Analytical Engines"
    assert BERLIN.items() <= checkout["shipping_address"].items()


def test_the_receipt_adds_up(api: Program) -> None:
    checkout = api.opens(**COMPLETE, coupon_codes=["WELCOME10"])

    totals = {row["type"]: row["amount"] for row in checkout["totals"]}
    assert totals == {"items": 4800, "promotion": -480, "shipping": 490, "tax": 768, "total": 4810}
    assert checkout["total"] == 4810
    lines = sum(line["total"] for line in checkout["lines"])
    added = sum(each["amount"] for each in checkout["adjustments"] if not each["included"])
    assert lines + added == checkout["total"]
    assert [line["unit_price"] for line in checkout["lines"]] == [2400]


def test_labels_and_messages_speak_the_checkouts_language(api: Program) -> None:
    checkout = api.opens(lines=[{"sku": "mug-stoneware"}], locale="de")

    assert checkout["lines"][0]["name"] == "Steinzeugbecher"
    assert checkout["shipping_methods"][0]["name"] == "Standardversand"


def test_the_ways_to_ship_say_when_it_arrives(api: Program, clock: Clock) -> None:
    assert clock.instant.weekday() == 2  # a Wednesday morning
    checkout = api.opens(lines=[{"sku": "mug-stoneware"}])

    standard, express = checkout["shipping_methods"]
    assert (standard["code"], standard["amount"]) == ("standard", 490)
    assert (standard["arrives_from"], standard["arrives_to"]) == ("2026-06-12", "2026-06-16")
    assert (express["code"], express["arrives_to"]) == ("express", "2026-06-11")
    assert (standard["zone"], standard["time_zone"]) == ("*", "Europe/Berlin")
    assert checkout["expires_at"] == "2026-08-09T08:00:00Z"


def test_the_page_is_where_a_shopper_goes_on(api: Program) -> None:
    checkout = api.opens(lines=[{"sku": "mug-stoneware"}])

    assert checkout["page"].startswith("http://localhost/checkout/continue/")
    assert checkout["id"] not in checkout["page"]


def test_a_checkout_reads_the_same_until_it_changes(api: Program, clock: Clock) -> None:
    path = f"/checkouts/{api.opens(**COMPLETE)['id']}"
    first = api.asks("GET", path)
    clock.forward(seconds=5)
    again = api.asks("GET", path)
    assert (again.data, again.headers["ETag"]) == (first.data, first.headers["ETag"])


def test_the_link_to_its_page_ends_with_it(app: Flask, api: Program, clock: Clock) -> None:
    page = api.opens(**COMPLETE)["page"].removeprefix("http://localhost")
    clock.forward(days=60)
    assert app.test_client().get(page).status_code == 303
    clock.forward(seconds=1)
    assert app.test_client().get(page).status_code == 410


def test_an_empty_checkout_says_all_that_is_missing(api: Program) -> None:
    checkout = api.opens()

    codes = {each["field"]: each["code"] for each in checkout["requirements"]}
    assert codes["lines"] == "cart_empty"
    assert codes["email"] == "email_missing"
    assert codes["shipping_address/country"] == "country_missing"
    assert {each["step"] for each in checkout["requirements"]} == {"cart", "address"}


def test_an_incomplete_address_is_kept_and_shows_up_as_missing(api: Program) -> None:
    checkout = api.opens(shipping_address={"country": "US", "city": "New York"})

    fields = {each["field"] for each in checkout["requirements"]}
    assert {"shipping_address/region", "shipping_address/postal_code"} <= fields
    assert checkout["shipping_address"]["city"] == "New York"


def test_a_patch_leaves_everything_else_alone(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    changed = api.patches(checkout, note="Leave it with the neighbours")

    assert changed["version"] == 2
    moving = {"page": "", "expires_at": ""}
    assert {**changed, "version": 1, "note": None, **moving} == {**checkout, **moving}


def test_an_address_is_merged_field_by_field(api: Program) -> None:
    checkout = api.opens(**COMPLETE)

    changed = api.patches(checkout, shipping_address={"line2": "2nd floor", "city": None})

    assert changed["shipping_address"] == {
        **checkout["shipping_address"],
        "line2": "2nd floor",
        "city": None,
    }


def test_null_resets_a_field(api: Program) -> None:
    full = {"note": "x", "external_id": "A-2", "coupon_codes": ["WELCOME10"], "locale": "de"}
    checkout = api.opens(**COMPLETE, **full, billing_address=BERLIN, payment_method="invoice")

    names = [*COMPLETE, *full, "billing_address", "payment_method"]
    bare = api.patches(checkout, **dict.fromkeys(names))

    for name in ("email", "note", "external_id", "shipping_address", "billing_address"):
        assert bare[name] is None, name
    assert (bare["lines"], bare["coupon_codes"], bare["locale"]) == ([], [], "en")
    assert (bare["shipping_method"], bare["payment_method"]) == (None, None)


def test_lines_are_replaced_as_a_whole(api: Program) -> None:
    checkout = api.opens(lines=[{"sku": "mug-stoneware"}, {"sku": "gift-note"}])

    lines = [{"sku": "notebook-a5", "quantity": 3}, {"sku": "mug-stoneware", "quantity": 2}]
    changed = api.patches(checkout, lines=lines)

    bought = {(line["sku"], line["quantity"]) for line in changed["lines"]}
    assert bought == {("notebook-a5", 3), ("mug-stoneware", 2)}
    again = api.reads(f"/checkouts/{checkout['id']}")
    assert again["lines"] == changed["lines"]
    assert again["adjustments"] == changed["adjustments"]


def test_options_are_kept_with_their_line(api: Program) -> None:
    checkout = api.opens(lines=[{"sku": "mug-stoneware", "options": {"Engraving": "Ada"}}])

    assert checkout["lines"][0]["options"] == {"Engraving": "Ada"}


def test_first_and_last_name_are_the_name(api: Program) -> None:
    checkout = api.opens(shipping_address={"first_name": "Ada", "last_name": "Lovelace"})

    assert checkout["shipping_address"]["name"] == "Ada Lovelace"


def test_a_name_is_not_given_twice(api: Program) -> None:
    address = {"name": "Ada Lovelace", "first_name": "Ada"}
    body = problem(api.asks("POST", "/checkouts", {"shipping_address": address}), 422, "invalid")

    assert codes_at(body) == {"#/shipping_address": "name_given_twice"}


@pytest.mark.parametrize("tags", ['"1"', "*", '"7", "1"'])
def test_a_change_for_the_current_version_is_made(api: Program, tags: str) -> None:
    checkout = api.opens()
    path = f"/checkouts/{checkout['id']}"

    changed = api.asks("PATCH", path, {"note": "x"}, if_match=tags)

    assert (changed.status_code, changed.headers["ETag"]) == (200, '"2"')


@pytest.mark.parametrize("tags", ['"2"', 'W/"1"', '"one"', '"7", "8"', "", '""', f'"{"1" * 5000}"'])
def test_a_change_for_another_version_is_refused(api: Program, tags: str) -> None:
    checkout = api.opens()
    path = f"/checkouts/{checkout['id']}"

    refused = api.asks("PATCH", path, {"note": "x"}, if_match=tags)

    assert problem(refused, 412, "stale_version")["version"] == 1
    assert refused.headers["ETag"] == '"1"'
    assert api.reads(path)["note"] is None


def test_both_media_types_of_a_patch_mean_the_same(api: Program) -> None:
    checkout = api.opens()

    for media_type in ("application/json; charset=utf-8", "application/merge-patch+json"):
        path = f"/checkouts/{checkout['id']}"
        changed = api.asks("PATCH", path, {"note": media_type}, content_type=media_type)
        assert changed.get_json()["note"] == media_type


def test_prices_follow_the_shop_while_it_is_open(app: Flask, api: Program) -> None:
    checkout = api.opens(lines=[{"sku": "mug-stoneware"}])
    with app.app_context():
        reprice("mug-stoneware", 2600)

    assert api.reads(f"/checkouts/{checkout['id']}")["total"] == 2600


def test_what_runs_short_is_told(app: Flask, api: Program) -> None:
    with app.app_context():
        stock_up("lamp-desk", 3)
    checkout = api.opens(lines=[{"sku": "lamp-desk", "quantity": 5}])

    assert checkout["lines"][0]["available"] == 3
    assert checkout["requirements"][0] == {
        "step": "cart",
        "field": "lines/0/quantity",
        "code": "not_enough_stock",
        "message": f"Only 3 of {checkout['lines'][0]['name']} are left.",
    }


def test_a_cancelled_checkout_stays_readable_and_closed(api: Program) -> None:
    checkout = api.opens(**COMPLETE, coupon_codes=["WELCOME10"])
    path = f"/checkouts/{checkout['id']}"

    for _ in range(2):
        given_up = api.asks("POST", f"{path}/cancel").get_json()
        assert given_up["state"] == "cancelled"
    assert given_up["total"] == 4810
    assert (
        sum(row["amount"] for row in given_up["totals"] if row["type"] not in {"tax", "total"})
        == 4810
    )
    refused = problem(api.asks("PATCH", path, {"note": "x"}), 409, "order_closed")
    assert refused["state"] == "cancelled"
    problem(api.completes(checkout), 409, "order_closed")


def test_an_external_id_belongs_to_one_checkout(api: Program) -> None:
    api.opens(external_id="A-3")

    body = problem(api.asks("POST", "/checkouts", {"external_id": "A-3"}), 422, "invalid")

    assert codes_at(body) == {"#/external_id": "external_id_taken"}
