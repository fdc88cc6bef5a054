"""Finding an order and everything a request needs to know about it, in one or two statements.

The statements are built once: building one costs as much as running it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, select
from sqlalchemy.orm.attributes import set_committed_value

from ..catalog import Catalog, catalog_of
from ..db import read, table_of
from ..keeping import ON_HAND
from ..models import (
    BundlePart,
    CreditAccount,
    Customer,
    CustomerFacts,
    Order,
    OrderLine,
    Shop,
    StockHold,
    StockItem,
)
from ..offers.limits import NO_USES
from ..prepared import Prepared, among, numbered
from ..sourcing import Shelf, Stock
from ..standing import Standing, anew, standing_of, with_windows
from ..statements import rows as rows_of
from ..uses import uses_for
from ..wallet import EMPTY
from ..windows import windows_at
from .accounts import wallet_of
from .refusals import OrderClosed, OrderNotFound, StaleVersion
from .saving import ORDER_LINES, ORDERS, note_lines


@dataclass(frozen=True, slots=True)
class OrderRef:
    """How a caller names an order of a shop: by the shopper's token, or a program's public or integer id."""

    shop_code: str
    token: str = ""
    public_id: str = ""
    #: 1 to 2^63 - 1
    id: int = 0

    def parameters(self) -> dict[str, str | int]:
        """What the statements of this module are asked with."""
        return {"shop_code": self.shop_code, "name": self.token or self.public_id or self.id}

    @property
    def names_one(self) -> bool:
        """Whether it names an order at all."""
        return bool(self.token or self.public_id or self.id)

    @property
    def way(self) -> str:
        """Which of its names is used."""
        return "token" if self.token else "public_id" if self.public_id else "id"


def find_order(ref: OrderRef) -> Standing:
    """The order as it is now. One statement. Raises `OrderNotFound`."""
    rows = read(FIND_BY[ref.way], ref.parameters())
    if not rows:
        raise OrderNotFound
    code, version, *buyer = rows[0][:ORDER_STARTS]
    order = ORDERS.made_from(rows[0][ORDER_STARTS:LINE_STARTS])
    found = _lines_in([row[LINE_STARTS:] for row in rows], ORDER_LINES.made_from)
    order.lines = _each_once(found)
    return _standing(order, catalog_of(code, version), found, buyer)


def find_by_external_id(shop_code: str, source: str, external_id: str) -> Standing:
    """The order that came in by that door with that id of its maker. Two statements. Raises `OrderNotFound`."""
    asked = {"shop_code": shop_code, "source": source, "external_id": external_id}
    rows = read(ID_BY_EXTERNAL_ID, asked)
    if not rows:
        raise OrderNotFound
    return find_order(OrderRef(shop_code, id=rows[0].id))


def lock_order(ref: OrderRef) -> Standing:
    """The order under its row lock, read inside it. Two statements. Raises `OrderNotFound`.

    The lines are read by a second statement on purpose: one that had to wait for the lock would still
    show the lines as they were before it waited.
    """
    code, version, buyer, columns = _locked(ref)
    order = ORDERS.tracked(columns)
    found = _lines_in(rows_of(LINES, {"order_id": order.id}), ORDER_LINES.tracked)
    set_committed_value(order, "lines", _each_once(found))
    return _standing(order, catalog_of(code, version), found, buyer)


def lock_cart(ref: OrderRef) -> Standing:
    """The same for an order that is most likely open, as plain rows, which nothing writes but `saving.save`."""
    locked = _locked(ref)
    (order_id, *_) = locked[-1]
    return _cart(locked, rows_of(LINES, {"order_id": order_id}))


#: the code and version of the order's shop, its buyer, and its own columns
Locked = tuple[str, int, Sequence[Any], Sequence[Any]]


def _locked(ref: OrderRef) -> Locked:
    locked = rows_of(LOCK_BY[ref.way], ref.parameters())
    if not locked:
        raise OrderNotFound
    code, version, *buyer = locked[0][:ORDER_STARTS]
    return code, version, buyer, locked[0][ORDER_STARTS:]


def _cart(locked: Locked, lines: Sequence[Sequence[Any]]) -> Standing:
    code, version, buyer, columns = locked
    order, found = ORDERS.found(columns), _lines_in(lines, ORDER_LINES.found)
    order.lines = _each_once(found)
    note_lines(order)
    return _standing(order, catalog_of(code, version), found, buyer)


def find_open_order(ref: OrderRef, if_match: int | None = None) -> Standing:
    """The open order as it is now. One statement. Raises `OrderNotFound`, `OrderClosed`, `StaleVersion`."""
    return _open_still(find_order(ref), if_match)


def lock_open_order(ref: OrderRef, if_match: int | None = None) -> Standing:
    """The open order under its row lock, as plain rows: see `lock_cart`. Raises `OrderNotFound`, `OrderClosed`, `StaleVersion`."""
    return _open_still(lock_cart(ref), if_match)


def availability(
    catalog: Catalog, variant_ids: Iterable[int], order_id: int | None = None
) -> Stock:
    """The stock of these variants and of the parts of bundles among them, by variant id. One statement.

    As anyone may draw on it, or an order, which may count on what it holds. No entry: it never runs out.
    """
    needed = {part for each in variant_ids for part, _ in catalog.parts_of(each)}
    asked = numbered(needed)
    return stock_in(catalog, read(_available(len(asked)), asked | {"order_id": order_id}))


def stock_in(catalog: Catalog, rows: Iterable[Sequence[Any]]) -> Stock:
    """The stock that rows of `STOCK_COLUMNS` tell of: shelves of the shop's active locations, first choice first."""
    found: dict[int, dict[int, Shelf]] = {}
    for variant_id, location_id, on_hand, held, backorder_limit, own in rows:
        shelves = found.setdefault(variant_id, {})
        shelves[location_id] = Shelf(location_id, on_hand - held + (own or 0), backorder_limit)
    return {
        variant_id: tuple(shelves[each] for each in catalog.location_ids if each in shelves)
        for variant_id, shelves in found.items()
    }


