"""Goods are counted over the whole cart: lines of the same SKU, bundles and their parts together."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from checkout.catalog import Catalog
from checkout.goods import Goods
from checkout.models import OrderLine, Shop
from checkout.sourcing import Shelf, Stock

POT, MUG, TRAY, SET, BREAKFAST = range(1, 6)
BUNDLES = {SET: ((POT, 1), (MUG, 2)), BREAKFAST: ((MUG, 1), (TRAY, 1))}
NOW = datetime(2026, 6, 10, 8, tzinfo=UTC)

CARTS = st.lists(
    st.tuples(st.sampled_from([POT, MUG, TRAY, SET, BREAKFAST]), st.integers(1, 4)),
    min_size=1,
    max_size=6,
)
STOCKS = st.dictionaries(
    st.sampled_from([POT, MUG, TRAY]),
    st.lists(st.builds(Shelf, st.just(1), st.integers(-2, 15), st.integers(0, 3)), max_size=1).map(
        tuple
    ),
)


@given(CARTS, STOCKS)
def test_every_line_can_be_had_exactly_when_all_of_them_together_can(
    cart: list[tuple[int, int]], stock: Stock
) -> None:
    goods = _goods(cart, stock)
    left = [goods.left_for(line) for line in goods.lines]
    each_can = all(
        units is None or units >= line.quantity
        for units, line in zip(left, goods.lines, strict=True)
    )
    together = all(
        goods.units[variant_id] <= sum(shelf.promisable for shelf in shelves)
        for variant_id, shelves in stock.items()
        if goods.units[variant_id]
    )
    assert each_can == together


@given(CARTS)
def test_the_units_of_a_cart_are_those_of_its_lines_taken_apart(
    cart: list[tuple[int, int]],
) -> None:
    units = _goods(cart, {}).units
    quantity = {each: sum(n for sku, n in cart if sku == each) for each in (POT, MUG, TRAY, SET)}
    breakfasts = sum(n for sku, n in cart if sku == BREAKFAST)
    assert units[POT] == quantity[POT] + quantity[SET]
    assert units[MUG] == quantity[MUG] + 2 * quantity[SET] + breakfasts
    assert units[TRAY] == quantity[TRAY] + breakfasts
    assert units[SET] == units[BREAKFAST] == 0


def _goods(cart: list[tuple[int, int]], stock: Stock) -> Goods:
    catalog = Catalog(1, Shop(code="demo"), (), (), (), {}, bundles=BUNDLES)
    lines = [OrderLine(variant_id=variant_id, quantity=quantity) for variant_id, quantity in cart]
    return Goods(lines, catalog, stock, NOW)
