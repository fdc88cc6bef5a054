"""A shopper who buys as tests tell: `shopper.adds("mug-stoneware", 2).ships_to(berlin).by("standard").pays_by_invoice()`.

The same sentences work at every door of the shop; a door knows how its surface is used.
"""

from dataclasses import dataclass
from typing import Protocol, Self

from checkout.addresses import Address
from tests.factories import ADA


@dataclass(frozen=True)
class Receipt:
    """What became of an order, in any door's words: minor units, SKUs and quantities."""

    outcome: str
    state: str
    total: int
    lines: tuple[tuple[str, int], ...]
    number: str = ""


class Door(Protocol):
    """A way into the shop."""

    def add(self, sku: str, quantity: int) -> None:
        """Puts units of a SKU into the cart."""

    def set_address(self, email: str, shipping: Address, billing: Address | None) -> None:
        """Says who buys and where it goes; no billing address means as shipping."""

    def choose_shipping(self, code: str) -> None:
        """Chooses how it is delivered."""

    def use_coupon(self, code: str) -> None:
        """Hands in a coupon."""

    def place(self, method: str, token: str) -> Receipt:
        """Confirms the total shown, and pays."""


class Shopper:
    """Somebody at a door of the shop, saying one thing after the other."""

    def __init__(self, door: Door, email: str = ADA) -> None:
        self.door = door
        self._email = email
        self._method, self._token = "invoice", ""

    def adds(self, sku: str, quantity: int = 1) -> Self:
        self.door.add(sku, quantity)
        return self

    def ships_to(self, address: Address, billing: Address | None = None) -> Self:
        self.door.set_address(self._email, address, billing)
        return self

    def by(self, shipping_method: str) -> Self:
        self.door.choose_shipping(shipping_method)
        return self

    def uses(self, coupon: str) -> Self:
        self.door.use_coupon(coupon)
        return self

    def pays_by_invoice(self) -> Self:
        self._method, self._token = "invoice", ""
        return self

    def pays_by_card(self, token: str = "tok_visa") -> Self:  # noqa: S107 (a published test token)
        self._method, self._token = "card", token
        return self

    def places_order(self) -> Receipt:
        return self.door.place(self._method, self._token)
