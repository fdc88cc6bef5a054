"""A served shop for each test process, and a browser that uses it with scripts, without, or with htmx kept away."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests.browser.door import BrowserDoor
from tests.browser.pages import Pages
from tests.browser.served_shop import ServedShop, serving_a_shop
from tests.databases import SqliteShops
from tests.shopper import Shopper

REPORTS_OF_BLOCKED_CONTENT = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("blocked by policy: " + event.violatedDirective + " " + event.blockedURI));
"""


@pytest.fixture(scope="session")
def shop(
    sqlite_shops: SqliteShops, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedShop]:
    """One shop for all tests of this process: whoever changes its shelves, changes a SKU of their own."""
    with serving_a_shop(sqlite_shops, tmp_path_factory.mktemp("shop")) as shop:
        yield shop


@pytest.fixture(scope="session")
def base_url(shop: ServedShop) -> str:
    """Where paths without a host lead."""
    return shop.url


@pytest.fixture
def mode(request: pytest.FixtureRequest) -> str:
    """How the browser runs scripts: "scripted", "plain" (not at all) or "htmx blocked"."""
    chosen: str = getattr(request, "param", "scripted")
    return chosen


@pytest.fixture
def context_options() -> dict[str, Any]:
    """What a module changes about its browser: size, colours, language."""
    return {}


@pytest.fixture
def context(
    new_context: Any, mode: str, context_options: dict[str, Any], troubles: list[str]
) -> BrowserContext:
    """A browser nobody has used yet, in Germany and reading English."""
    options = {"locale": "en-DE", "java_script_enabled": mode != "plain", **context_options}
    context: BrowserContext = new_context(**options)
    context.set_default_timeout(10_000)
    context.add_init_script(REPORTS_OF_BLOCKED_CONTENT)
    context.on("console", lambda message: _note(message, troubles))
    context.on("weberror", lambda error: troubles.append(str(error.error)))
    if mode == "htmx blocked":
        context.route("**/htmx.min.js", lambda route: route.abort())
    return context


@pytest.fixture
def troubles() -> Iterator[list[str]]:
    """What the browser's console complains about; a test in which it does has failed."""
    noted: list[str] = []
    yield noted
    assert noted == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def email() -> str:
    """The address of somebody who never bought here before."""
    return f"ada.{uuid4().hex[:10]}@example.com"


@pytest.fixture
def pages(page: Page, shop: ServedShop, mode: str) -> Pages:
    return Pages(page, shop, scripted=mode == "scripted")


@pytest.fixture
def shopper(pages: Pages, email: str) -> Shopper:
    """Somebody in front of a browser."""
    return Shopper(BrowserDoor(pages), email)


def _note(message: ConsoleMessage, troubles: list[str]) -> None:
    # A page that answers 4xx, or a request that a test cuts off, is no fault of the page.
    if message.type == "error" and "Failed to load resource" not in message.text:
        troubles.append(message.text)
