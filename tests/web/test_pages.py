"""What holds on every page: one heading, one title, an enclosed checkout, named fields, nothing inline."""

import re
from pathlib import Path

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import text

from checkout.config import ROOT
from checkout.db import db
from tests.web.browsing import ADA, Browser, Page

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
OURS = [path for path in TEMPLATES if "api" not in path.parts[-2]]

TITLES = {
    "/": "Everything",
    "/products/mug-stoneware": "Stoneware mug",
    "/cart": "Cart",
    "/checkout/address": "Address",
    "/checkout/shipping": "Shipping",
    "/checkout/payment": "Payment",
    "/checkout/review": "Review",
    "/help": "Help",
}
TOKENS = {
    "email": "email",
    "country": "shipping country",
    "name": "shipping name",
    "company": "shipping organization",
    "line1": "shipping address-line1",
    "line2": "shipping address-line2",
    "city": "shipping address-level2",
    "region": "shipping address-level1",
    "postal_code": "shipping postal-code",
    "phone": "shipping tel",
}


@pytest.fixture
def at_review(visitor: Browser) -> Browser:
    return visitor.adds("mug-stoneware").gets_to_review()


@pytest.mark.parametrize(("path", "title"), TITLES.items())
def test_a_page_has_one_heading_and_a_title_of_its_own(
    at_review: Browser, path: str, title: str
) -> None:
    page = at_review.opens(path)
    assert page.path == path
    assert page.title == f"{title} \N{EN DASH} Feldspat"
    for tag in ("h1", "main", "header", "footer"):
        assert len(page.all(tag)) == 1, tag
    ids = [each["id"] for each in page.elements if each["id"]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", TITLES)
def test_html_varies_with_htmx_and_is_never_stored(at_review: Browser, path: str) -> None:
    headers = at_review.opens(path).headers
    assert {"HX-Request", "HX-Request-Type"} <= {
        each.strip() for each in headers["Vary"].split(",")
    }
    assert headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("step", ["address", "shipping", "payment", "review"])
def test_few_links_leave_the_checkout(at_review: Browser, step: str) -> None:
    page = at_review.opens(f"/checkout/{step}")
    leaving = {
        each["href"]
        for each in page.all("a")
        if not each["href"].startswith(("/checkout/", "/cart", "#"))
    }
    assert len(leaving) <= 6


def test_progress_is_a_list_whose_done_steps_are_links(at_review: Browser) -> None:
    page = at_review.opens("/checkout/payment")
    assert len(page.all("ol", data_testid="steps")) == 1
    assert len(page.all(aria_current="step")) == 1
    assert [each["data-testid"] for each in page.all("a", **{"class": "steps__step"})] == [
        "step-cart",
        "step-address",
        "step-shipping",
    ]


def test_a_guest_fills_in_at_most_eight_fields(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    visitor.sends("email", country="US", update="country")
    rare = {"company", "line2", "phone", "note"}
    controls = {
        each["name"]
        for tag in ("input", "select", "textarea")
        for each in visitor.page.all(tag)
        if each["type"] not in {"hidden", "radio", "checkbox"}
    }
    assert len(controls - rare) <= 8


def test_every_address_field_tells_browsers_what_it_is(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    form = visitor.page.form_with("email")
    values = form.values | {"country": "US", "billing_country": "US", "update": "1"}
    values.pop("billing_same")
    page = visitor.posts(form.action, values)
    billing = {
        f"billing_{name}": token.replace("shipping", "billing")
        for name, token in TOKENS.items()
        if name != "email"
    }
    found = {
        each["name"]: each["autocomplete"]
        for tag in ("input", "select")
        for each in page.all(tag)
        if each["autocomplete"]
    }
    # no token names a VAT number, and a browser must not guess one
    assert found == TOKENS | billing | {"vat_id": "off"}


def test_every_control_has_a_label_and_no_placeholder(at_review: Browser) -> None:
    page = at_review.opens("/checkout/address")
    labelled = {each["for"] for each in page.all("label")}
    for tag in ("input", "select", "textarea"):
        for each in page.all(tag):
            assert "placeholder" not in each.attributes
            if each["type"] not in {"hidden", "checkbox"}:
                assert each["id"] in labelled, each["name"]


def test_a_step_announces_its_total_and_shows_it_on_small_screens(at_review: Browser) -> None:
    page = at_review.opens("/checkout/payment")
    assert page.all("p", id="announcement", role="status")
    assert page.all("section", data_announce="Total: €28.90")
    assert page.shows("summary-switch")


def test_arrival_is_a_date_for_every_way_to_ship(at_review: Browser) -> None:
    page = at_review.opens("/checkout/shipping")
    options = page.all("input", name="shipping_method")
    assert len(options) == 2
    assert len(page.all("time")) >= len(options)
    assert [each["value"] for each in options if "checked" in each.attributes] == ["standard"]


def test_the_order_button_names_amount_and_obligation(app: Flask, at_review: Browser) -> None:
    assert "Buy now \N{EN DASH} pay €28.90" in at_review.page.text
    german = Browser(app, "de-DE").adds("mug-stoneware").gets_to_review()
    assert "Zahlungspflichtig bestellen \N{EN DASH} 28,90\N{NO-BREAK SPACE}€" in german.page.text


@pytest.mark.parametrize("code", [403, 404, 405])
def test_error_pages_keep_the_frame_and_offer_the_cart(visitor: Browser, code: int) -> None:
    client, headers = visitor.client, {"Sec-Fetch-Site": "cross-site"}
    answer = {
        403: lambda: client.post("/cart/coupon", headers=headers),
        404: lambda: client.get("/products/none"),
        405: lambda: client.get("/cart/coupon"),
    }[code]()
    page = Page(answer, "/")
    assert page.status == code
    assert page.shows("error-page")
    assert page.all("a", href="/cart")


def test_a_fault_of_ours_keeps_the_frame_without_a_database(app: Flask, visitor: Browser) -> None:
    with app.app_context(), db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE shops RENAME TO elsewhere"))
    page = visitor.opens("/")
    assert page.status == 500
    assert page.shows("error-page")
    assert "elsewhere" not in page.text
    assert page.all("a", href="/cart")


def test_a_forged_link_to_a_checkout_is_gone(visitor: Browser) -> None:
    assert visitor.opens("/checkout/continue/forged").status == 410


def test_a_link_from_before_links_said_when_they_end_is_gone(app: Flask, visitor: Browser) -> None:
    signer = URLSafeTimedSerializer(app.extensions["settings"].secret_key, salt="continue")
    assert (
        visitor.opens(f"/checkout/continue/{signer.dumps('co_5f0c1d7a9be24c3f8a61')}").status == 410
    )


def test_too_large_a_form_is_told_in_the_frame(visitor: Browser) -> None:
    page = visitor.posts("/checkout/address", {"email": "x" * 70_000})
    assert page.status in {200, 413}
    visitor.adds("mug-stoneware")
    assert visitor.posts("/checkout/address", {"email": "x" * 70_000}).status == 413


@pytest.mark.parametrize(
    "path", OURS, ids=lambda path: path.relative_to(ROOT / "templates").as_posix()
)
def test_templates_have_nothing_inline_and_no_controls_of_their_own(path: Path) -> None:
    source = path.read_text()
    if (
        path.parent.name == "mail"
    ):  # a letter carries its style sheet, which is put into its elements when it is sent
        source = source.replace('<style>{% include "mail/style.css" %}</style>', "")
    assert not re.search(r"\sstyle=|<style|\son\w+=|hx-on|javascript:|js:|placeholder=", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    if path.name != "field.html":
        assert not re.search(r"<(select|textarea)\b", source)
        assert not re.search(r'<input(?![^>]*type="hidden")', source)


def test_what_htmx_sends_a_browser_could_send(at_review: Browser) -> None:
    for path in TITLES:
        page = at_review.opens(path)
        action = ""
        for element in page.elements:
            action = element["action"] if element.tag == "form" else action
            if element["hx-post"]:
                assert element["hx-post"] == action, (path, element)


def test_one_style_sheet_cached_for_ever_and_compressed(visitor: Browser) -> None:
    urls = [each["href"] for each in visitor.page.all("link", rel="stylesheet")]
    assert len(urls) == 1
    answer = visitor.client.get(urls[0], headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "/assets/" in visitor.client.get(urls[0]).text


def test_a_cold_step_is_small(visitor: Browser) -> None:
    visitor.adds("mug-stoneware").opens("/checkout/address")
    page = visitor.page
    urls = {each["href"] for each in page.all("link")} | {
        each["src"] for each in page.all("script")
    }
    urls |= {each["src"] for each in page.all("img")} | {
        each["href"].partition("#")[0] for each in page.all("use")
    }
    sizes = [len(visitor.client.get(url, headers={"Accept-Encoding": "gzip"}).data) for url in urls]
    assert len(page.text.encode()) + sum(sizes) <= 60_000


def test_a_cart_of_any_language_is_bought_in_german(app: Flask) -> None:
    german = Browser(app, "de")
    german.adds("mug-stoneware").opens("/checkout/address")
    page = german.sends("email", **(ADA | {"email": "ada"}))
    assert page.title.startswith("Fehler: Adresse")
    assert "Geben Sie eine E-Mail-Adresse mit einem @ ein" in page.text
