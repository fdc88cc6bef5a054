"""Changing an open order. Every verb here is one unit of work: lock, change, quote anew."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from .. import clock, ids
from ..catalog import Catalog, catalog_of, shop_version
from ..config import settings
from ..custom import identity, merged
from ..db import unit_of_work
from ..models import Order, OrderLine
from ..models.promotion import folded
from ..sourcing import Stock
from ..standing import Standing, anew, standing_of, with_windows
from ..uses import uses_for
from ..windows import windows_at, windows_of
from ..words import N_
from .accounts import wallet_of
from .changes import (
    UNSET,
    CardWanted,
    Changes,
    LineWanted,
    Unset,
    faults_in,
    impossible_lines,
    write_fields,
)
from .coupon_faults import refused_codes
from .customers import wanted_customer
from .load import OrderRef, availability, lock_open_order
from .refusals import Fault, Invalid
from .saving import ORDER_LINES, ORDERS, save


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order that is to be opened: in which shop, through which door, in which language, with what on it."""

    shop_code: str
    source: str
    locale: str
    changes: Changes


def draft_order(new: NewOrder) -> Standing:
    """What the order would be. Nothing is written. Raises `Invalid`."""
    return applied(new_order(new.shop_code, new.source, new.locale), new.changes)


def opened(new: NewOrder) -> Standing:
    """The new open order, within the caller's unit of work. Raises `Invalid`."""
    return changed(new_order(new.shop_code, new.source, new.locale), new.changes)


@unit_of_work
def open_order(shop_code: str, source: str, locale: str, changes: Changes) -> Standing:
    """A new open order of the shop with `changes` on it. Raises `Invalid`."""
    return opened(NewOrder(shop_code, source, locale, changes))


@unit_of_work
def change_order(ref: OrderRef, changes: Changes, if_match: int | None = None) -> Standing:
    """The open order with `changes` on it.

    Raises `OrderNotFound`, `OrderClosed`, `StaleVersion` when `if_match` is not its version, and `Invalid`.
    """
    return changed(lock_open_order(ref, if_match), changes)


@unit_of_work
def add_line(ref: OrderRef, wanted: LineWanted, locale: str) -> Standing:
    """The order with more of a SKU; where `ref` names none, a new order of the shop.

    Raises `OrderNotFound`, `OrderClosed`, and `Invalid` for an unknown SKU or more than a line can carry.
    """
    standing = lock_open_order(ref) if ref.names_one else new_order(ref.shop_code, "web", locale)
    return changed(standing, Changes(lines=_with_more(standing.order, wanted)))


@unit_of_work
def set_quantity(ref: OrderRef, line_id: int, quantity: int) -> Standing:
    """The open order with that many units on one line; zero removes it. A line that is gone already is no error.

    Raises `OrderNotFound`, `OrderClosed`, and `Invalid` for more than a line can carry.
    """
    standing = lock_open_order(ref)
    lines = tuple(
        as_wanted(line, quantity if line.id == line_id else line.quantity)
        for line in standing.order.lines
        if line.id != line_id or quantity > 0
    )
    return changed(standing, Changes(lines=lines))


@unit_of_work
def use_coupon(ref: OrderRef, code: str) -> Standing:
    """The open order with one more coupon code. Raises `OrderNotFound`, `OrderClosed`, `Invalid`."""
    standing = lock_open_order(ref)
    others = tuple(each for each in standing.order.coupon_codes if each not in standing.dead_codes)
    try:
        return changed(standing, Changes(coupon_codes=(*others, code)))
    except Invalid as invalid:
        faults = tuple(replace(fault, field=("coupon_code",)) for fault in invalid.faults)
        raise Invalid(faults) from None


@unit_of_work
def drop_coupon(ref: OrderRef, code: str) -> Standing:
    """The open order without that coupon code. Raises `OrderNotFound`, `OrderClosed`."""
    standing = lock_open_order(ref)
    others = tuple(each for each in standing.order.coupon_codes if folded(each) != folded(code))
    return changed(standing, Changes(coupon_codes=others), already_checked=True)


@unit_of_work
def use_gift_card(ref: OrderRef, card: CardWanted) -> Standing:
    """The open order with one more gift card. Raises `OrderNotFound`, `OrderClosed`, `Invalid`."""
    standing = lock_open_order(ref)
    on_it = map(CardWanted, standing.order.gift_cards)
    return changed(standing, Changes(gift_cards=(*on_it, card)))


@unit_of_work
def drop_gift_card(ref: OrderRef, public_id: str) -> Standing:
    """The open order without that gift card. Raises `OrderNotFound`, `OrderClosed`."""
    standing = lock_open_order(ref)
    others = (each for each in standing.order.gift_cards if each != public_id)
    return changed(standing, Changes(gift_cards=tuple(map(CardWanted, others))))


def with_lines(standing: Standing, wanted: Sequence[LineWanted]) -> Standing:
    """The open order, whose lock the caller has, with these lines that the caller has checked."""
    return changed(standing, Changes(lines=tuple(wanted)), already_checked=True)


def quote(standing: Standing) -> Standing:
    """Writes down what the order costs, its new version and its new end of life.

    `standing` is that of the order as it is by now: nothing it is computed from has changed since it was made.
    """
    order, now = standing.order, clock.now()
    for line in order.lines:
        line.unit_price, line.name = standing.unit_price_of(line), standing.name_of(line)
    uses = uses_for(standing.catalog, [order], standing.uses)
    standing = standing if uses is standing.uses else anew(standing, uses=uses)
    order.total, order.quoted = standing.priced.total, standing.priced.parts()
    order.taxed = "included" if standing.taxing.included else "on_top"
    if standing.taxing.reverse_charge:
        order.taxed = "reverse_charge"
    order.tax_rounding = standing.taxing.rounding
    order.updated_at = now
    order.expires_at = max(now, order.scheduled_for or now) + timedelta(days=settings().cart_days)
    if order.id is not None:
        order.version += 1
    return standing


