"""The codes on an order as their buyer sees them: whether each counts, and if not, why."""

from dataclasses import dataclass
from typing import Protocol

from babel.numbers import format_currency

from ..models import Order
from ..models.promotion import AUTOMATIC, folded
from ..money import to_decimal
from ..pricing import Priced
from ..words import N_
from .promotions import Offered

#: What a buyer is told. The codes are stable; programs may rely on them.
REASONS = {
    "unknown_coupon": N_("We do not know the code %(code)s. Check it for typing mistakes."),
    "coupon_not_valid": N_("The code %(code)s is not valid at the moment."),
    "coupon_used_up": N_("The code %(code)s has been used up."),
    "coupon_used_by_you": N_("You have used the code %(code)s as often as one customer can."),
    "coupon_first_order_only": N_("The code %(code)s is for a first order only."),
    "coupon_not_for_you": N_("The code %(code)s is for certain customers only."),
    "coupon_not_for_currency": N_("The code %(code)s does not count in this currency."),
    "coupon_minimum": N_("The code %(code)s counts for goods worth at least %(minimum)s."),
    "coupon_not_for_items": N_("The code %(code)s is not for anything in your cart."),
    "coupon_too_few_items": N_("The code %(code)s needs more items in your cart."),
    "coupon_not_for_shipping_method": N_("The code %(code)s is for another way of delivery."),
    "coupon_not_combinable": N_("The code %(code)s cannot be combined with the other discounts."),
}


@dataclass(frozen=True, slots=True)
class Voucher:
    """A code on an order. `reason` is empty as long as it counts; `message` and `params` are words for it."""

    #: as it was typed
    code: str
    #: as it is printed, as far as there is such a code
    name: str
    reason: str
    #: whether the reason lies in the code or the buyer, not in what is in the cart
    is_dead: bool
    params: tuple[tuple[str, object], ...] = ()

    @property
    def applied(self) -> bool:
        """Whether it counts."""
        return not self.reason

    @property
    def message(self) -> str:
        """The reason in words, with places for `params`."""
        return REASONS.get(self.reason, "")


class Reason(Protocol):
    """An adjustment, priced or stored."""

    @property
    def type(self) -> str:
        """What kind it is."""

    @property
    def source(self) -> str:
        """What it comes from."""


def is_voucher(reason: Reason) -> bool:
    """Whether a code brought it about, and not a promotion that needs none."""
    return reason.type == "promotion" and not reason.source.startswith(AUTOMATIC)


def vouchers_of(order: Order, offered: Offered, priced: Priced) -> tuple[Voucher, ...]:
    """Every code on the order."""
    in_pricing = dict(priced.refused)
    minima = {each.source: each.minimum for each in offered.promotions}
    found = []
    for code in order.coupon_codes:
        coupon = offered.coupons.get(folded(code))
        name = coupon.code if coupon else code
        dead = offered.refused.get(folded(code), "")
        reason = dead or (f"coupon_{in_pricing[name]}" if name in in_pricing else "")
        params: tuple[tuple[str, object], ...] = (("code", name),)
        if reason == "coupon_minimum":
            params += (("minimum", _money(minima[name], order)),)
        found.append(Voucher(code, name, reason, bool(dead), params))
    return tuple(found)


def _money(amount: int, order: Order) -> str:
    value = to_decimal(amount, order.currency)
    words: str = format_currency(value, order.currency, locale=order.locale.replace("-", "_"))
    return words
