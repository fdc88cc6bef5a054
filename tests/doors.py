"""The doors of the shop, each used as its own callers use it."""

from dataclasses import dataclass, replace

from flask import Flask

from checkout.addresses import Address
from checkout.operations import (
    Changes,
    LineWanted,
    OrderRef,
    Placement,
    PlaceWish,
    add_line,
    change_order,
    find_order,
    place,
    use_coupon,
)
from tests.shopper import Receipt

SHOP = "demo"
RETURN_URL = "http://shop.example/orders/{token}"


@dataclass
class OperationsDoor:
    """The verbs themselves, without a page or a request in between."""

    app: Flask
    token: str = ""

    @property
    def ref(self) -> OrderRef:
        """How the shopper's order is named."""
        return OrderRef(SHOP, token=self.token)

    def add(self, sku: str, quantity: int) -> None:
        with self.app.app_context():
            self.token = add_line(self.ref, LineWanted(sku, quantity), "en").order.token

    def set_address(self, email: str, shipping: Address, billing: Address | None) -> None:
        self._change(Changes(email=email, shipping_address=shipping, billing_address=billing))

    def choose_shipping(self, code: str) -> None:
        self._change(Changes(shipping_method=code))

    def use_coupon(self, code: str) -> None:
        with self.app.app_context():
            use_coupon(self.ref, code)

    def place(self, method: str, token: str) -> Receipt:
        return self.confirm(self.total_shown(), method, token)

    def total_shown(self) -> int:
        """What the shopper would be asked to confirm now."""
        with self.app.app_context():
            return find_order(self.ref).priced.total

    def confirm(self, total: int, method: str = "invoice", token: str = "") -> Receipt:
        """Places the order for the total that the shopper saw."""
        answer = self.ask_for(total, method, token)
        return replace(self.receipt(), outcome=type(answer).__name__)

    def ask_for(self, total: int, method: str = "invoice", token: str = "") -> Placement:
        """The same, with the verb's own answer."""
        with self.app.app_context():
            return place(self.ref, PlaceWish(total, "shopper", RETURN_URL, method, token))

    def receipt(self) -> Receipt:
        """How the order stands."""
        with self.app.app_context():
            order = find_order(self.ref).order
            lines = tuple((line.sku, line.quantity) for line in order.lines)
            return Receipt("", order.state, order.total, lines, order.number or "")

    def _change(self, changes: Changes) -> None:
        with self.app.app_context():
            change_order(self.ref, changes)
