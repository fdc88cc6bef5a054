"""The right to withdraw from a contract: from which units of an order, and until which day.

Directive 2011/83/EU, Articles 9 to 16, as amended by (EU) 2023/2673 (Article 11a: a function on the trader's
pages), and Regulation 1182/71, by which a period ends. Only a consumer has it, so an order with a VAT number
has none. A shop that is not bound by it sets `shops.withdrawal_days` to 0.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from . import clock
from .dates import Calendar, destination_calendar
from .models import Order, OrderLine, Shipment, Shop, Withdrawal
from .words import N_

#: why a contract cannot be withdrawn from (Article 16), as pages tell it
EXEMPTIONS = {
    "made_to_order": N_("It is made to your wishes."),
    "perishable": N_("It would perish soon."),
    "sealed": N_("It is sealed for health or hygiene and was opened."),
    "dated": N_("It is for a certain day."),
    "digital": N_("You have it already, as you asked for."),
}


@dataclass(frozen=True, slots=True)
class WithdrawableLine:
    """A line with the units that can still be withdrawn from, and those that were already."""

    line: OrderLine
    left: int
    withdrawn: int
    #: why not from it, one of `EXEMPTIONS`; empty: one can
    exemption: str


@dataclass(frozen=True, slots=True)
class Right:
    """What can be withdrawn from an order today."""

    lines: tuple[WithdrawableLine, ...]
    #: the last day, in the shop's time zone; none: the period has not begun, because not everything is there
    last_day: date | None
    #: whether that day has passed
    is_over: bool

    @property
    def is_open(self) -> bool:
        """Whether the function must be there: something is left, and the period has not ended."""
        return not self.is_over and any(each.left for each in self.lines)


def right_of(
    order: Order,
    shop: Shop,
    shipments: Sequence[Shipment],
    withdrawals: Collection[Withdrawal] = (),
) -> Right | None:
    """The right that the buyer of a placed order has now; None: there is none at all."""
    if order.state != "placed" or order.vat_id or shop.withdrawal_days < 1:
        return None
    gone = Counter[str]()
    for each in withdrawals:
        gone.update(each.units)
    lines = tuple(_withdrawable(line, gone[str(line.id)]) for line in order.lines)
    last_day = _last_day(order, shop, shipments)
    today = _local_day(clock.now(), shop)
    return Right(lines, last_day, last_day is not None and today > last_day)


def last_day_after(received: date, days: int, calendar: Calendar) -> date:
    """The last day of a period of `days` that begins after the day of receipt.

    One that would end on a Saturday, a Sunday or a public holiday ends on the next working day.
    """
    return calendar.first_from(received + timedelta(days=days))


def _withdrawable(line: OrderLine, withdrawn: int) -> WithdrawableLine:
    exemption = line.withdrawal_exemption
    exemption = exemption if exemption in EXEMPTIONS else ""
    left = 0 if exemption else max(0, line.quantity - withdrawn)
    return WithdrawableLine(line, left, withdrawn, exemption)


def _last_day(order: Order, shop: Shop, shipments: Sequence[Shipment]) -> date | None:
    """Counted from the last of its goods; where nothing travels, from the contract."""
    received = [each.delivered_at for each in shipments] or [order.placed_at]
    known = [each for each in received if each is not None]
    if len(known) < len(received):
        return None
    place = order.shipping_address
    calendar = destination_calendar(
        place.country if place else shop.country, place.region if place else ""
    )
    return last_day_after(_local_day(max(known), shop), shop.withdrawal_days, calendar)


def _local_day(instant: datetime, shop: Shop) -> date:
    return instant.astimezone(clock.zone_named(shop.time_zone)).date()
