"""What a purchase costs the line, where it goes, and what stays behind in the browser."""

from collections import defaultdict
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Pages
from tests.browser.wishes import all_but_payment, cart_of, ready_to_buy
from tests.factories import berlin

#: bytes, with fonts, pictures, scripts and headers; the catalogue shows twenty pictures
BUDGET = 60 * 1024
BUDGET_OF_CATALOGUE = 90 * 1024


class Wire:
    """Counts the bytes that really come over the line, page by page, as the browser's network layer sees them."""

    def __init__(self, page: Page) -> None:
        self.bytes_of: dict[str, int] = defaultdict(int)
        self.hosts: set[str] = set()
        self._session = page.context.new_cdp_session(page)
        self._session.send("Network.enable")
        self._session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._step = ""
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self._session.on("Network.loadingFinished", self._count)

    def watches(self, step: str) -> None:
        self._step = step

    def _count(self, event: dict[str, float]) -> None:
        self.bytes_of[self._step] += int(event["encodedDataLength"])


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/products/mug-stoneware",
        "/cart",
        "/checkout/address",
        "/checkout/shipping",
        "/checkout/payment",
        "/checkout/review",
    ],
)
def test_a_page_seen_for_the_first_time_is_light_and_only_ours(
    pages: Pages, email: str, path: str
) -> None:
    pages.goes_on_with(ready_to_buy(email))
    wire = Wire(pages.page)
    wire.watches(path)
    pages.opens(path)
    pages.page.wait_for_load_state("networkidle")
    budget = BUDGET_OF_CATALOGUE if path == "/" else BUDGET
    assert 5_000 < wire.bytes_of[path] <= budget
    assert wire.hosts == {urlsplit(pages.shop.url).netloc}


def test_nothing_moves_once_it_is_shown(pages: Pages, email: str) -> None:
    pages.page.add_init_script(SHIFTS)
    pages.goes_on_with(all_but_payment(email))
    for path in ("/", "/cart", "/checkout/address", "/checkout/shipping", "/checkout/payment"):
        pages.opens(path)
        pages.page.wait_for_load_state("networkidle")
        assert pages.page.evaluate("shifts") == [], path


def test_a_purchase_leaves_nothing_personal_in_the_browsers_storage(
    pages: Pages, email: str
) -> None:
    pages.goes_on_with(cart_of()).lives_at(email, berlin).continues().is_at("/checkout/shipping")
    pages.chooses("shipping_method", "express").continues().is_at("/checkout/payment")
    pages.chooses("payment_method", "invoice").continues().is_at("/checkout/review").buys()
    expect(pages.has("confirmation")).to_be_visible()
    assert pages.page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    cookies = pages.page.context.cookies()
    assert all(each["httpOnly"] and each["sameSite"] == "Lax" for each in cookies)
    assert email not in str(cookies)


def test_a_purchase_works_where_storage_is_forbidden(pages: Pages, email: str) -> None:
    pages.page.add_init_script(NO_STORAGE)
    pages.goes_on_with(cart_of()).lives_at(email, berlin).lives_in("US").lives_in("DE")
    pages.continues().is_at("/checkout/shipping")


def test_a_page_says_what_it_needs_and_the_policy_is_kept(pages: Pages, email: str) -> None:
    """The fixture `troubles` fails this test if anything was blocked or complained."""
    pages.goes_on_with(ready_to_buy(email, method="card"))
    for path in ("/", "/help", "/cart", "/checkout/address", "/api/docs", "/no-such-page"):
        pages.opens(path)
        expect(pages.page.get_by_role("heading", level=1)).to_have_count(1)
    pages.opens("/checkout/review").buys()
    expect(pages.has("card-form")).to_be_visible()


def test_the_policy_watch_sees_what_is_blocked(pages: Pages, troubles: list[str]) -> None:
    pages.opens("/")
    pages.page.evaluate("document.body.setAttribute('onclick', 'void 0')")
    pages.page.evaluate("""() => {
      const image = new Image();
      image.src = "https://tracker.example/pixel";
    }""")
    expect(pages.page.get_by_role("heading", level=1)).to_be_visible()
    pages.opens("/cart")
    assert any("blocked by policy" in trouble for trouble in troubles)
    troubles.clear()


SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value);
}).observe({ type: "layout-shift", buffered: true });
"""

NO_STORAGE = """
for (const name of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, name, { get() { throw new DOMException("forbidden", "SecurityError"); } });
"""
