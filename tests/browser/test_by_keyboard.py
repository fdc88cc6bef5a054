"""A whole purchase with Tab, Shift, Enter, Space, arrows and letters, and where the focus can be seen meanwhile."""

from dataclasses import dataclass
from typing import Self

import pytest
from playwright.sync_api import Page, expect

from tests.browser.modes import in_every_mode
from tests.browser.pages import Pages
from tests.browser.wishes import cart_of, ready_to_buy
from tests.factories import berlin

#: More presses of Tab than any page has controls on the way to what is wanted.
FAR = 60


@dataclass
class Keyboard:
    """Somebody without a mouse, who sees where the focus is."""

    pages: Pages

    @property
    def page(self) -> Page:
        return self.pages.page

    def tabs_to(self, testid: str) -> Self:
        for _ in range(FAR):
            if self.page.evaluate("document.activeElement.dataset.testid ?? ''") == testid:
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {testid}")

    def types(self, testid: str, text: str) -> Self:
        self.tabs_to(testid)
        self.page.keyboard.insert_text(text)
        return self

    def presses(self, key: str) -> Self:
        with self.pages.answered():
            self.page.keyboard.press(key)
        return self


@pytest.fixture
def keyboard(pages: Pages) -> Keyboard:
    return Keyboard(pages)


@in_every_mode
def test_a_guest_buys_without_a_mouse(keyboard: Keyboard, email: str) -> None:
    pages = keyboard.pages
    pages.opens("/products/mug-stoneware")
    keyboard.tabs_to("add-to-cart").presses("Enter")
    keyboard.tabs_to("checkout").presses("Enter")
    keyboard.types("email", email).types("name", berlin.name).types("line1", berlin.line1)
    keyboard.types("postal_code", berlin.postal_code).types("city", berlin.city).presses("Enter")
    pages.is_at("/checkout/shipping")
    keyboard.tabs_to("shipping_method-standard")
    _chooses_the_next(keyboard, asks_the_server=pages.scripted)
    expect(pages.has("shipping_method-express")).to_be_checked()
    keyboard.tabs_to("continue").presses("Space")
    pages.is_at("/checkout/payment")
    keyboard.tabs_to("payment_method-card")
    _chooses_the_next(keyboard, asks_the_server=False)
    expect(pages.has("payment_method-invoice")).to_be_checked()
    keyboard.tabs_to("continue").presses("Enter")
    pages.is_at("/checkout/review")
    keyboard.tabs_to("place").presses("Enter")
    expect(pages.has("confirmation")).to_be_visible()
    assert pages.total() == 2400 + 1290


def _chooses_the_next(keyboard: Keyboard, *, asks_the_server: bool) -> None:
    if asks_the_server:
        keyboard.presses("ArrowDown")
    else:
        keyboard.page.keyboard.press("ArrowDown")


def test_the_skip_link_leads_past_the_header(keyboard: Keyboard) -> None:
    keyboard.pages.opens("/")
    keyboard.page.keyboard.press("Tab")
    expect(keyboard.page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    keyboard.page.keyboard.press("Enter")
    expect(keyboard.page.locator("main")).to_be_focused()


@pytest.mark.parametrize("size", [(1280, 800), (375, 667)], ids=["wide", "narrow"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/products/apron-linen",
        "/cart",
        "/checkout/address",
        "/checkout/payment",
        "/checkout/review",
    ],
)
def test_the_focus_is_always_seen(
    keyboard: Keyboard, email: str, path: str, size: tuple[int, int]
) -> None:
    width, height = size
    keyboard.page.set_viewport_size({"width": width, "height": height})
    keyboard.pages.goes_on_with(ready_to_buy(email)).opens(path)
    seen = set()
    for _ in range(FAR):
        keyboard.page.keyboard.press("Tab")
        focus = keyboard.page.evaluate(FOCUS)
        if focus["place"] in seen or focus["place"] == "BODY":
            break
        seen.add(focus["place"])
        assert focus["is_uncovered"], focus
        assert focus["has_ring"], focus
    assert len(seen) > 4


@in_every_mode
def test_errors_take_the_focus_and_lead_to_their_fields(keyboard: Keyboard) -> None:
    keyboard.pages.goes_on_with(cart_of())
    keyboard.tabs_to("email").presses("Enter")
    expect(keyboard.pages.has("error-summary")).to_be_focused()
    keyboard.page.keyboard.press("Tab")
    keyboard.page.keyboard.press("Enter")
    expect(keyboard.pages.has("email")).to_be_focused()


FOCUS = """() => {
  const focused = document.activeElement;
  if (focused === document.body) return { place: "BODY" };
  const control = focused.closest("label") ?? focused;
  const box = control.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const rings = [focused, control, focused.parentElement].map((each) => getComputedStyle(each));
  rings.push(getComputedStyle(focused, "::after"));
  return {
    place: [...document.querySelectorAll("*")].indexOf(focused) + " " + focused.outerHTML.slice(0, 120),
    is_uncovered: top !== null && (control.contains(top) || top.contains(control)),
    has_ring: rings.some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
  };
}"""
