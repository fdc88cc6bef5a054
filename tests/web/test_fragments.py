"""What htmx gets is the very element of the whole page, and leaving a page is a whole navigation."""

import re

import pytest
from flask import Flask

from checkout.operations import Changes, LineWanted, OrderRef, change_order
from tests.web.browsing import ADA, Browser, Page

CASES = {
    "cart": ("/cart", "main#content"),
    "address": ("/checkout/address", "main#content"),
    "the address fields": ("/checkout/address", "div#fields"),
    "the summary": ("/checkout/shipping?shipping_method=express", "section#summary"),
    "shipping": ("/checkout/shipping", "main#content"),
    "payment": ("/checkout/payment", "main#content"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fragment_is_an_element_of_the_page(visitor: Browser, case: str) -> None:
    path, target = CASES[case]
    visitor.adds("mug-stoneware").gets_to_review()
    whole = _without_tokens(visitor.client.get(path).text)
    fragment = _without_tokens(visitor.asks(path, target=target).text)

    tag, _, name = target.partition("#")
    assert fragment.lstrip().startswith(f"<{tag}")
    assert f'id="{name}"' in fragment.partition(">")[0]
    assert fragment.strip() in whole
    assert len(fragment) < len(whole)


def test_the_total_of_a_way_to_ship_is_shown_before_it_is_chosen(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").says_where()
    answer = visitor.asks("/checkout/shipping?shipping_method=express", target="section#summary")
    assert "€36.90" in answer.text
    assert "€28.90" in visitor.opens("/cart").text


def test_a_refused_form_comes_back_as_a_fragment(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    form = visitor.page.form_with("email")
    answer = visitor.asks(form.action, form.values)
    assert answer.status_code == 422
    assert answer.text.lstrip().startswith("<main")
    assert 'data-title="Error: Address \N{EN DASH} ' in answer.text


def test_a_saved_step_is_left_by_a_whole_navigation(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    form = visitor.page.form_with("email")
    answer = visitor.asks(form.action, form.values | ADA)
    assert answer.headers["HX-Redirect"] == "/checkout/shipping"


def test_staying_on_the_page_is_an_ordinary_redirect(visitor: Browser) -> None:
    visitor.adds("mug-stoneware")
    form = visitor.page.form_with("quantity")
    headers = {
        "HX-Request": "true",
        "HX-Current-URL": "http://localhost/cart",
        "HX-Target": "main#content",
    }
    answer = visitor.client.post(form.action, data=form.values, headers=headers)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/cart")


@pytest.mark.parametrize("header", ["HX-History-Restore-Request", "HX-Request-Type"])
def test_whoever_wants_the_whole_page_gets_it(visitor: Browser, header: str) -> None:
    value = "full" if header == "HX-Request-Type" else "true"
    headers = {"HX-Request": "true", "HX-Target": "main#content", header: value}
    assert visitor.client.get("/cart", headers=headers).text.startswith("<!doctype html>")


def test_mended_faults_disappear_before_the_form_is_sent_again(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    visitor.sends("email", country="DE")
    form = visitor.page.form_with("email")
    answer = visitor.asks(form.action, form.values | {"name": "Ada", "update": "1"}, "div#fields")
    fields = Page(answer, form.action)
    assert not fields.shows("name-error")
    assert fields.shows("line1-error")
    assert not fields.shows("error-summary")


def test_no_fault_is_told_before_the_first_try(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    form = visitor.page.form_with("email")
    answer = visitor.asks(form.action, form.values | {"country": "JP", "update": "1"}, "div#fields")
    assert "field__error" not in answer.text


@pytest.mark.parametrize("count", [1, 40])
def test_statements_do_not_grow_with_the_cart(
    app: Flask, statements: list[str], count: int
) -> None:
    visitor = Browser(app)
    _fill(visitor, count)
    visitor.gets_to_review()
    most = {
        "/cart": 1,
        "/checkout/address": 1,
        "/checkout/shipping": 1,
        "/checkout/payment": 1,
        "/checkout/review": 1,
    }
    for path, limit in (most | {"/": 2, "/products/mug-stoneware": 2}).items():
        statements.clear()
        visitor.opens(path)
        assert len(_without_begin(statements)) <= limit, (path, statements)


def _fill(visitor: Browser, count: int) -> None:
    """Puts `count` lines into the cart: the same few things, each line with a wish of its own."""
    visitor.adds("mug-stoneware")
    with visitor.client.session_transaction() as session:
        token = session["cart"]
    lines = tuple(
        LineWanted("mug-stoneware", 1, (("engraving", str(number)),)) for number in range(count)
    )
    with visitor.client.application.app_context():
        change_order(OrderRef("demo", token=token), Changes(lines=lines))


def _without_begin(statements: list[str]) -> list[str]:
    return [each for each in statements if not each.startswith(("BEGIN", "PRAGMA"))]


def _without_tokens(text: str) -> str:
    """CSRF tokens are signed with the time."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", text)
