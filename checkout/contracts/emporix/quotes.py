"""What the checkout of a quote asks: the quote says what is bought, the customer's address book where it goes."""

from collections.abc import Iterator
from dataclasses import dataclass

from ...addresses import Address
from ...callers import Caller
from ...offers.shipments import ShipmentOffer
from ...offers.windows import Window
from ...operations import (
    Acceptor,
    Changes,
    Fault,
    QuoteRef,
    Revision,
    ShipmentWish,
    find_customer,
    find_quote,
)
from ...standing import Standing
from .carts import NAME, amount_faults, coupon_faults, kept_with
from .faults import fault_of
from .payment import kept_of
from .reading import QuoteCheckout
from .windows import number_of, wish_for


@dataclass(frozen=True, slots=True)
class QuoteWishes:
    """The checkout of a quote, sent to the buyer's default address."""

    checkout: QuoteCheckout
    #: of the address book; none: the buyer has none
    address: Address | None
    #: code of the shop's way to pay
    method: str

    def revision(self) -> Revision:
        """The changes and the checks: where it goes first, then how, which depends on it."""
        return Revision((self._where, self._how), self._faults)

    def _where(self, standing: Standing) -> Changes:
        payment = self.checkout.paymentMethods[0]
        order = standing.order
        return Changes(
            shipping_address=order.shipping_address or self.address,
            payment_method=self.method,
            contract_data=kept_with(standing, {"payment": kept_of(payment)}),
        )

    def _how(self, standing: Standing) -> Changes:
        """The cheapest way for what has none yet; in the window that is named, the cheapest that delivers in it."""
        window_id = number_of(self.checkout.deliveryWindowId)
        window = next((each for each in standing.windows if each.id == window_id), None)
        wishes = (
            wish_for(standing, each, window_id, _method(each, window))
            for each in standing.shipments
        )
        return Changes(shipments=tuple[ShipmentWish, ...](wishes))

    def _faults(self, standing: Standing) -> Iterator[Fault]:
        yield from map(fault_of, standing.missing)
        yield from coupon_faults(standing)
        yield from amount_faults(self.checkout.paymentMethods[0], standing)


def quote_named(caller: Caller, checkout: QuoteCheckout, customer: str) -> QuoteRef:
    """The quote, accepted by the customer (public id) whose token came along, or by whom it is for."""
    return QuoteRef(caller.shop_code, checkout.quoteId, NAME, Acceptor(customer))


def address_for(caller: Caller, quote: QuoteRef) -> Address | None:
    """The default address of whom the quote is for. Raises `QuoteNotFound`."""
    known = find_quote(caller.shop_code, quote.public_id)
    customer = known.customer or quote.acceptor.customer
    if not customer:
        return None
    book = find_customer(caller.shop_code, customer).addresses
    return book[0].address if book else None


def _method(shipment: ShipmentOffer, window: Window | None) -> str | None:
    """The way that is chosen, else the cheapest on offer, in the window if there is one."""
    if shipment.option is not None:
        return shipment.option.method.code
    fitting = [each for each in shipment.options if window is None or window.is_for(each)]
    return next((each.method.code for each in fitting), None)
