"""The doors of the shop, each used as its own callers use it."""

from dataclasses import dataclass, replace
from typing import Any

from flask import Flask

from checkout.addresses import Address
from checkout.operations import (
    Changes,
    Guesser,
    LineWanted,
    OrderRef,
    Placement,
    PlaceWish,
    add_line,
    cards_with,
    change_order,
    find_order,
    place,
    use_coupon,
    use_gift_card,
)
from tests.api.client import Program, fresh_key
from tests.guest import Guest
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

    def hand_in(self, code: str) -> None:
        """Puts a gift card on the order."""
        with self.app.app_context():
            [card] = cards_with([code], Guesser(SHOP, "somebody"))
            use_gift_card(self.ref, card)

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
        return _stored(self.app, self.token)

    def _change(self, changes: Changes) -> None:
        with self.app.app_context():
            change_order(self.ref, changes)


@dataclass
class PagesDoor:
    """The pages, without JavaScript: forms are read and sent as they stand."""

    guest: Guest

    def add(self, sku: str, quantity: int) -> None:
        self.guest.adds(sku, quantity)

    def set_address(self, email: str, shipping: Address, billing: Address | None) -> None:
        assert billing is None, "billing elsewhere is told by the tests of the address page"
        self.guest.ships_to(shipping, email)

    def choose_shipping(self, code: str) -> None:
        self.guest.by(code)

    def use_coupon(self, code: str) -> None:
        self.guest.opens("/cart").submits("coupon_code", coupon_code=code)

    def place(self, method: str, token: str) -> Receipt:
        assert not token, "cards are typed into the gateway's own page"
        path = self.guest.pays_by(method).places_order()
        return replace(_stored(self.guest.client.application, path.split("/")[2]), outcome="Placed")


@dataclass
class JsonDoor:
    """The native JSON API."""

    program: Program
    id: str = ""

    def add(self, sku: str, quantity: int) -> None:
        lines = self._checkout()["lines"] if self.id else []
        kept = [{name: line[name] for name in ("sku", "quantity", "options")} for line in lines]
        self._write(lines=[*kept, {"sku": sku, "quantity": quantity}])

    def set_address(self, email: str, shipping: Address, billing: Address | None) -> None:
        self._write(
            email=email,
            shipping_address=shipping.to_dict(),
            billing_address=None if billing is None else billing.to_dict(),
        )

    def choose_shipping(self, code: str) -> None:
        self._write(shipping_method=code)

    def use_coupon(self, code: str) -> None:
        self._write(coupon_codes=[code])

    def place(self, method: str, token: str) -> Receipt:
        payment = {"method": method} | ({"token": token} if token else {})
        wish = {"expected_total": self._checkout()["total"], "payment": payment}
        path = f"/checkouts/{self.id}/complete"
        answer = self.program.asks("POST", path, wish, idempotency_key=fresh_key())
        document = answer.get_json()
        lines = tuple((line["sku"], line["quantity"]) for line in document["lines"])
        return Receipt(
            "Placed", document["state"], document["total"], lines, document["number"] or ""
        )

    def _checkout(self) -> Any:
        return self.program.reads(f"/checkouts/{self.id}")

    def _write(self, **fields: object) -> None:
        if self.id:
            assert self.program.asks("PATCH", f"/checkouts/{self.id}", fields).status_code == 200
        else:
            self.id = self.program.opens(**fields)["id"]


def _stored(app: Flask, token: str) -> Receipt:
    with app.app_context():
        order = find_order(OrderRef(SHOP, token=token)).order
        lines = tuple((line.sku, line.quantity) for line in order.lines)
        return Receipt("", order.state, order.total, lines, order.number or "")
