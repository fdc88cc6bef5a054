"""Executing a checkout: the order is placed, charged to the customer's stored way to pay or with its balance left open."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urljoin

from flask import request

from ...callers import Caller
from ...models import StoredMethod
from ...operations import (
    ActionNeeded,
    Changes,
    OrderRef,
    OutcomeUnknown,
    PaymentDeclined,
    Placement,
    PlaceWish,
    TotalChanged,
    Unmet,
    find_order,
    place,
    stored_methods,
    way_to_charge,
)
from ...requirements import Requirement
from ...standing import Standing
from .choices import chosen_for
from .errors import Refused
from .reading import Wish

#: where a gateway sends a cardholder back to
RETURN_PATH = "orders/{token}/return"
TOO_LATE = "The order was placed already; nothing about it can be chosen any more."
NOTHING_STORED = "The customer has no stored payment method: the order has an open balance, to be paid on invoice."
DECLINED = (
    "The stored payment method was declined: the order has an open balance, to be paid on invoice."
)
NOT_KNOWN = "It is not known yet whether the stored payment method was charged. Do not pay again; look at the order later."
NOT_TAKEN = "The payment was declined. The order is open again."
CHANGED = "The price changed while the order was placed."
CONFIRM = "The cardholder must confirm the payment at {url}"


@dataclass(frozen=True, slots=True)
class Executed:
    """An order after it was executed, and what the partner should know."""

    standing: Standing
    warnings: tuple[str, ...]


def execute(caller: Caller, standing: Standing, wish: Wish) -> Executed:
    """Places the order. Raises `Refused` and `OrderClosed`; then it was not placed, and a balance is never charged twice."""
    order = Execution(caller, OrderRef(caller.shop_code, id=standing.order.id), standing)
    if standing.order.state != "open":
        told = order.goes_on()
        return order.done(TOO_LATE, *told) if wish.chooses else order.done(*told)
    chosen = chosen_for(standing, wish)
    told = order.charged(chosen.changes) if wish.auto_bill else order.invoiced(chosen.changes)
    return order.done(*chosen.warnings, *told)


def in_words(missing: Iterable[Requirement]) -> tuple[str, ...]:
    """What an order still needs, as sentences with the field they are about."""
    return tuple(f"{each.message % dict(each.params)} ({each.field})" for each in missing)


@dataclass(frozen=True, slots=True)
class Execution:
    """One order on its way to being placed; every step answers what the partner should know about it."""

    caller: Caller
    ref: OrderRef
    standing: Standing

    def goes_on(self) -> tuple[str, ...]:
        """Placing was begun already, by whoever: what became of it."""
        return self._told(place(self.ref, self._wish()))

    def invoiced(self, changes: Changes | None) -> tuple[str, ...]:
        """The balance stays open."""
        methods = self.standing.catalog.payment_methods
        invoice = next((each.code for each in methods if each.gateway == "offline"), None)
        return self._told(place(self.ref, self._wish(invoice, changes=changes)))

    def charged(self, changes: Changes) -> tuple[str, ...]:
        """The newest stored way to pay is charged; where there is none, or it is declined, the balance stays open."""
        stored, method = self._stored()
        if stored is None:
            return (NOTHING_STORED, *self.invoiced(changes))
        placement = place(self.ref, self._wish(method, stored.token, changes))
        if isinstance(placement, PaymentDeclined):
            return (DECLINED, *self.invoiced(None))
        return self._told(placement)

    def done(self, *warnings: str) -> Executed:
        """The order as it is now. Where nothing is owed, nobody needs to know how it would be paid."""
        after = find_order(self.ref)
        if after.order.total == 0:
            warnings = tuple(each for each in warnings if each != NOTHING_STORED)
        return Executed(after, warnings)

    def _stored(self) -> tuple[StoredMethod | None, str | None]:
        customer, catalog = self.standing.customer, self.standing.catalog
        theirs = () if customer is None else stored_methods(self.ref.shop_code, customer.public_id)
        for each in theirs:
            method = way_to_charge(catalog, each)
            if method is not None:
                return each, method.code
        return None, None

    def _wish(
        self, method: str | None = None, token: str = "", changes: Changes | None = None
    ) -> PlaceWish:
        return PlaceWish(
            expected_total=None,
            actor=self.caller.name,
            return_url=urljoin(request.url_root, RETURN_PATH),
            payment_method=method,
            token=token,
            changes=changes,
        )

    @staticmethod
    def _told(placement: Placement) -> tuple[str, ...]:
        match placement:
            case Unmet(requirements=missing):
                raise Refused(in_words(missing))
            case PaymentDeclined():
                raise Refused([NOT_TAKEN])
            case TotalChanged():
                raise Refused([CHANGED])
            case ActionNeeded(url=url):
                return (CONFIRM.format(url=url),)
            case OutcomeUnknown():
                return (NOT_KNOWN,)
            case _:
                return ()
