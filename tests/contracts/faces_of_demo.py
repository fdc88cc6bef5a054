"""The contracts of the shop `demo` as faces of the one order: step by step, and the atomic call."""

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from checkout.money import to_decimal
from tests.contracts import emporix_partner, sylius_client
from tests.contracts.faces import Money, OfShop
from tests.contracts.orders_stored import Named, named
from tests.contracts.partner import Partner

#: as the step-by-step contract numbers them
COUNTRIES = {"AT": "40", "DE": "276"}


@dataclass
class Sylius(OfShop):
    """Step by step: integers of minor units, tax as neutral rows; form fields, or JSON."""

    style: str = "form"

    @property
    def partner(self) -> sylius_client.Partner:
        return sylius_client.Partner(self.app, self.key, self.style)

    def starts(self) -> Named:
        cart = {"customer": self.purchase.email}
        made = sylius_client.told(self.partner.asks("POST", "/carts", cart), 201)
        for each in self.wanted:
            item = {"variant": each["sku"], "quantity": each["quantity"]}
            sylius_client.told(self.partner.asks("POST", f"/carts/{made['id']}/items", item), 201)
        self._addresses(made["id"])
        return named(self.app, made["id"])

    def _addresses(self, cart: int) -> None:
        to = self.purchase.address
        first, last = to.name.split()
        sent = {
            "firstName": first,
            "lastName": last,
            "street": to.line1,
            "postcode": to.postal_code,
            "city": to.city,
            "country": COUNTRIES[to.country],
        }
        self.partner.puts(
            cart, {"shippingAddress": sent, "customer": {"email": self.purchase.email}}
        )

    def finishes(self, order: Named) -> None:
        self.ships(order)
        self.partner.chooses(order.id, "invoice")
        assert self.partner.puts(order.id)["checkout_state"] == "completed"

    def ships(self, order: Named) -> None:
        """The steps before paying."""
        self._addresses(order.id)
        (way,) = self.purchase.ways.values()
        offered = self.partner.gets(f"/checkouts/{order.id}")
        chosen = [
            {"method": next(m["id"] for m in each["methods"] if m["code"] == way)}
            for each in offered
        ]
        self.partner.puts(order.id, {"shipments": chosen})

    def renders(self, order: Named) -> Money:
        told = self.partner.gets(f"/checkouts/{order.id}")
        assert told["currency"] == self.purchase.currency
        sums = Counter[str]()
        for each in told["adjustments"]:
            sums[each["type"]] += each["amount"]
        due = sum(each["amount"] for each in told["adjustments"] if not each["neutral"])
        assert told["total"] == told["items_total"] + due
        assert {each["amount"] for each in told["payments"]} == {told["total"]}
        return Money(told["total"], told["items_total"], sums["shipping"], sums["tax"])


@dataclass
class Emporix(OfShop):
    """One atomic call: decimals, to be sent exactly as the shop computes them."""

    def starts(self) -> Named:
        raise NotImplementedError

    def finishes(self, order: Named) -> None:
        body = self.body(order)
        site = emporix_partner.Site(Partner(self.app, self.key))
        cent_more = [{**emporix_partner.INVOICE, "amount": self.sent(self.purchase.money.total, 1)}]
        assert site.is_refused({**body, "paymentMethods": cent_more}) == [
            ("payment_amount_mismatch", "paymentMethods[0].amount")
        ]
        assert site.orders(body)["orderId"] == order.public_id

    def body(self, order: Named) -> dict[str, Any]:
        """The checkout, with what the partner reckons that it costs."""
        to, money = self.purchase.address, self.purchase.money
        street, number = to.line1.rsplit(" ", 1)
        first, last = to.name.split()
        address = {
            "contactName": to.name,
            "street": street,
            "streetNumber": number,
            "zipCode": to.postal_code,
            "city": to.city,
            "country": to.country,
        }
        return emporix_partner.checkout_of(
            order.public_id,
            addresses=emporix_partner.both(address),
            customer={
                "email": self.purchase.email,
                "firstName": first,
                "lastName": last,
                "guest": True,
            },
            shipping={**emporix_partner.STANDARD, "amount": self.sent(money.shipping)},
            paymentMethods=[{**emporix_partner.INVOICE, "amount": self.sent(money.total)}],
        )

    def sent(self, amount: int | None, more: int = 0) -> Any:
        """Minor units as the document's number."""
        assert amount is not None
        return json.loads(str(to_decimal(amount + more, self.purchase.currency)))

    def renders(self, order: Named) -> Money:
        raise NotImplementedError
