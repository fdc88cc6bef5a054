"""Which location sends how many of what. Pure: needs and shelves in, sources out, the same every time.

The fewest shipments win, then the locations that come first. A line is split between locations only if none has
all of it. What is on a shelf goes before what is only promised.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice

#: Units of variants that belong together: (variant id, units).
Parts = tuple[tuple[int, int], ...]
Room = dict[int, dict[int, int]]

#: So many sets of locations are tried, smallest first; a shop with a dozen locations never gets there.
MOST_SETS = 3000


@dataclass(frozen=True, slots=True)
class Shelf:
    """A variant at one location, as one order may use it. `free` is below zero where units are owed."""

    location_id: int
    free: int
    backorder_limit: int = 0

    @property
    def in_stock(self) -> int:
        """Units that could leave at once."""
        return max(0, self.free)

    @property
    def promisable(self) -> int:
        """Units that may be promised, there or not."""
        return max(0, self.free + self.backorder_limit)


#: By variant id its shelves. No entry: it never runs out; an empty one: there is none to be had.
Stock = Mapping[int, tuple[Shelf, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """So many units of a variant from one location, `backordered` of them not there yet.

    No location: the variant's stock is not counted, it may come from anywhere.
    """

    variant_id: int
    location_id: int | None
    quantity: int
    backordered: int = 0


def most(parts: Parts, stock: Stock, taken: Mapping[int, int]) -> int | None:
    """How many times `parts` may be promised beside what others have `taken` of each variant. None: no limit."""
    if not parts:
        return 0
    limits = [
        max(0, sum(shelf.promisable for shelf in stock[variant_id]) - taken.get(variant_id, 0))
        // units
        for variant_id, units in parts
        if variant_id in stock
    ]
    return min(limits) if limits else None


def are_in_stock(parts: Parts, stock: Stock) -> Iterator[tuple[int, bool]]:
    """Of each variant in `parts` whether it could leave at once."""
    for variant_id, units in parts:
        shelves = stock.get(variant_id)
        yield variant_id, shelves is None or sum(each.in_stock for each in shelves) >= units


def source(
    lines: Sequence[Parts], stock: Stock, locations: Sequence[int]
) -> tuple[tuple[Source, ...], ...]:
    """Where the units of each line come from, by the index of the line. `locations`: first choice first.

    What cannot be had at all is taken to come from the variant's first location, so that a price can be shown.
    """
    wanted = units_in(lines)
    room = {
        variant_id: _room(stock[variant_id], units)
        for variant_id, units in wanted.items()
        if stock.get(variant_id)
    }
    if len(locations) == 1:
        return _with_backorders(_all_from(locations[0], lines, room), stock)
    chosen = _fewest(lines, wanted, room, locations)
    return _with_backorders(_assigned(lines, room, chosen), stock)


def units_in(lines: Iterable[Parts]) -> Counter[int]:
    """The units of each variant in all lines together."""
    wanted = Counter[int]()
    for parts in lines:
        for variant_id, units in parts:
            wanted[variant_id] += units
    return wanted


def _room(shelves: tuple[Shelf, ...], units: int) -> dict[int, int]:
    """By location what may be drawn on: the shelves alone if they have enough, else the promises too."""
    in_stock = {each.location_id: each.in_stock for each in shelves}
    if sum(in_stock.values()) >= units:
        return in_stock
    promisable = {each.location_id: each.promisable for each in shelves}
    missing = units - sum(promisable.values())
    promisable[shelves[0].location_id] += max(0, missing)
    return promisable


def _fewest(
    lines: Sequence[Parts], wanted: Mapping[int, int], room: Room, locations: Sequence[int]
) -> tuple[int, ...]:
    """The smallest set of locations that has everything and splits no line that one location could send."""
    useful = [
        each for each in locations if any(of_variant.get(each) for of_variant in room.values())
    ]
    carriers = {_carriers(parts, room, useful) for parts in lines} - {frozenset()}

    def suffices(chosen: Sequence[int]) -> bool:
        return all(not each.isdisjoint(chosen) for each in carriers) and all(
            sum(of_variant.get(each, 0) for each in chosen) >= wanted[variant_id]
            for variant_id, of_variant in room.items()
        )

    sizes = range(1, len(useful) + 1)
    sets = chain.from_iterable(combinations(useful, size) for size in sizes)
    found = next(filter(suffices, islice(sets, MOST_SETS)), None)
    if found is not None:
        return found
    for each in reversed(useful):
        without = [other for other in useful if other != each]
        useful = without if suffices(without) else useful
    return tuple(useful)


def _carriers(parts: Parts, room: Room, locations: Iterable[int]) -> frozenset[int]:
    """The locations that could send all of a line."""
    counted = [(room[variant_id], units) for variant_id, units in parts if variant_id in room]
    if not counted:
        return frozenset()
    return frozenset(
        each for each in locations if all(rooms.get(each, 0) >= units for rooms, units in counted)
    )


def _all_from(location: int, lines: Iterable[Parts], room: Room) -> list[tuple[Source, ...]]:
    return [
        tuple(
            Source(variant_id, location if variant_id in room else None, units)
            for variant_id, units in parts
        )
        for parts in lines
    ]


def _assigned(
    lines: Sequence[Parts], room: Room, chosen: tuple[int, ...]
) -> list[tuple[Source, ...]]:
    """Large lines first to the first location that can send all of them; what is left is split."""
    left = {variant_id: dict(rooms) for variant_id, rooms in room.items()}
    assigned: list[tuple[Source, ...]] = [()] * len(lines)
    split = []
    for index in sorted(range(len(lines)), key=lambda each: -sum(n for _, n in lines[each])):
        carriers = _carriers(lines[index], left, chosen)
        home = next((each for each in chosen if each in carriers), None)
        if home is None:
            split.append(index)
        else:
            assigned[index] = tuple(_drawn(lines[index], left, (home,)))
    for index in split:
        assigned[index] = tuple(_drawn(lines[index], left, chosen))
    return assigned


def _drawn(parts: Parts, left: Room, chosen: tuple[int, ...]) -> Iterator[Source]:
    """Takes the parts out of what is left, each variant from one location if one has all of it."""
    for variant_id, units in parts:
        if variant_id not in left:
            yield Source(variant_id, None, units)
            continue
        rooms, still = left[variant_id], units
        whole = [each for each in chosen if rooms.get(each, 0) >= units]
        for each in whole[:1] or chosen:
            taken = min(still, rooms.get(each, 0))
            if taken:
                rooms[each] -= taken
                still -= taken
                yield Source(variant_id, each, taken)


def _with_backorders(
    assigned: Iterable[tuple[Source, ...]], stock: Stock
) -> tuple[tuple[Source, ...], ...]:
    """The same, with the units that are not there yet: earlier lines get what is on the shelf."""
    on_shelf = {
        (variant_id, shelf.location_id): shelf.in_stock
        for variant_id, shelves in stock.items()
        for shelf in shelves
    }

    def marked(each: Source) -> Source:
        if each.location_id is None:
            return each
        there = on_shelf[each.variant_id, each.location_id]
        on_shelf[each.variant_id, each.location_id] = max(0, there - each.quantity)
        beyond = each.quantity - there
        return replace(each, backordered=beyond) if beyond > 0 else each

    return tuple(tuple(map(marked, sources)) for sources in assigned)
