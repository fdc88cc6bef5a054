"""The browser as a door of the shop: the same sentences as at every other door, said with keyboard and mouse."""

from dataclasses import dataclass

from checkout.addresses import Address
from tests.browser.pages import Pages, minor_units
from tests.shopper import Receipt

CARD_NUMBERS = {
    "tok_visa": "4242 4242 4242 4242",
    "tok_declined": "4000 0000 0000 0002",
    "tok_insufficient_funds": "4000 0000 0000 9995",
    "tok_3ds": "4000 0000 0000 3220",
    "tok_timeout": "4000 0000 0000 0119",
}


@dataclass
class BrowserDoor:
    """One tab, from the product page to the order's page."""

    pages: Pages

    def add(self, sku: str, quantity: int) -> None:
        self.pages.adds(sku, quantity)

    def set_address(self, email: str, shipping: Address, billing: Address | None) -> None:
        self.pages.goes_to_checkout().is_at("/checkout/address").lives_at(email, shipping)
        if billing is not None:
            self.pages.bills_to(billing)
        self.pages.continues()

    def choose_shipping(self, code: str) -> None:
        self.pages.is_at("/checkout/shipping").chooses("shipping_method", code).continues()

    def use_coupon(self, code: str) -> None:
        self.pages.hands_in(code)

    def place(self, method: str, token: str) -> Receipt:
        self.pages.is_at("/checkout/payment").chooses("payment_method", method).continues()
        self.pages.is_at("/checkout/review").buys()
        if method == "card":
            self.pages.enters_card(CARD_NUMBERS[token])
        return self.receipt()

    def receipt(self) -> Receipt:
        """What the page says about the order, or what it says went wrong."""
        order = self.pages.page.locator("[data-testid=order], [data-testid=decline], h1").first
        order.wait_for()
        if not self.pages.has("order-number").count():
            return Receipt(order.inner_text(), "open", 0, ())
        number = self.pages.has("order-number").inner_text()
        stored = self.pages.shop.order(number)
        lines = tuple((line.sku, line.quantity) for line in stored.lines)
        shown = minor_units(self.pages.has("total").locator("dd").inner_text())
        return Receipt("Placed", stored.state, shown, lines, number)
