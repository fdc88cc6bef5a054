"""The contracts of the shops `print` and `cloud` as faces of the one order."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from checkout.money import from_decimal
from checkout.operations.sweep import sweep
from tests.contracts import photo_orders, summary_client
from tests.contracts.faces import Money, OfShop
from tests.contracts.orders_stored import Named, named
from tests.contracts.partner import Partner


@dataclass
class PhotoOrder(OfShop):
    """Photo orders: integers of minor units by subcart; neither the total nor tax is told."""

    @property
    def partner(self) -> Partner:
        return Partner(self.app, self.key)

    @property
    def cart(self) -> dict[str, Any]:
        """What is bought, at what the partner reckons that it costs."""
        subcarts = [
            {"producer": "Allcop", "items": [_item("14631000", 1, 11900)], "shipping": 3450},
            {"producer": "main", "items": [_item("business-cards-100", 2, 2400)], "shipping": 600},
        ]
        return {"subcarts": subcarts}

    @property
    def customer(self) -> dict[str, Any]:
        to = self.purchase.address
        first, last = to.name.split()
        address = {
            "firstname": first,
            "lastname": last,
            "street": to.line1,
            "city": to.city,
            "region": to.region,
            "zipcode": to.postal_code,
            "country": to.country,
        }
        return {"email": self.purchase.email, "deliveryaddress": address}

    def starts(self) -> Named:
        begun = photo_orders.begin(self.partner, {"cart": self.cart, "customer": self.customer})
        return named(self.app, int(begun["orderId"]))

    def finishes(self, order: Named) -> None:
        sent = {"cart": self.cart, "customer": self.customer}
        answer = photo_orders.finish(self.partner, {"orderId": order.id}, sent)
        assert answer.status_code == 200, answer.get_data(as_text=True)
        assert answer.get_json()["status"] == "Enqueued"

    def renders(self, order: Named) -> Money:
        subcarts = photo_orders.read(self.partner, {"orderId": order.id})["cart"]["subcarts"]
        items = sum(i["count"] * i["price"] for each in subcarts for i in each["items"])
        return Money(None, items, sum(each["shipping"] for each in subcarts), None)


def _item(sku: str, count: int, price: int) -> dict[str, Any]:
    return {"sku": sku, "count": count, "price": price}


@dataclass
class CheckoutSummary(OfShop):
    """Priced, then executed: decimals, nested items without tax."""

    @property
    def partner(self) -> summary_client.PrintPartner:
        return summary_client.PrintPartner(self.app, Partner(self.app, self.key))

    def starts(self) -> Named:
        raise NotImplementedError

    def finishes(self, order: Named) -> None:
        self.partner.executes(order.id, postageType="Standard", autoBill=False)

    def renders(self, order: Named) -> Money:
        payload = self.partner.prices(order.id)["payload"]
        summary_client.adds_up(payload)
        sums: dict[str, Decimal] = {}
        for each in summary_client.items(payload):
            kind = each["transactionSubType"]
            sums[kind] = sums.get(kind, Decimal(0)) + each["total"]
        amounts = payload["balance"], sums["Product"], sums["Postage"], payload["totalTax"]
        return Money(*(from_decimal(each, self.purchase.currency) for each in amounts))


@dataclass
class PurchaseRequest(OfShop):
    """Verified orders of tenants: no money at all, only what was bought and where it stands."""

    @property
    def partner(self) -> Partner:
        return Partner(self.app, self.key)

    def starts(self) -> Named:
        return self._sends(ScheduledPurchaseDate="2026-07-20")

    def buys(self) -> Named:
        """An order at one go."""
        return self._sends()

    def _sends(self, **more: str) -> Named:
        lines = []
        for sku, quantity in self.purchase.lines:
            product, number, _ = sku.split(":")
            lines.append(
                {
                    "productId": product,
                    "skuId": number,
                    "catalogItemId": sku,
                    "quantity": quantity,
                }
            )
        order = {"resellerCustomerId": self.purchase.tenant, "orderLines": lines, **more}
        answer = self.partner.asks("POST", "/api/v1/purchaserequest/checkout", order)
        assert answer.status_code == 204, answer.get_data(as_text=True)
        return self.begun()

    def finishes(self, order: Named) -> None:
        """Only its own, on their day."""
        self.clock.forward(days=40)
        with self.app.app_context():
            assert sweep()["scheduled"] == 1

    def renders(self, order: Named) -> Money:
        path = f"/api/v1/purchaserequest/orders?customerTenantId={self.purchase.tenant}"
        every = self.partner.asks("GET", path).get_json()["Items"]
        number = named(self.app, order.id).number
        listed = [each for each in every if each["OrderReferenceId"] == number]
        told = [(each["CatalogId"], each["Quantity"], each["OrderState"]) for each in listed]
        wanted = [(*line, 1) for line in self.purchase.lines]
        assert told == (wanted if order.customer else [])
        return Money(None, None, None, None)