def new_order(shop_code: str, source: str, locale: str) -> Standing:
    """An empty open order of the shop, not written yet."""
    catalog = catalog_of(shop_code, shop_version(shop_code))
    now = clock.now()
    order = ORDERS.new(
        shop_id=catalog.shop.id,
        public_id=ids.new_public_id("co"),
        token=ids.new_token(),
        state="open",
        version=1,
        source=source,
        currency=catalog.shop.currency,
        locale=locale,
        email="",
        phone="",
        note="",
        coupon_codes=[],
        gift_cards=[],
        shipment_choices={},
        created_at=now,
    )
    order.lines = []
    return with_windows(standing_of(order, catalog, {}), windows_at(catalog, None))


def applied(standing: Standing, changes: Changes, *, already_checked: bool = False) -> Standing:
    """The standing of its order with `changes` on it, quoted anew. Nothing is written. Raises `Invalid`."""
    customer, unknown = wanted_customer(standing, changes.customer)
    if changes.shipments is not UNSET:
        standing = with_windows(standing, windows_of(standing.catalog))
    faults = () if already_checked else (*impossible_lines(changes), *faults_in(changes, standing))
    _accept((*faults, *unknown))
    on_it = {folded(code) for code in standing.order.coupon_codes}
    write_fields(changes, standing.order)
    if customer == standing.customer:
        standing = anew(standing)
    else:
        standing.order.customer_id = customer.id if customer else None
        if changes.use_store_credit is UNSET:  # whoever comes next says so themselves
            standing.order.use_store_credit = False
        standing = anew(standing, customer=customer, wallet=wallet_of(standing.order))
    if changes.shipping_address is not UNSET and changes.shipments is UNSET:
        windows = windows_at(standing.catalog, standing.order.shipping_address)
        standing = anew(standing, windows=windows)
    if not isinstance(changes.lines, Unset):
        standing = _with_lines(standing, changes.lines)
    if (changes.gift_cards, changes.currency) != (UNSET, UNSET):
        standing = anew(standing, wallet=wallet_of(standing.order))
    standing = quote(standing)
    if not (already_checked or isinstance(changes.coupon_codes, Unset)):
        _accept(refused_codes(changes.coupon_codes, standing, on_it))
    return standing


def external_id_taken() -> Invalid:
    """What the caller is told who gives two checkouts the same external id."""
    words = N_("Another checkout of yours has this external id.")
    return Invalid((Fault(("external_id",), "external_id_taken", words),))


def changed(standing: Standing, changes: Changes, *, already_checked: bool = False) -> Standing:
    """The open order, whose lock the caller has, with `changes` written on it. Raises `Invalid`."""
    standing = applied(standing, changes, already_checked=already_checked)
    _write(standing.order, changes)
    return standing


def _accept(faults: tuple[Fault, ...]) -> None:
    if faults:
        raise Invalid(faults)


def _write(order: Order, changes: Changes) -> None:
    try:
        save(order)
    except IntegrityError as error:
        if changes.external_id is UNSET or "external_id" not in str(error.orig):
            raise
        raise external_id_taken() from None


def _with_lines(standing: Standing, wanted: tuple[LineWanted, ...]) -> Standing:
    """Makes the lines those wanted: first the rows that stay, as they will be read again, then the new ones."""
    order, catalog = standing.order, standing.catalog
    variant_ids = {line.variant_id for line in order.lines}
    before = {what(as_wanted(line, line.quantity)): line for line in order.lines}
    after = []
    for each in wanted:
        line = before.pop(what(each), None)
        after.append(line or _new_line(each, catalog, order.locale))
        after[-1].quantity = each.quantity
    order.lines[:] = sorted(after, key=lambda line: math.inf if line.id is None else line.id)
    return anew(standing, available=_still_known(standing, order, variant_ids))


def _still_known(standing: Standing, order: Order, before: set[int]) -> Stock:
    """The stock of each variant, asking the database only about those that were not there before."""
    new = {line.variant_id for line in order.lines} - before
    found = availability(standing.catalog, new, order.id) if new else {}
    return {**standing.available, **found}


def _new_line(wanted: LineWanted, catalog: Catalog, locale: str) -> OrderLine:
    variant = catalog.variant_by_sku[wanted.sku]
    return ORDER_LINES.new(
        variant_id=variant.id,
        sku=variant.sku,
        name=catalog.name_of(variant, locale),
        unit_price=variant.price,
        options=dict(wanted.options),
        custom=merged(None, wanted.custom) or None,
    )


def _with_more(order: Order, wanted: LineWanted) -> tuple[LineWanted, ...]:
    lines = [as_wanted(line, line.quantity) for line in order.lines]
    for index, line in enumerate(lines):
        if what(line) == what(wanted):
            lines[index] = replace(line, quantity=line.quantity + wanted.quantity)
            return tuple(lines)
    return (*lines, wanted)


def as_wanted(line: OrderLine, quantity: int) -> LineWanted:
    """The line as a caller would ask for it, with another quantity."""
    return LineWanted(line.sku, quantity, tuple(sorted(line.options.items())), line.custom or {})


def what(line: LineWanted) -> tuple[object, ...]:
    """What makes two lines the same line."""
    return line.sku, tuple(sorted(line.options)), identity(merged(None, line.custom))
