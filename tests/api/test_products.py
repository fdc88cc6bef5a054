from typing import Any

from flask import Flask

from tests.api.client import Program, codes_at, problem
from tests.factories import stock_up


def test_a_product_says_what_it_costs_and_how_many_are_left(app: Flask, api: Program) -> None:
    with app.app_context():
        stock_up("lamp-desk", 7)

    lamp = api.reads("/products/lamp-desk")

    assert lamp["sku"] == lamp["slug"] == "lamp-desk"
    assert (lamp["price"], lamp["currency"], lamp["available"]) == (12900, "EUR", 7)
    assert lamp["requires_shipping"] is True
    assert lamp["image"].startswith("http://localhost/static/")
    assert lamp["variants"] == [
        {
            "sku": "lamp-desk",
            "name": lamp["variants"][0]["name"],
            "price": 12900,
            "prices": [{"min_quantity": 1, "price": 12900}],
            "available": 7,
            "backorder": False,
            "released_on": None,
            "leaves_on": None,
        }
    ]


def test_what_never_runs_out_has_no_number(api: Program) -> None:
    note = api.reads("/products/gift-note")

    assert note["available"] is None
    assert note["requires_shipping"] is False


def test_a_variant_leads_to_its_product(api: Program) -> None:
    products = api.reads("/products?limit=100")["items"]
    product = next(each for each in products if len(each["variants"]) > 1)

    for variant in product["variants"]:
        assert api.reads(f"/products/{variant['sku']}") == product


def test_an_unknown_sku_is_not_found(api: Program) -> None:
    problem(api.asks("GET", "/products/mug-of-gold"), 404, "not_found")


def test_pages_end_to_end_hold_every_product_once(api: Program) -> None:
    everything = api.reads("/products?limit=100")
    seen: list[Any] = []
    path: str | None = "/api/v1/products?limit=7"
    while path:
        page = api.reads(path.removeprefix("/api/v1"))
        assert len(page["items"]) <= 7
        seen += page["items"]
        path = page["next"]

    assert everything["next"] is None
    assert seen == everything["items"]
    assert len(seen) >= 16


def test_search_finds_words_in_either_language(api: Program) -> None:
    english = {each["sku"] for each in api.reads("/products?q=stoneware%20mug")["items"]}
    german = {each["sku"] for each in api.reads("/products?q=STEINZEUGBECHER")["items"]}

    assert "mug-stoneware" in english & german
    assert api.reads("/products?q=zzz") == {"items": [], "next": None}


def test_a_sku_names_one_product(api: Program) -> None:
    page = api.reads("/products?sku=notebook-a5")

    assert [each["sku"] for each in page["items"]] == ["notebook-a5"]


def test_names_come_in_the_language_asked_for(api: Program) -> None:
    mug = api.asks("GET", "/products/mug-stoneware", accept_language="de")

    assert mug.get_json()["name"] == "Steinzeugbecher"
    assert "Accept-Language" in mug.headers["Vary"]


def test_every_bad_parameter_is_named_at_once(api: Program) -> None:
    body = problem(api.asks("GET", "/products?limit=0&page=2"), 400, "invalid_parameters")

    assert codes_at(body) == {"limit": "out_of_range", "page": "unknown_parameter"}


def test_a_limit_is_a_plain_number(api: Program) -> None:
    for limit in ("101", "1e1", "+5", "5.0", "٣", "", "NaN", "-1"):
        problem(api.asks("GET", f"/products?limit={limit}"), 400, "invalid_parameters")


def test_a_made_up_cursor_is_refused(api: Program) -> None:
    for cursor in ("abc", "bnVsbA", "W10", "WzEsWzJdXQ", "%F0%9F%98%80", "5" * 90):
        body = problem(api.asks("GET", f"/products?cursor={cursor}"), 400, "invalid_parameters")
        assert codes_at(body) == {"cursor": "cursor_malformed"}
