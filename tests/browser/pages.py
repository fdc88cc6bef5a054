"""The pages as a shopper uses them: by labels, by the buttons' test ids, and never faster than the page answers."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Self

from playwright.sync_api import Locator, Page, expect

from checkout.addresses import Address
from checkout.demo.products import PRODUCTS
from tests.browser.served_shop import ServedShop

SLUG_OF = {variant.sku: product.slug for product in PRODUCTS for variant in product.variants}
#: Behind a disclosure: a shopper opens it first.
RARE = ("company", "line2", "phone", "note")
#: Choices that renew a part of the page.
RENEWING = ("shipping_method", "saved_address")
CARD = {"expiry": "09/31", "code": "123"}


@dataclass
class Pages:
    """One tab of somebody's browser. `scripted`: htmx runs in it."""

    page: Page
    shop: ServedShop
    scripted: bool = True

    def opens(self, path: str) -> Self:
        self.page.goto(path)
        return self

    def has(self, testid: str) -> Locator:
        return self.page.get_by_test_id(testid)

    def presses(self, testid: str) -> Self:
        """Presses a button or follows a link, and waits until the page has answered."""
        with self.answered():
            self.has(testid).click()
        return self

    def is_at(self, path: str) -> Self:
        expect(self.page).to_have_url(path)
        return self

    def goes_on_with(self, wanted: Mapping[str, Any]) -> Self:
        """Opens a checkout that a program began, at its first unmet step."""
        return self.opens(self.shop.begins_checkout(**wanted)["page"])

    def adds(self, sku: str, quantity: int = 1) -> Self:
        self.opens(f"/products/{SLUG_OF[sku]}")
        if SLUG_OF[sku] != sku:
            self.has(f"sku-{sku}").check()
        self.page.get_by_label("Quantity").fill(str(quantity))
        self.presses("add-to-cart")
        return self.is_at("/cart")

    def goes_to_checkout(self) -> Self:
        return self.opens("/cart").presses("checkout")

    def wants(self, name: str, quantity: str) -> Self:
        """Types how many of a line are wanted, and presses Enter."""
        control = self.page.get_by_label(f"Quantity of {name}")
        control.fill(quantity)
        with self.answered():
            control.press("Enter")
        return self

    def hands_in(self, code: str) -> Self:
        self.opens_disclosure("coupon-disclosure")
        self.page.get_by_label("Voucher code").fill(code)
        return self.presses("apply-coupon")

    def lives_in(self, country: str, prefix: str = "") -> Self:
        """Chooses the country, and waits for the fields it has."""
        control = self.has(f"{prefix}country")
        if control.input_value() == country:
            return self
        control.focus()
        if self.scripted:
            with self.answered():
                control.select_option(country)
        else:
            control.select_option(country)
            self.presses(f"update-{prefix}country")
        return self

    def types(self, values: Mapping[str, str]) -> Self:
        """Fills controls by their names; rare ones behind their disclosure."""
        for name, value in values.items():
            control = self.has(name)
            if name.removeprefix("billing_") in RARE:
                prefix = "billing_" if name.startswith("billing_") else ""
                self.opens_disclosure(f"{prefix}country-rare")
            if (
                name.endswith("region")
                and control.evaluate("control => control.tagName") == "SELECT"
            ):
                control.select_option(value)
            else:
                control.fill(value)
        return self

    def typed(self, *names: str) -> dict[str, str]:
        """What stands in the controls of these names."""
        return {name: self.has(name).input_value() for name in names}

    def lives_at(self, email: str, address: Address) -> Self:
        """Fills the address step."""
        self.lives_in(address.country)
        values = {name: text for name, text in address.to_dict().items() if text}
        values.pop("country")
        return self.types({"email": email, **values})

    def bills_to(self, address: Address) -> Self:
        """Fills a billing address of its own."""
        self.asks_for_billing().lives_in(address.country, "billing_")
        values = {f"billing_{name}": text for name, text in address.to_dict().items() if text}
        values.pop("billing_country")
        return self.types(values)

    def asks_for_billing(self) -> Self:
        """Takes the tick off "the same", and waits for the fields."""
        same = self.has("billing_same")
        if self.scripted:
            with self.answered():
                same.uncheck()
        else:
            same.uncheck()
            self.presses("update-billing")
        return self

    def chooses(self, name: str, value: str) -> Self:
        """Marks one of several choices, and waits for the total to follow."""
        choice = self.has(f"{name}-{value}")
        if choice.is_checked():
            return self
        if self.scripted and name.partition("-")[0] in RENEWING:
            with self.answered():
                choice.check()
        else:
            choice.check()
        return self

    def continues(self) -> Self:
        return self.presses("continue")

    def buys(self) -> Self:
        return self.presses("place")

    def enters_card(self, number: str) -> Self:
        """Fills the provider's card page and pays."""
        return self.types({"number": number, **CARD}).presses("pay")

    def opens_disclosure(self, testid: str) -> None:
        disclosure = self.has(testid)
        if disclosure.get_attribute("open") is None:
            disclosure.locator("summary").click()

    def total(self) -> int:
        """The total on the page, in minor units."""
        return minor_units(self.has("total").locator("dd").inner_text())

    @contextmanager
    def answered(self) -> Iterator[None]:
        """Does something that asks the server, and waits until the page shows the answer."""
        self.page.evaluate("document.documentElement.toggleAttribute('data-left', true)")
        with self.page.expect_response(lambda answer: "/assets/" not in answer.url) as answering:
            yield
        answer = answering.value
        if answer.request.is_navigation_request() or "hx-redirect" in answer.headers:
            self.arrives()
        self.settles()

    def settles(self) -> None:
        """Waits until no part of the page is being renewed."""
        expect(self.page.locator("[aria-busy]")).to_have_count(0)

    def arrives(self) -> None:
        """Waits for the next page."""
        expect(self.page.locator("html[data-left]")).to_have_count(0)
        self.page.wait_for_load_state()


def minor_units(text: str) -> int:
    """What an amount of euros in any of the shop's languages says: "€1,234.50" -> 123450."""
    digits = "".join(each for each in text if each.isdigit())
    return int(digits) * (-1 if "\N{MINUS SIGN}" in text else 1)
