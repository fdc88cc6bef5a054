"""The goods of an order: what its lines need of each variant, how many may be had, where from and when they leave."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .catalog import Catalog
from .dates import Calendar, dispatch_day
from .models import OrderLine, Variant
from .offers.calendars import calendar_of
from .once import once
from .sourcing import Parts, Source, Stock, are_in_stock, most, source, units_in


@dataclass(frozen=True, slots=True)
class Wait:
    """Why goods do not leave at once: they are not released before a day, or are not there yet, or both."""

    #: of a pre-order, the day it is released
    released_on: date | None
    is_backorder: bool
    #: business days until what is on backorder leaves; none: nobody knows
    restock_days: int | None
    #: the first day on which all of it can leave; none: nobody knows
    leaves_on: date | None


@dataclass(frozen=True, slots=True)
class Supply:
    """A variant as anyone may have it now. `left` counts what may be promised; None: it never runs out."""

    left: int | None
    wait: Wait | None


@dataclass(frozen=True)
class Goods:
    """The goods in `lines`, with the stock that this order may draw on."""

    lines: Sequence[OrderLine]
    catalog: Catalog
    stock: Stock
    at: datetime

    @once
    def dispatched(self) -> date:
        """The day on which what is there leaves the shop."""
        return dispatch_day(self.at, self.calendar)

    @once
    def calendar(self) -> Calendar:
        """When the shop sends."""
        return calendar_of(self.catalog)

    @once
    def needs(self) -> tuple[Parts, ...]:
        """What each line needs of each variant: of a bundle, its parts."""
        return tuple(self._needs_of(line) for line in self.lines)

    @once
    def units(self) -> Counter[int]:
        """The units of each variant in all lines together."""
        return units_in(self.needs)

    @once
    def sources(self) -> tuple[tuple[Source, ...], ...]:
        """Where the units of each line come from, by the index of the line.

        Lines of different variants take their turns by variant, not as they stand: what is sent from where, and so
        what it costs, does not depend on what was put into the cart first.
        """
        turns = sorted(range(len(self.lines)), key=lambda each: self.lines[each].variant_id)
        needs = [self.needs[each] for each in turns]
        found = source(needs, self.stock, self.catalog.location_ids)
        by_index = dict(zip(turns, found, strict=True))
        return tuple(by_index[index] for index in range(len(self.lines)))

    @once
    def waits(self) -> dict[int, Wait]:
        """Of the lines that do not leave at once, by their index, why and until when."""
        if not any(self._may_wait(variant_id) for variant_id in self.units):
            return {}
        waits = {
            index: wait_for(
                (
                    (self.catalog.every_variant[each.variant_id], each.backordered > 0)
                    for each in sources
                    if each.variant_id in self.catalog.every_variant
                ),
                self.dispatched,
                self.calendar,
            )
            for index, sources in enumerate(self.sources)
        }
        return {index: wait for index, wait in waits.items() if wait is not None}

    def left_for(self, line: OrderLine) -> int | None:
        """How many units this line may have beside all others that use the same variants. None: no limit."""
        others = {each: self.units[each] - units for each, units in self._needs_of(line)}
        return most(self.catalog.parts_of(line.variant_id), self.stock, others)

    def _may_wait(self, variant_id: int) -> bool:
        """Whether a variant comes out later, or may be promised before it is there. Most are neither."""
        variant = self.catalog.every_variant.get(variant_id)
        is_pre_ordered = variant is not None and variant.released_on is not None
        return is_pre_ordered or any(
            shelf.backorder_limit for shelf in self.stock.get(variant_id, ())
        )

    def _needs_of(self, line: OrderLine) -> Parts:
        return tuple(
            (variant_id, units * line.quantity)
            for variant_id, units in self.catalog.parts_of(line.variant_id)
        )


def supplies_of(
    catalog: Catalog, variants: Iterable[Variant], stock: Stock, at: datetime
) -> dict[int, Supply]:
    """How each of `variants` may be had by anyone at that instant, by variant id."""
    calendar = calendar_of(catalog)
    dispatched = dispatch_day(at, calendar)

    def supply(variant: Variant) -> Supply:
        parts = catalog.parts_of(variant.id)
        left = most(parts, stock, {})
        goods = (
            (catalog.every_variant[variant_id], not is_in_stock)
            for variant_id, is_in_stock in are_in_stock(parts, stock)
        )
        return Supply(left, None if left == 0 else wait_for(goods, dispatched, calendar))

    return {each.id: supply(each) for each in variants}


def wait_for(
    goods: Iterable[tuple[Variant, bool]], dispatched: date, calendar: Calendar
) -> Wait | None:
    """What keeps goods, each a variant and whether it is on backorder, after the day they would leave; None: nothing does."""
    released: list[date] = []
    restocked: list[int | None] = []
    for variant, is_backordered in goods:
        if variant.released_on is not None and variant.released_on > dispatched:
            released.append(variant.released_on)
        elif is_backordered:
            restocked.append(variant.restock_days)
    if not released and not restocked:
        return None
    known = [days for days in restocked if days is not None]
    days = max(known, default=None) if len(known) == len(restocked) else None
    leaves = [calendar.first_from(each) for each in released]
    leaves += [calendar.after(dispatched, max(0, each)) for each in known]
    return Wait(
        released_on=max(released, default=None),
        is_backorder=bool(restocked),
        restock_days=days,
        leaves_on=max(leaves) if len(known) == len(restocked) else None,
    )
