"""Which location sends what: the fewest shipments, then the first choice, what is there before what is promised."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout.sourcing import Parts, Shelf, Source, Stock, are_in_stock, most, source, units_in

LAMP, MUG, TRAY = 1, 2, 3
NORTH, SOUTH, WEST = 10, 20, 30
PLACES = (NORTH, SOUTH, WEST)


def of(variant_id: int, units: int) -> Parts:
    """A line of one kind of goods."""
    return ((variant_id, units),)


def test_one_location_that_has_everything_sends_everything() -> None:
    stock = {
        LAMP: (Shelf(NORTH, 5), Shelf(SOUTH, 5)),
        MUG: (Shelf(SOUTH, 5),),
    }
    assert source([of(LAMP, 1), of(MUG, 1)], stock, PLACES) == (
        (Source(LAMP, SOUTH, 1),),
        (Source(MUG, SOUTH, 1),),
    )


def test_of_several_that_could_the_first_choice_sends() -> None:
    stock = {LAMP: (Shelf(NORTH, 5), Shelf(SOUTH, 5))}
    assert source([of(LAMP, 1)], stock, PLACES) == ((Source(LAMP, NORTH, 1),),)
    assert source([of(LAMP, 1)], stock, (SOUTH, NORTH)) == ((Source(LAMP, SOUTH, 1),),)


def test_two_locations_that_suffice_are_better_than_three() -> None:
    stock = {
        LAMP: (Shelf(NORTH, 1),),
        MUG: (Shelf(SOUTH, 1), Shelf(WEST, 1)),
        TRAY: (Shelf(WEST, 1),),
    }
    lines = [of(LAMP, 1), of(MUG, 1), of(TRAY, 1)]
    assert {each.location_id for [each] in source(lines, stock, PLACES)} == {NORTH, WEST}


def test_a_line_is_split_only_when_no_location_has_all_of_it() -> None:
    stock = {LAMP: (Shelf(NORTH, 2), Shelf(SOUTH, 3))}
    assert source([of(LAMP, 3)], stock, PLACES) == ((Source(LAMP, SOUTH, 3),),)
    assert source([of(LAMP, 4)], stock, PLACES) == (
        (Source(LAMP, NORTH, 2), Source(LAMP, SOUTH, 2)),
    )


def test_what_is_there_goes_before_what_is_promised() -> None:
    stock = {LAMP: (Shelf(NORTH, 0, backorder_limit=9), Shelf(SOUTH, 1))}
    assert source([of(LAMP, 1)], stock, PLACES) == ((Source(LAMP, SOUTH, 1),),)
    [[one]] = source([of(LAMP, 2)], stock, PLACES)
    assert one == Source(LAMP, NORTH, 2, backordered=2)  # in one parcel rather than in two


def test_of_a_line_beyond_the_shelf_only_the_rest_is_on_backorder() -> None:
    stock = {LAMP: (Shelf(NORTH, 2, backorder_limit=9),)}
    assert source([of(LAMP, 5)], stock, PLACES) == ((Source(LAMP, NORTH, 5, backordered=3),),)


def test_the_line_that_came_first_gets_what_is_on_the_shelf() -> None:
    stock = {LAMP: (Shelf(NORTH, 2, backorder_limit=9),)}
    assert source([of(LAMP, 2), of(LAMP, 2)], stock, PLACES) == (
        (Source(LAMP, NORTH, 2),),
        (Source(LAMP, NORTH, 2, backordered=2),),
    )


def test_units_that_are_owed_already_are_not_counted_twice() -> None:
    stock = {LAMP: (Shelf(NORTH, -3, backorder_limit=5),)}
    assert most(of(LAMP, 1), stock, {}) == 2
    assert source([of(LAMP, 1)], stock, PLACES) == ((Source(LAMP, NORTH, 1, backordered=1),),)


def test_the_parts_of_a_bundle_leave_together_where_one_location_has_them_all() -> None:
    stock = {
        LAMP: (Shelf(NORTH, 1), Shelf(SOUTH, 1)),
        MUG: (Shelf(SOUTH, 2),),
    }
    assert source([((LAMP, 1), (MUG, 2))], stock, PLACES) == (
        (Source(LAMP, SOUTH, 1), Source(MUG, SOUTH, 2)),
    )


def test_a_bundle_can_be_had_as_often_as_its_scarcest_part_allows() -> None:
    stock = {LAMP: (Shelf(NORTH, 9),), MUG: (Shelf(NORTH, 4), Shelf(SOUTH, 3))}
    parts = ((LAMP, 1), (MUG, 2))
    assert most(parts, stock, {}) == 3
    assert most(parts, stock, {MUG: 2}) == 2
    assert most(parts, {LAMP: stock[LAMP]}, {}) == 9  # mugs are not counted
    assert most(parts, {}, {}) is None
    assert most((), stock, {}) == 0  # a bundle of nothing
    assert dict(are_in_stock(((LAMP, 1), (MUG, 8)), stock)) == {LAMP: True, MUG: False}


def test_what_is_not_counted_comes_from_anywhere_and_what_is_nowhere_from_nowhere() -> None:
    assert source([of(LAMP, 2)], {}, PLACES) == ((Source(LAMP, None, 2),),)
    assert source([of(LAMP, 2)], {LAMP: ()}, PLACES) == ((Source(LAMP, None, 2),),)
    assert most(of(LAMP, 1), {LAMP: ()}, {}) == 0


def test_more_than_there_is_is_taken_to_come_from_the_first_so_that_a_price_can_be_shown() -> None:
    stock = {LAMP: (Shelf(NORTH, 1), Shelf(SOUTH, 2))}
    [sources] = source([of(LAMP, 7)], stock, PLACES)
    assert sum(each.quantity for each in sources) == 7
    assert max(sources, key=lambda each: each.quantity).location_id == NORTH


VARIANTS = st.integers(1, 4)
LINES = st.lists(
    st.dictionaries(VARIANTS, st.integers(1, 6), min_size=1, max_size=3).map(
        lambda parts: tuple(parts.items())
    ),
    min_size=1,
    max_size=5,
)
SHELVES = st.lists(
    st.builds(Shelf, st.sampled_from(PLACES), st.integers(-3, 12), st.integers(0, 6)),
    max_size=3,
    unique_by=lambda shelf: shelf.location_id,
).map(lambda shelves: tuple(sorted(shelves, key=lambda shelf: shelf.location_id)))
STOCKS = st.dictionaries(VARIANTS, SHELVES, max_size=4)


@given(LINES, STOCKS)
def test_every_line_gets_just_what_it_needs(lines: list[Parts], stock: Stock) -> None:
    for parts, sources in zip(lines, source(lines, stock, PLACES), strict=True):
        assert drawn([sources]) == Counter(dict(parts))


@given(LINES, STOCKS)
def test_what_can_be_had_is_drawn_from_no_shelf_beyond_what_it_may_promise(
    lines: list[Parts], stock: Stock
) -> None:
    wanted = units_in(lines)
    room = {each: sum(shelf.promisable for shelf in stock[each]) for each in stock}
    if any(wanted[each] > room[each] for each in room):
        return
    taken = Counter[tuple[int, int | None]]()
    for each in (one for sources in source(lines, stock, PLACES) for one in sources):
        taken[each.variant_id, each.location_id] += each.quantity
    for variant_id, shelves in stock.items():
        for shelf in shelves:
            assert taken[variant_id, shelf.location_id] <= shelf.promisable


@given(LINES, STOCKS)
def test_only_what_no_shelf_has_is_on_backorder(lines: list[Parts], stock: Stock) -> None:
    wanted = units_in(lines)
    late = Counter[int]()
    for each in (one for sources in source(lines, stock, PLACES) for one in sources):
        late[each.variant_id] += each.backordered
    for variant_id, shelves in stock.items():
        if sum(shelf.in_stock for shelf in shelves) >= wanted[variant_id]:
            assert late[variant_id] == 0


@given(LINES, STOCKS)
def test_asking_twice_gives_the_same_answer(lines: list[Parts], stock: Stock) -> None:
    assert source(lines, stock, PLACES) == source(list(lines), dict(stock), PLACES)


@pytest.mark.parametrize("locations", [12, 40])
def test_a_shop_with_many_locations_is_answered_too(locations: int) -> None:
    places = tuple(range(100, 100 + locations))
    stock = {each: (Shelf(100 + each, 1),) for each in range(locations)}
    lines = [of(each, 1) for each in range(locations)]
    assert {each.location_id for [each] in source(lines, stock, places)} == set(places)


def drawn(sources: Sequence[Sequence[Source]]) -> Counter[int]:
    """By variant the units that sources give."""
    return units_in([tuple((each.variant_id, each.quantity) for each in one) for one in sources])
