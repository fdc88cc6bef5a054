"""How much is asked of a guest, and how it lies on the page."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.wishes import cart_of, ready_to_buy

STEPS = ("address", "shipping", "payment", "review")


@pytest.fixture
def wide(page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


@in_every_mode
def test_a_guest_sees_at_most_eight_fields_in_the_whole_checkout(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email))
    asked = []
    for step in STEPS:
        asked += pages.opens(f"/checkout/{step}").page.evaluate(VISIBLE_FIELDS)
    assert asked == ["email", "country", "name", "line1", "postal_code", "city"]
    assert len(asked) <= 8


def test_fields_stand_in_one_column_with_their_labels_above(pages: Pages, wide: Page) -> None:
    pages.goes_on_with(cart_of())
    assert wide.evaluate(SAME_ROW) == [["postal_code", "city"]]
    assert wide.evaluate(LABELS_NOT_ABOVE) == []
    assert wide.locator("[placeholder]").count() == 0


def test_fields_are_as_wide_as_what_goes_into_them(pages: Pages, wide: Page) -> None:
    pages.goes_on_with(cart_of())
    width = wide.evaluate(WIDTHS)
    assert width["postal_code"] < width["city"] <= width["line1"]
    assert width["email"] >= 30


@pytest.mark.parametrize("mode", ["scripted", "plain"], indirect=True)
def test_on_a_phone_the_summary_opens_and_shows_the_total_before(pages: Pages) -> None:
    pages.page.set_viewport_size({"width": 375, "height": 667})
    pages.goes_on_with(cart_of())
    expect(pages.has("summary-total")).to_have_text("€28.90")
    expect(pages.has("summary-lines")).to_be_hidden()
    pages.has("summary-switch").locator("summary").click()
    expect(pages.has("summary-lines")).to_be_visible()


def test_the_button_that_buys_stands_right_below_the_total(pages: Pages, email: str) -> None:
    pages.goes_on_with(ready_to_buy(email))
    total, button = pages.has("total").bounding_box(), pages.has("place").bounding_box()
    assert total is not None
    assert button is not None
    assert 0 < button["y"] - total["y"] < 300


VISIBLE_FIELDS = """() => [...document.querySelectorAll("input, select, textarea")]
  .filter((each) => !["hidden", "radio", "checkbox", "submit"].includes(each.type))
  .filter((each) => each.checkVisibility())
  .map((each) => each.name)"""

SAME_ROW = """() => {
  const fields = [...document.querySelectorAll("form .field")].filter((each) => each.checkVisibility());
  const pairs = [];
  fields.forEach((first, index) => fields.slice(index + 1).forEach((second) => {
    const [a, b] = [first.getBoundingClientRect(), second.getBoundingClientRect()];
    const name = (field) => field.querySelector("input, select, textarea").name;
    if (a.top < b.bottom && b.top < a.bottom) pairs.push([name(first), name(second)]);
  }));
  return pairs;
}"""

LABELS_NOT_ABOVE = """() => [...document.querySelectorAll("form .field label")]
  .filter((each) => each.checkVisibility())
  .filter((each) => each.getBoundingClientRect().bottom > each.control.getBoundingClientRect().top)
  .map((each) => each.htmlFor)"""

# in characters: the width of a zero
WIDTHS = """() => Object.fromEntries([...document.querySelectorAll("form .field .input")].map((each) => {
  const ruler = document.createElement("canvas").getContext("2d");
  ruler.font = getComputedStyle(each).font;
  return [each.name, each.clientWidth / ruler.measureText("0").width];
}))"""