CUSTOMER_COLUMNS = (
    Customer.id,
    Customer.public_id,
    Customer.group,
    Customer.vat_id,
    Customer.stamp,
    Customer.custom,
)
#: Most customers have no credit: then nobody asks how much it is.
HAS_CREDIT = exists().where(CreditAccount.customer_id == Order.customer_id)
SHOP_COLUMNS = (Shop.code, Shop.catalog_version, HAS_CREDIT, *CUSTOMER_COLUMNS)
ORDER_STARTS = len(SHOP_COLUMNS)
LINE_STARTS = ORDER_STARTS + len(ORDERS.columns)
OF_SHOP = Shop.code == bindparam("shop_code")
BY = {
    way: and_(OF_SHOP, getattr(Order, way) == bindparam("name"))
    for way in ("token", "public_id", "id")
}
STOCK_COLUMNS = (
    StockItem.variant_id,
    StockItem.location_id,
    ON_HAND,
    StockItem.held,
    StockItem.backorder_limit,
    StockHold.quantity,
)
#: What a line draws on: the parts of a bundle, else its own variant.
OF_LINE = StockItem.variant_id == func.coalesce(BundlePart.part_variant_id, OrderLine.variant_id)
OF_ITEM = and_(
    StockHold.variant_id == StockItem.variant_id, StockHold.location_id == StockItem.location_id
)
OWN_HOLD = and_(
    OF_ITEM, StockHold.order_id == OrderLine.order_id, StockHold.expires_at.is_not(None)
)


def _found_by(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(*SHOP_COLUMNS, *ORDERS.columns, *ORDER_LINES.columns, *STOCK_COLUMNS)
        .select_from(Order)
        .join(Shop, Shop.id == Order.shop_id)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .outerjoin(OrderLine, OrderLine.order_id == Order.id)
        .outerjoin(BundlePart, BundlePart.bundle_variant_id == OrderLine.variant_id)
        .outerjoin(StockItem, OF_LINE)
        .outerjoin(StockHold, OWN_HOLD)
        .where(condition)
        .order_by(OrderLine.id)
    )


def _locked_by(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(*SHOP_COLUMNS, *ORDERS.columns)
        .select_from(Order)
        .join(Shop, Shop.id == Order.shop_id)
        .outerjoin(Customer, Customer.id == Order.customer_id)
        .where(condition)
        .with_for_update(of=Order)
    )


ID_BY_EXTERNAL_ID = (
    select(Order.id)
    .join(Shop, Shop.id == Order.shop_id)
    .where(
        OF_SHOP,
        Order.source == bindparam("source"),
        Order.external_id == bindparam("external_id"),
    )
)
FIND_BY = {
    way: Prepared(_found_by(condition), repeated=LINE_STARTS) for way, condition in BY.items()
}
LOCK_BY = {way: Prepared(_locked_by(condition)) for way, condition in BY.items()}
LINES = Prepared(
    select(*ORDER_LINES.columns, *STOCK_COLUMNS)
    .select_from(OrderLine)
    .outerjoin(BundlePart, BundlePart.bundle_variant_id == OrderLine.variant_id)
    .outerjoin(StockItem, OF_LINE)
    .outerjoin(StockHold, OWN_HOLD)
    .where(OrderLine.order_id == bindparam("order_id"))
    .order_by(OrderLine.id)
)


@cache
def _available(number: int) -> Prepared:
    """The shelves of so many variants."""
    own = and_(OF_ITEM, StockHold.order_id == bindparam("order_id"))
    shelves = select(*STOCK_COLUMNS).select_from(StockItem).outerjoin(StockHold, own)
    return Prepared(shelves.where(among(table_of(StockItem).c.variant_id, number)))


def _lines_in(
    rows: Sequence[Sequence[Any]], made_from: Callable[[Sequence[Any]], OrderLine]
) -> list[tuple[Any, ...]]:
    """The rows with their lines made: one line may have many, one for each shelf it can draw on."""
    line_ends = len(ORDER_LINES.columns)
    made: dict[int, OrderLine] = {}
    for row in rows:
        if row[0] is not None and row[0] not in made:
            made[row[0]] = made_from(row[:line_ends])
    return [(made[row[0]], *row[line_ends:]) for row in rows if row[0] is not None]


def _each_once(rows: Sequence[Sequence[Any]]) -> list[OrderLine]:
    return list({row[0].id: row[0] for row in rows}.values())


def _open_still(standing: Standing, if_match: int | None) -> Standing:
    if if_match is not None and if_match != standing.order.version:
        raise StaleVersion(standing.order.version)
    if standing.order.state != "open":
        raise OrderClosed(standing.order.state)
    return standing


def _standing(
    order: Order, catalog: Catalog, rows: Sequence[Sequence[Any]], buyer: Sequence[Any]
) -> Standing:
    stock = stock_in(catalog, (row[1:] for row in rows if row[1] is not None))
    has_credit, *customer = buyer
    facts = None if customer[0] is None else CustomerFacts(*customer)
    wallet = wallet_of(order) if has_credit or order.gift_cards else EMPTY
    standing = standing_of(order, catalog, stock, facts, wallet)
    if order.state != "open":
        return standing
    uses = uses_for(catalog, [order])
    standing = standing if uses is NO_USES else anew(standing, uses=uses)
    return with_windows(standing, windows_at(catalog, order.shipping_address))
