"""Buyers at every door, each one step away from the order: what they do next is what the proofs are about."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from flask import Flask

from checkout.catalog import catalog_of, shop_version
from checkout.keys import create_key
from checkout.operations.sweep import sweep
from tests.api.client import COMPLETE, INVOICE, Program, card, fresh_key
from tests.contracts import photo_orders, summary_client, sylius_client
from tests.contracts.emporix_partner import PATH as EMPORIX
from tests.contracts.emporix_partner import by_card, checkout_of
from tests.contracts.partner import Partner
from tests.contracts.seven_faces import MAILBOX
from tests.guest import Guest

CARD = {"number": "4242424242424242", "expiry": "09/31", "code": "123"}
SHOPS = ("demo", "print", "cloud")
MUGS = 2 * 2400 + 490

#: how contracts that have no status for it say that nobody knows yet whether it was paid
WAITS = (b'"PaymentPending"', b'"PENDING"')


@dataclass(frozen=True)
class Buyer:
    """Somebody with a full cart. `buys` places the order, however often; true: was told that it is placed."""

    #: the id of the order; none: there is none yet
    order: int | None
    buys: Callable[[], bool]


class Doors:
    """The ways into the shops of an application: `door(name)` lets a new buyer come to that one."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            keys = {shop: create_key(shop, ["all"], "partner") for shop in SHOPS}
            for shop in SHOPS:  # a process makes it once, and its threads wait for whoever does
                catalog_of(shop, shop_version(shop))
        self.keys = keys
        self.program = Program(app, keys["demo"])
        self._numbers = count(1)

    def buyer(self, door: str) -> Buyer:
        """A new buyer at the door."""
        return BUYERS[door](self)

    def pages_by_invoice(self) -> Buyer:
        guest, order = self._guest("invoice")

        def buys() -> bool:
            guest.sends("expected_total")
            return _is_placed(guest)

        return Buyer(order, _from_the_page(guest, buys))

    def pages_by_card(self) -> Buyer:
        guest, order = self._guest("card")

        def buys() -> bool:
            guest.submits("expected_total")
            if guest.path == "/checkout/payment":  # its attempt was closed: it is another one now
                guest.submits("payment_method").submits("expected_total")
            if "/test-gateway/" in guest.path:
                guest.submits("number", **CARD, do="pay")
            return _is_placed(guest)

        return Buyer(order, _from_the_page(guest, buys))

    def native_by_card(self, token: str = "tok_visa", **more: Any) -> Buyer:  # noqa: S107
        checkout = self.program.opens(**COMPLETE, **more)
        body = {"expected_total": checkout["total"], "payment": card(token)}
        return self._native(checkout, body)

    def native_whose_answer_is_lost(self) -> Buyer:
        return self.native_by_card("tok_timeout")

    def native_by_invoice(self) -> Buyer:
        checkout = self.program.opens(**COMPLETE)
        return self._native(checkout, {"expected_total": checkout["total"], "payment": INVOICE})

    def _native(self, checkout: Any, body: Any) -> Buyer:
        keys = [f"{fresh_key()}-{checkout['id']}" for _ in range(2)]
        path = f"/checkouts/{checkout['id']}/complete"

        def buys() -> bool:
            answer = self.program.asks("POST", path, body, idempotency_key=keys[0])
            if (
                answer.status_code == 402
            ):  # its attempt was closed: nothing was charged, so it is another request now
                answer = self.program.asks("POST", path, body, idempotency_key=keys[1])
            assert answer.status_code < 500, answer.get_data(as_text=True)
            return answer.status_code == 200

        return Buyer(int(checkout["order_id"]), buys)

    def step_by_step(self) -> Buyer:
        partner = sylius_client.Partner(self.app, self.keys["demo"])
        cart = partner.prepares("card")

        def buys() -> bool:
            confirmed = partner.asks("PUT", f"/checkouts/{cart}")
            paid = partner.asks("PUT", f"/checkouts/{cart}", sylius_client.CARD)
            assert max(confirmed.status_code, paid.status_code) < 500
            states = (paid.get_json() or {}).get("payments", [{}])
            return paid.status_code == 200 and states[0].get("state") == "completed"

        return Buyer(cart, buys)

    def atomic(self) -> Buyer:
        checkout = self.program.opens(lines=COMPLETE["lines"])
        due = by_card("tok_visa") | {"amount": MUGS / 100}
        body = checkout_of(checkout["id"], paymentMethods=[due])
        partner = Partner(self.app, self.keys["demo"])
        return Buyer(int(checkout["order_id"]), lambda: _told(partner.asks("POST", EMPORIX, body)))

    def photo_order(self) -> Buyer:
        partner = Partner(self.app, self.keys["print"])
        begun = photo_orders.begin(partner)
        return Buyer(int(begun["orderId"]), lambda: _told(photo_orders.finish(partner, begun)))

    def summary(self) -> Buyer:
        printer = summary_client.PrintPartner(self.app, Partner(self.app, self.keys["print"]))
        rosa = printer.makes(
            "/customers", email=f"rosa{next(self._numbers)}@example.com", name="Rosa"
        )
        stored = {"payment_method": "card", "token": "tok_visa", "label": "Visa … 4242"}
        printer.makes(f"/customers/{rosa['id']}/payment-methods", **stored)
        order = printer.order(customer=rosa["id"])
        path, body = f"/v1/order/{order}/checkout", {"postageType": "Standard", "autoBill": True}

        return Buyer(order, lambda: _told(printer.contract.asks("POST", path, body)))

    def purchase_request(self) -> Buyer:
        partner = Partner(self.app, self.keys["cloud"])
        body = self.purchase_body(f"order {next(self._numbers)}")
        path = "/api/v1/purchaserequest/checkout"
        return Buyer(None, lambda: _told(partner.asks("POST", path, body)))

    def purchase_body(self, external_id: str) -> dict[str, Any]:
        """A purchase request of a tenant."""
        product, number, _ = MAILBOX.split(":")
        line = {"productId": product, "skuId": number, "catalogItemId": MAILBOX, "quantity": 3}
        return {
            "resellerCustomerId": 123,
            "externalOrderId": external_id,
            "orderLines": [line],
        }

    def worker(self) -> Buyer:
        """Somebody whose answer was lost, and a worker who sees to it."""
        buyer = self.native_by_card("tok_timeout")
        buyer.buys()

        def sweeps() -> bool:
            with self.app.app_context():
                return sweep()["payments"] == 1

        return Buyer(buyer.order, sweeps)

    def _guest(self, method: str) -> tuple[Guest, int]:
        """Somebody on the review page of a checkout that a program began."""
        checkout = self.program.opens(**COMPLETE, payment_method=method)
        guest = Guest(self.app.test_client()).opens(
            checkout["page"].removeprefix("http://localhost")
        )
        return guest.opens("/checkout/review"), int(checkout["order_id"])


