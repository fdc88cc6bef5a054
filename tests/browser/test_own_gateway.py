"""Paying at a gateway that is another process with pages of its own: there, past the bank's question, and back to the order."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import Pages
from tests.browser.served_shop import ServedShop, serving_a_shop
from tests.browser.wishes import ready_to_buy
from tests.databases import SqliteShops
from tests.gateways.process import OwnProcess, running_gateway

ASKS_THE_BANK = "4000 0000 0000 3220"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnProcess]:
    with running_gateway(tmp_path_factory.mktemp("gateway")) as running:
        yield running


@pytest.fixture(scope="module")
def its_shop(
    gateway: OwnProcess, sqlite_shops: SqliteShops, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ServedShop]:
    folder = tmp_path_factory.mktemp("shop")
    with serving_a_shop(sqlite_shops, folder, TEST_GATEWAY_URL=gateway.url) as shop:
        yield shop


@pytest.fixture
def browser_context_args(
    browser_context_args: dict[str, Any], its_shop: ServedShop
) -> dict[str, Any]:
    return browser_context_args | {"base_url": its_shop.url}


@pytest.fixture
def pages(page: Page, its_shop: ServedShop) -> Pages:
    return Pages(page, its_shop)


def test_the_bank_is_answered_at_the_gateway_and_the_order_stands(
    pages: Pages, gateway: OwnProcess, email: str
) -> None:
    pages.goes_on_with(ready_to_buy(email, method="card")).is_at("/checkout/review").buys()
    expect(pages.has("card-form")).to_be_visible()
    assert pages.page.url.startswith(f"{gateway.url}/test-gateway/")
    pages.enters_card(ASKS_THE_BANK)
    assert pages.page.url.startswith(gateway.url)
    pages.presses("approve")
    expect(pages.has("confirmation")).to_be_visible()
    assert pages.page.url.startswith(f"{pages.shop.url}/orders/")
    assert pages.shop.payments_of(email) == ["captured"]
    [charge] = gateway.charges()
    assert (charge["state"], charge["captured"]) == ("captured", charge["amount"])
