"""Browsers fill forms in any order and tell no script about it: sending the form has to be enough."""

import random
from collections.abc import Mapping

import pytest
from playwright.sync_api import expect

from tests.browser.pages import Pages
from tests.browser.wishes import cart_of

pytestmark = pytest.mark.parametrize("mode", ["scripted", "plain"], indirect=True)

PROFILE = {
    "email": "grace@example.com",
    "country": "DE",
    "name": "Grace Hopper",
    "company": "Compiler & Co",
    "line1": "Lindenstraße 20",
    "line2": "Hinterhaus",
    "postal_code": "10969",
    "city": "Berlin",
    "phone": "+49 30 901820",
}


@pytest.mark.parametrize("seed", range(10))
def test_whatever_the_order_all_of_it_arrives(pages: Pages, seed: int) -> None:
    filled = list(PROFILE.items())
    random.Random(seed).shuffle(filled)
    pages.goes_on_with(cart_of())
    _fill(pages, dict(filled))
    pages.continues().is_at("/checkout/shipping").opens("/checkout/address")
    assert pages.typed(*PROFILE) == PROFILE


def test_a_country_filled_silently_asks_for_what_it_needs_and_keeps_the_rest(pages: Pages) -> None:
    pages.goes_on_with(cart_of())
    _fill(pages, PROFILE | {"country": "US", "postal_code": "10118", "city": "New York"})
    pages.continues().is_at("/checkout/address")
    pages.page.get_by_label("State").select_option("NY")
    expect(pages.page.get_by_label("ZIP code")).to_have_value("10118")
    expect(pages.page.get_by_label("Company")).to_have_value("Compiler & Co")
    pages.continues().is_at("/checkout/shipping")


def _fill(pages: Pages, values: Mapping[str, str]) -> None:
    pages.page.evaluate(
        """(values) => Object.entries(values).forEach(([name, value]) => {
          document.getElementById(name).value = value;
        })""",
        values,
    )
