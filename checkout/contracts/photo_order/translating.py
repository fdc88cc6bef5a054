"""What a partner sends, as the changes of an order that the shop knows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from ...addresses import Address
from ...callers import Caller
from ...languages import LANGUAGES
from ...offers.options import ShippingOption
from ...operations import UNSET, Changes, LineWanted
from ...operations.shipment_wishes import ShipmentWish
from ...standing import Standing
from .carts import PROJECT, decided, ways_of
from .errors import Refused
from .keeping import contract_data, kept_of
from .reading import CheckoutData, PartialOrder, SentAddress, SentCart, SentCustomer

#: whatever is asked for, German is there
LAST_RESORT = "de"


def new_changes(sent: PartialOrder, document: Mapping[str, Any]) -> Changes:
    """What an order begins with."""
    return Changes(
        lines=tuple(
            LineWanted(item.sku, item.count, ((PROJECT, item.project),) if item.project else ())
            for subcart in sent.cart.subcarts
            for item in subcart.items
        ),
        contract_data=contract_data({}, document),
        **_customer(sent.customer),
    )


def checkout_changes(
    sent: CheckoutData, document: Mapping[str, Any], standing: Standing, caller: Caller
) -> Changes:
    """What enriches an order."""
    return Changes(
        payment_method=invoice_of(caller),
        contract_data=contract_data(kept_of(standing.order), document),
        **_customer(sent.customer),
    )


def invoice_of(caller: Caller) -> str:
    """The way of paying that asks for no money now. Raises `Refused` where a shop has none."""
    for method in caller.catalog.payment_methods:
        if method.gateway == "offline":
            return str(method.code)
    raise Refused(422, "This shop takes no orders by invoice")


def language_of(locale: str | None, caller: Caller) -> str:
    """The language of a POSIX locale, in any case: `de`, `fr_FR`; of none, the shop's."""
    if not locale:
        return str(caller.catalog.shop.locale)
    code = locale.replace("-", "_").partition("_")[0].lower()
    return code if code in LANGUAGES else LAST_RESORT


def wishes_at(cart: SentCart, draft: Standing) -> tuple[ShipmentWish, ...]:
    """The ways to send that cost what the partner said, else the cheapest, where there is a choice at all."""
    said = {each.producer: each.shipping for each in cart.subcarts}
    return tuple(
        ShipmentWish(each.origin.code, method=_at(said.get(each.origin.code), ways_of(draft, each)))
        for each in draft.shipments
        if len(each.options) > 1
    )


def wishes_for_the_rest(draft: Standing) -> tuple[ShipmentWish, ...]:
    """What is chosen already, and the cheapest way for every shipment that has none yet."""
    return tuple(
        ShipmentWish(
            origin,
            method=choice.get("method"),
            speed=choice.get("speed"),
            hold_until=date.fromisoformat(choice["hold_until"]) if "hold_until" in choice else None,
            window=choice.get("window"),
        )
        for origin, choice in decided(draft).items()
    )


def _at(amount: int | None, options: tuple[ShippingOption, ...]) -> str:
    return next((each for each in options if each.amount == amount), options[0]).method.code


def _customer(customer: SentCustomer | None) -> dict[str, Any]:
    """Fields of `Changes`; one address stands for both."""
    if customer is None:
        return {}
    delivery, billing = customer.deliveryaddress, customer.billingaddress
    goes_to = _address(delivery or billing)
    fields = {
        "email": UNSET if customer.email is None else customer.email,
        "shipping_address": goes_to,
        "billing_address": UNSET,
    }
    if goes_to is not UNSET:
        invoiced = _address(billing)
        fields["billing_address"] = None if invoiced in {UNSET, goes_to} else invoiced
    return fields


def _address(sent: SentAddress | None) -> Any:
    if sent is None:
        return UNSET
    return Address(
        name=" ".join(f"{sent.firstname or ''} {sent.lastname or ''}".split()),
        company=sent.company or "",
        line1=sent.street or "",
        line2=sent.street2 or "",
        city=sent.city or "",
        region=sent.region or "",
        postal_code=sent.zipcode or "",
        country=(sent.country or "").upper(),
        phone=sent.phone or "",
    )
