"""Every page in every state: nothing for axe to find, no scrolling sideways, nothing too small to hit."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.pages import Pages
from tests.browser.states import STATES

AXE = Axe()
WIDE, NARROW, SMALLEST = (1280, 900), (375, 667), (320, 640)
TEXT_SPACING = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; "
    "word-spacing: .16em !important; } p { margin-block-end: 2em !important; }"
)


@pytest.mark.parametrize("state", STATES)
def test_everybody_can_read_it_and_hit_everything(pages: Pages, email: str, state: str) -> None:
    STATES[state](pages, email)
    for size, scheme in ((WIDE, "light"), (WIDE, "dark"), (NARROW, "light")):
        _look(pages.page, size, scheme)
        assert _violations(pages.page) == [], (size, scheme)
    _look(pages.page, SMALLEST, "light")
    assert pages.page.evaluate(TOO_WIDE) == []
    assert pages.page.evaluate(TOO_SMALL) == []
    pages.page.evaluate(ADOPT, TEXT_SPACING)
    assert pages.page.evaluate(TOO_WIDE) == []


def test_axe_would_find_something(pages: Pages) -> None:
    pages.opens("/")
    pages.page.evaluate("document.documentElement.removeAttribute('lang')")
    assert "html-has-lang" in [each["id"] for each in _violations(pages.page)]


def test_the_rulers_would_find_something(pages: Pages) -> None:
    pages.opens("/checkout/address")
    pages.page.evaluate(
        ADOPT,
        "h1 { width: 2000px } .wordmark { display: block; width: 20px; height: 20px; overflow: hidden }",
    )
    assert pages.page.evaluate(TOO_WIDE) != []
    assert pages.page.evaluate(TOO_SMALL) != []


def _look(page: Page, size: tuple[int, int], scheme: Any) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")


def _violations(page: Page) -> list[dict[str, Any]]:
    if page.evaluate("typeof axe") == "undefined":  # half a megabyte, once for each page
        page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((told) => told.violations)")
    return [
        {
            "id": each["id"],
            "where": [(node["html"], node["failureSummary"]) for node in each["nodes"]][:4],
        }
        for each in found
    ]


ADOPT = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""

TOO_WIDE = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > page.clientWidth + 1)
    .map((each) => each.outerHTML.slice(0, 120)).slice(0, 8);
}"""

# A link within a sentence may be as high as its line; a control within a label is hit by its label.
TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".visually-hidden"))
  .filter((each) => getComputedStyle(each).display !== "inline")
  .map((each) => [each, (each.closest("label") ?? each).getBoundingClientRect()])
  .filter(([each, box]) => {
    const least = each.matches(".button, .choice__control, .input") ? 44 : 24;
    return box.height < least - 0.5 || box.width < 23.5;
  })
  .map(([each, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${each.outerHTML.slice(0, 140)}`)"""
