"""An order as this contract sees it: where it stands, what was written down about it, whose it is, and how far it has come."""

from dataclasses import dataclass
from typing import Any

from ...catalog import Catalog
from ...models import Customer, Order, PaymentMethod
from ...offers.shipments import ShipmentOffer
from ...operations import OrderRef, find_customer, find_order
from ...operations.records import NOTHING, Records, records_of
from ...requirements import STEPS
from ...standing import Standing

#: what this contract is called in an order's `contract_data`
NAME = "sylius"
#: among it, whether it was said how it is shipped
SHIPS = "ships"
#: and whether it was said how it is paid
PAYS = "pays"
CONFIRMED = ("placing", "placed")


@dataclass(frozen=True)
class Seen:
    """An order and everything a document needs to know about it."""

    standing: Standing
    records: Records = NOTHING
    customer: Customer | None = None

    @property
    def order(self) -> Order:
        """The order's row."""
        return self.standing.order

    @property
    def catalog(self) -> Catalog:
        """The shop's catalogue."""
        return self.standing.catalog

    @property
    def is_open(self) -> bool:
        """Whether it is still a cart."""
        return self.order.state == "open"

    @property
    def is_confirmed(self) -> bool:
        """Whether the buyer has confirmed it, whatever became of it since."""
        return self.order.state in CONFIRMED or self.order.placed_at is not None

    @property
    def kept(self) -> dict[str, Any]:
        """What this contract keeps with the order."""
        found = self.order.contract_data.get(NAME)
        return found if isinstance(found, dict) else {}

    @property
    def payment(self) -> PaymentMethod | None:
        """The way to pay that was chosen for an open order."""
        return self.standing.payment

    @property
    def proposals(self) -> tuple[ShipmentOffer, ...]:
        """The shipments of an open order as they would be, in the order in which they are numbered."""
        return self.standing.shipments

    @property
    def asks_for_shipping(self) -> bool:
        """Whether it is still to be said how it is shipped. In this contract it is said after where it goes, also where there is one way only."""
        if not self.is_open or not self.standing.requires_shipping:
            return False
        is_nowhere = self.order.shipping_address_data is None
        return is_nowhere or self.lacks("shipping") or self.kept.get(SHIPS) is False

    @property
    def asks_for_payment(self) -> bool:
        """Whether it is still to be said how it is paid, or to be said again after addressing. Confirming keeps what was chosen."""
        if not self.is_open:
            return False
        is_again = self.kept.get(PAYS) is False and self.standing.priced.total > 0
        return self.lacks("payment") or is_again

    def lacks(self, step: str) -> bool:
        """Whether a step, one of `requirements.STEPS`, still needs something."""
        return any(each.step == step for each in self.standing.missing)

    @property
    def next_step(self) -> str:
        """What the next PUT must bring: one of `STEPS`, "finalize", or "" when the checkout is finished."""
        if not self.is_open:
            return ""
        if self.lacks("cart") or self.lacks("address"):
            return STEPS[1]
        if self.asks_for_shipping:
            return STEPS[2]
        return STEPS[3] if self.asks_for_payment else "finalize"

    @property
    def checkout_state(self) -> str:
        """How far it has come, as the contract spells it."""
        if self.is_confirmed:
            return "completed"
        reached = {"shipping": "addressing", "payment": "shipping", "finalize": "payment_selected"}
        return reached.get(self.next_step, "cart")


def look_at(ref: OrderRef) -> Seen:
    """The order now. One statement for a cart, more for what was written down and for its customer. Raises `OrderNotFound`."""
    standing = find_order(ref)
    order = standing.order
    records = NOTHING if order.number is None else records_of([order.id])[order.id]
    customer = None
    if standing.customer is not None:
        customer = find_customer(ref.shop_code, standing.customer.public_id).customer
    return Seen(standing, records, customer)
