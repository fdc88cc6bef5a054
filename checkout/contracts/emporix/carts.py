"""What the checkout of a cart asks of the order that the cart is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...models import Customer
from ...money import to_decimal
from ...offers.options import ShippingOption
from ...operations import UNSET, Changes, Fault, Invalid, OrderNotFound, Revision
from ...standing import Standing
from .addresses import billing_of, shipping_of
from .faults import fault_of
from .payment import kept_of
from .reading import CartCheckout, SentCustomer, SentPayment
from .windows import wishes_for

NAME = "emporix"


@dataclass(frozen=True, slots=True)
class CartWish:
    """The checkout of a cart by a guest, or by the customer whose token came along."""

    checkout: CartCheckout
    customer: Customer | None
    #: code of the shop's way to pay
    method: str

    def revision(self) -> Revision:
        """The changes and the checks, for `place`."""
        return Revision((self._changes,), self._faults)

    def _changes(self, standing: Standing) -> Changes:
        """Raises `OrderNotFound` for another customer's cart, and `Invalid`."""
        self._check_owner(standing)
        checkout, shipping = self.checkout, self.checkout.shipping
        return Changes(
            email=checkout.customer.email,
            phone=checkout.customer.contactPhone or "",
            customer=self.customer.public_id if self.customer else None,
            shipping_address=shipping_of(checkout),
            billing_address=billing_of(checkout),
            shipping_method=shipping.methodId if standing.requires_shipping else UNSET,
            payment_method=self.method,
            contract_data=kept_with(standing, self._kept()),
            **wishes_for(checkout.deliveryWindowId, standing),
        )

    def _check_owner(self, standing: Standing) -> None:
        owner = standing.customer
        if owner is None or (self.customer and owner.id == self.customer.id):
            return
        if self.customer is not None:
            raise OrderNotFound
        words = "The cart is a customer's: the customer's token is needed."
        raise Invalid((Fault(("saas-token",), "missing_saas_token", words),))

    def _kept(self) -> dict[str, Any]:
        customer = self.checkout.customer
        return {
            "payment": kept_of(self.checkout.paymentMethods[0]),
            "customer": customer.model_dump(exclude_none=True, exclude={"metadata"}),
        }

    def _faults(self, standing: Standing) -> Iterator[Fault]:
        yield from map(fault_of, standing.missing)
        yield from coupon_faults(standing)
        yield from amount_faults(self.checkout.paymentMethods[0], standing)
        yield from self._currency_faults(standing)
        yield from self._delivery_faults(standing)
        yield from customer_mixin_faults(self.checkout.customer, standing)

    def _currency_faults(self, standing: Standing) -> Iterator[Fault]:
        currency, shop = standing.order.currency, standing.catalog.shop
        if currency not in {shop.currency, *shop.currencies}:
            words = "The site does not sell in the cart's currency."
            yield Fault(("cart.currency",), "currency_not_of_site", words)
        if self.checkout.currency not in {None, currency}:
            words = "The currency is not the one of the cart and its site."
            yield Fault(("currency",), "currency_mismatch", words)

    def _delivery_faults(self, standing: Standing) -> Iterator[Fault]:
        """What differs from what was sent, as soon as it is decided how everything travels."""
        if not standing.is_shipping_decided:
            return
        code = self.checkout.shipping.methodId
        options = [each.option for each in standing.shipments if each.option is not None]
        named = [each for each in options if each.method.code == code]
        if options and not named:
            words = "This shipping method is not offered for this cart and address."
            yield Fault(("shipping_method",), "shipping_method_missing", words)
            return
        yield from self._method_faults(named)
        yield from self._amount_faults(standing)

    def _method_faults(self, options: list[ShippingOption]) -> Iterator[Fault]:
        sent = self.checkout.shipping
        if any(each.zone not in {None, sent.zoneId} for each in options):
            words = "The address is in another zone."
            yield Fault(("shipping.zoneId",), "shipping_zone_mismatch", words)
        code = (sent.shippingTaxCode or "").casefold()
        if code and any(each.method.tax_code.casefold() != code for each in options):
            words = "The shipping method has another tax code."
            yield Fault(("shipping.shippingTaxCode",), "shipping_tax_code_mismatch", words)

    def _amount_faults(self, standing: Standing) -> Iterator[Fault]:
        priced, currency = standing.priced, standing.order.currency
        due = to_decimal(priced.delivery, currency)
        if self.checkout.shipping.amount == due:
            return
        if not due and priced.sum_of("shipping") + priced.sum_of("postage"):
            code, words = "free_shipping_not_applied", "Shipping is free: its amount is zero."
        else:
            code, words = "shipping_amount_mismatch", "Shipping costs %(amount)s %(currency)s."
        params = (("amount", due), ("currency", currency))
        yield Fault(("shipping.amount",), code, words, params)


def kept_with(standing: Standing, data: Mapping[str, Any]) -> dict[str, Any]:
    """What contracts keep on the order, with ours."""
    return {**standing.order.contract_data, NAME: dict(data)}


def coupon_faults(standing: Standing) -> Iterator[Fault]:
    """The codes on the order that do not count."""
    for index, each in enumerate(standing.vouchers):
        if not each.applied:
            yield Fault(("coupon_codes", index), each.reason, each.message, each.params)


def amount_faults(payment: SentPayment, standing: Standing) -> Iterator[Fault]:
    """An amount to be paid that is not the order's total."""
    total, currency = standing.priced.total, standing.order.currency
    if payment.amount not in {None, to_decimal(total, currency)}:
        words = "The amount to be paid is %(amount)s %(currency)s."
        params = (("amount", to_decimal(total, currency)), ("currency", currency))
        yield Fault(("paymentMethods[0].amount",), "payment_amount_mismatch", words, params)


def customer_mixin_faults(customer: SentCustomer, standing: Standing) -> Iterator[Fault]:
    """What is wrong with the mixins of the customer, held to the shop's schemas of customers."""
    rules, mixins = standing.catalog.custom, customer.mixins or {}
    for fault in rules.faults("customer", mixins, mixins) if mixins else ():
        yield Fault(("customer", "custom", *fault.path), fault.code, fault.message, fault.params)
    stored = standing.customer.custom if standing.customer else None
    for name in rules.missing("customer", {**(stored or {}), **mixins}):
        words = "The shop asks for this mixin of customers."
        yield Fault(("customer", "custom", name), "custom_missing", words)
