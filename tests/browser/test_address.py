"""The address step: its fields follow the country, its errors lead to their fields, and nothing typed is ever lost."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.wishes import all_but_payment, cart_of
from tests.factories import berlin, tokyo, vienna

pytestmark = in_every_mode

umeda = replace(tokyo, line1="Chiyoda-ku 1-13-1 Umeda", city="", region="13")

TYPED = {
    "email": "ada@example.com",
    "name": "Zoë  O'Neill-Ávila 3rd",
    "company": "Näh & Söhne <GmbH>",
    "line1": "Torstraße 12",
    "line2": "2nd floor",
    "postal_code": "10119",
    "city": "Berlin",
    "phone": "030 / 901 820",
    "note": 'Please ring twice.\nThe bell is "Lovelace".',
}


@pytest.fixture
def form(pages: Pages) -> Pages:
    """Somebody at the address step with a mug in the cart."""
    return pages.goes_on_with(cart_of()).is_at("/checkout/address")


def test_another_country_has_other_fields_and_keeps_what_was_typed(form: Pages) -> None:
    form.types(TYPED)
    expect(form.page.get_by_label("Postal code")).to_have_value("10119")
    expect(form.has("region")).to_have_count(0)

    form.lives_in("US")
    expect(form.page.get_by_label("ZIP code")).to_have_value("10119")
    expect(form.page.get_by_label("State")).to_have_attribute("aria-required", "true")
    assert form.typed(*TYPED) == TYPED
    form.page.get_by_label("State").select_option("NY")

    form.lives_in("GB")
    expect(form.page.get_by_label("Postcode")).to_have_value("10119")
    expect(form.page.get_by_label("Town / City")).to_have_value("Berlin")
    expect(form.has("region")).to_have_count(0)
    assert form.typed(*TYPED) == TYPED

    form.lives_in("US")
    expect(form.page.get_by_label("State")).to_have_value("NY")

    form.lives_in("JP")
    expect(form.page.get_by_label("Prefecture")).to_be_visible()
    expect(form.page.get_by_label("City")).to_have_count(0)
    form.lives_in("DE")
    assert form.typed(*TYPED) == TYPED


def test_an_empty_form_says_what_is_missing_and_leads_there(form: Pages) -> None:
    form.types({"city": "Berlin"}).continues()
    summary = form.has("error-summary")
    expect(summary).to_be_focused()
    expect(form.page).to_have_title(re.compile("^Error: "))
    expect(summary.get_by_role("heading")).to_have_text("There is a problem")
    links = summary.get_by_role("link")
    expect(links).to_have_count(4)
    for link in links.all():
        _link_leads_to_its_field(form, link)
    form.continues()
    expect(summary).to_be_focused()
    expect(form.page.get_by_label("City")).to_have_value("Berlin")
    expect(form.page.get_by_label("City")).not_to_have_attribute("aria-invalid", "true")

    form.lives_at("ada@example.com", berlin).continues().is_at("/checkout/shipping")


def _link_leads_to_its_field(form: Pages, link: Locator) -> None:
    name = (link.get_attribute("href") or "").removeprefix("#")
    field = form.has(name)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile(re.escape(link.inner_text())))
    link.click()
    expect(field).to_be_focused()


def test_an_error_keeps_everything_also_what_is_folded_away(form: Pages) -> None:
    typed = TYPED | {"email": "ada@example", "postal_code": "1O119"}
    form.types(typed).continues()
    expect(form.has("error-summary").get_by_role("link")).to_have_count(2)
    assert form.typed(*typed) == typed
    expect(form.page.get_by_label("Company")).to_be_visible()


def test_a_language_switch_in_the_middle_loses_nothing(form: Pages, email: str) -> None:
    form.types(TYPED | {"email": email}).presses("language-de")
    form.is_at("/checkout/address")
    expect(form.page.locator("html")).to_have_attribute("lang", "de")
    assert form.typed(*TYPED) == TYPED | {"email": email}
    form.continues().is_at("/checkout/shipping").continues().is_at("/checkout/payment")
    form.chooses("payment_method", "invoice").continues().is_at("/checkout/review")
    expect(form.has("place")).to_have_text("Zahlungspflichtig bestellen \N{EN DASH} 28,90\u00a0€")
    form.buys()
    assert form.shop.order(form.has("order-number").inner_text()).locale == "de"


def test_a_form_that_was_open_too_long_comes_back_whole(form: Pages) -> None:
    form.types(TYPED)
    for token in form.page.locator("input[name=csrf_token]").all():
        token.evaluate("(input) => input.value = 'of another day'")
    form.continues()
    expect(form.has("error-summary")).to_contain_text("open for a long time")
    assert form.typed(*TYPED) == TYPED
    form.continues().is_at("/checkout/shipping")


def test_an_invoice_address_of_its_own_comes_and_goes_and_is_kept(form: Pages) -> None:
    form.lives_at("ada@example.com", berlin).bills_to(vienna)
    form.types({"billing_postal_code": "wrong"}).continues()
    expect(form.has("error-summary").get_by_role("link")).to_have_count(1)
    expect(form.has("billing_name")).to_have_value(vienna.name)
    expect(form.has("name")).to_have_value(berlin.name)
    form.types({"billing_postal_code": "1090"}).continues().is_at("/checkout/shipping")
    form.opens("/checkout/address")
    expect(form.has("billing_line1")).to_have_value(vienna.line1)


def test_a_slip_in_the_email_is_asked_about_and_never_in_the_way(pages: Pages) -> None:
    pages.goes_on_with(all_but_payment("ada@homtail.com")).opens("/checkout/address")
    expect(pages.has("email-suggestion")).to_contain_text("ada@hotmail.com")
    pages.continues().is_at("/checkout/shipping")


def test_a_parcel_goes_to_japan(form: Pages) -> None:
    form.lives_at("hedy@example.com", umeda).continues().is_at("/checkout/shipping")
    form.continues().chooses("payment_method", "invoice").continues().is_at("/checkout/review")
    expect(form.has("review-address")).to_contain_text("Chiyoda-ku")