DOORS: dict[str, Callable[[Doors], Buyer]] = {
    "pages": Doors.pages_by_card,
    "native API": Doors.native_by_card,
    "step by step": Doors.step_by_step,
    "atomic": Doors.atomic,
    "photo order": Doors.photo_order,
    "checkout summary": Doors.summary,
    "purchase request": Doors.purchase_request,
}
ANSWER_LOST = "native API, answer lost"
#: other ways through the same doors
OTHER_WAYS = {
    "pages by invoice": Doors.pages_by_invoice,
    "native API by invoice": Doors.native_by_invoice,
    ANSWER_LOST: Doors.native_whose_answer_is_lost,
}
#: nobody's door: an order that is being placed, and who settles it
WORKER = "worker"
BUYERS = {**DOORS, **OTHER_WAYS, WORKER: Doors.worker}


def is_told_placed(answer: Any) -> bool:
    """Whether the answer of a program says so; also one that waits for the gateway is told so much."""
    return answer.status_code in {200, 204} and not any(each in answer.data for each in WAITS)


def _told(answer: Any) -> bool:
    assert answer.status_code < 500, answer.get_data(as_text=True)
    return is_told_placed(answer)


def _from_the_page(guest: Guest, buys: Callable[[], bool]) -> Callable[[], bool]:
    """Every time from the page as it was seen first, with the button still on it."""
    seen, path = guest.seen, guest.path

    def again() -> bool:
        guest.seen, guest.path = seen, path
        return buys()

    return again


def _is_placed(guest: Guest) -> bool:
    assert guest.seen is not None
    assert guest.seen.status_code < 500, guest.html
    if guest.seen.location:
        guest.opens(guest.seen.location)
    return 'data-testid="confirmation"' in guest.html
