"""How a placed order stands, in the shopper's words: one sentence, and what has happened and what comes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..models import Order, Withdrawal
from ..operations.records import Records
from ..standing import Standing
from ..withdrawals import right_of
from ..words import N_
from .shipments import ShipmentSummary
from .wording import _

#: event -> how the history tells it
HISTORY = {
    "placing": N_("You confirmed the order"),
    "placed": N_("The order was placed"),
    "payment_action": N_("Your payment was asked for"),
    "payment_unknown": N_("The payment provider did not answer"),
    "payment_declined": N_("The payment failed"),
    "payment_begun": N_("You began to pay"),
    "payment_captured": N_("Your payment has arrived"),
    "payment_authorized": N_("Your payment was approved"),
    "payment_released": N_("Your payment was let go; nothing was charged"),
    "refund_asked": N_("Money was to be sent back to you"),
    "refunded": N_("Money was sent back to you"),
    "cancel_asked": N_("The order is to be cancelled"),
    "cancelled": N_("The order was cancelled"),
    "expired": N_("The cart expired"),
    "production_started": N_("Production began"),
    "shipment_pending": N_("A shipment is with us again"),
    "shipment_shipped": N_("A shipment is on its way"),
    "shipment_delivered": N_("A shipment has arrived"),
    "withdrawn": N_("You withdrew from the contract"),
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """One thing that happens to an order: done at an instant, or expected between days or within hours."""

    text: str
    at: datetime | None = None
    first: date | None = None
    last: date | None = None
    hours: str = ""
    shipment: ShipmentSummary | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A declaration of withdrawal as the order's page shows it to anyone with its link: nothing personal."""

    at: datetime
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """What the page of an order says besides what is in it."""

    headline: str
    milestones: tuple[Milestone, ...]
    withdrawals: tuple[Withdrawn, ...]
    may_withdraw: bool
    #: the last day to do so, if it is known
    last_day: date | None


def status_of(
    standing: Standing, records: Records, shipments: Sequence[ShipmentSummary]
) -> OrderStatus:
    """The status of an order whose placing has begun. No statement."""
    order, shop = standing.order, standing.catalog.shop
    right = right_of(order, shop, records.shipments, records.withdrawals)
    began = next((each for each in records.events if each.type == "production_started"), None)
    return OrderStatus(
        headline=_in_words(_headline(shipments, is_made=began is not None)),
        milestones=tuple(_milestones(order, shipments)),
        withdrawals=tuple(_withdrawn(order, each) for each in records.withdrawals),
        may_withdraw=right is not None and right.is_open,
        last_day=right.last_day if right is not None else None,
    )


def _headline(shipments: Sequence[ShipmentSummary], *, is_made: bool) -> str:
    there = sum(each.delivered_at is not None for each in shipments)
    left = sum(each.shipped_at is not None for each in shipments)
    if not left:
        return N_("Your order is being made") if is_made else ""
    if there == len(shipments):
        return N_("Your order has arrived")
    if left == len(shipments) and not there:
        return N_("Your order is on its way")
    return N_("A part of your order has arrived") if there else N_("A part of your order has left")


def _in_words(message: str) -> str:
    """Nothing stays nothing: gettext has words of its own for it."""
    return _(message) if message else ""


def _milestones(order: Order, shipments: Sequence[ShipmentSummary]) -> Iterator[Milestone]:
    yield Milestone(_("We have your order"), at=order.placed_at)
    if not shipments:
        yield Milestone(_("You get everything by e-mail; nothing has to travel."))
    for each in shipments:
        yield from _of_shipment(each)


def _of_shipment(each: ShipmentSummary) -> Iterator[Milestone]:
    before = f"{each.title}: " if each.title else ""
    if each.produced_on and each.shipped_at is None:
        done = each.produced_on
        yield Milestone(before + _("Production is done"), first=done, last=done)
    if each.shipped_at is None:
        words = _("We pack your parcel and hand it over: %(name)s") % {"name": each.name}
        yield Milestone(before + words)
    else:
        words = _("Handed over: %(name)s") % {"name": each.carrier or each.name}
        yield Milestone(before + words, at=each.shipped_at, shipment=each)
    if each.delivered_at is not None:
        words = _("Picked up") if each.pickup else _("It has arrived")
        yield Milestone(before + words, at=each.delivered_at)
        return
    words = _("Ready for pickup") if each.pickup else _("It arrives")
    yield Milestone(
        before + words, first=each.arrives_from, last=each.arrives_to, hours=each.window
    )


def _withdrawn(order: Order, withdrawal: Withdrawal) -> Withdrawn:
    items = (
        f"{withdrawal.units[str(line.id)]} \N{MULTIPLICATION SIGN} {line.name}"
        for line in order.lines
        if str(line.id) in withdrawal.units
    )
    return Withdrawn(withdrawal.declared_at, tuple(items))
