"""Quotes: prices promised to one buyer for a while. Made, looked at and withdrawn; `accepting` makes checkouts of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from .. import clock, ids
from ..addresses import check_email
from ..catalog import Catalog, catalog_of, shop_version
from ..db import db, read, table_of, unit_of_work
from ..models import Customer, Quote, QuoteLine
from ..models.order import MAX_LINES, MAX_QUANTITY
from ..models.quote import ACCEPTED, OPEN, WITHDRAWN
from ..words import N_
from .quote_reading import KnownQuote, find_quote
from .refusals import Fault, Invalid, QuoteClosed


@dataclass(frozen=True, slots=True)
class QuoteLineWanted:
    """Up to so many units of a SKU at an agreed price each, in minor units."""

    sku: str
    quantity: int
    unit_price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteWish:
    """A quote as it is wanted. What is empty is the shop's or the customer's own; `valid_from` none: now."""

    lines: tuple[QuoteLineWanted, ...]
    valid_until: datetime
    valid_from: datetime | None = None
    #: public id of the customer
    customer: str = ""
    email: str = ""
    currency: str = ""
    locale: str = ""
    note: str = ""


@unit_of_work
def make_quote(shop_code: str, wish: QuoteWish) -> KnownQuote:
    """A new quote of the shop. Raises `Invalid`. As many statements for many lines as for one."""
    catalog, now = catalog_of(shop_code, shop_version(shop_code)), clock.now()
    customer = _customer(catalog, wish)
    email = wish.email.strip() or (customer.email if customer else "")
    faults = (*_who(wish, customer, email), *_when(wish, now), *_what(wish, catalog))
    if faults:
        raise Invalid(faults)
    quote = Quote(
        shop_id=catalog.shop.id,
        public_id=ids.new_public_id("qu"),
        status=OPEN,
        customer_id=customer.id if customer else None,
        email=email,
        currency=wish.currency or catalog.shop.currency,
        locale=wish.locale or catalog.shop.locale,
        note=wish.note.strip(),
        valid_from=wish.valid_from or now,
        valid_until=wish.valid_until,
        created_at=now,
    )
    db.session.add(quote)
    db.session.flush()
    db.session.execute(WRITE_LINES, _rows(quote, wish, catalog))
    return find_quote(shop_code, quote.public_id)


@unit_of_work
def withdraw_quote(shop_code: str, public_id: str) -> KnownQuote:
    """The quote, which nobody can accept any more; doing it again changes nothing.

    Raises `QuoteNotFound`, and `QuoteClosed` for one that was accepted.
    """
    quote = find_quote(shop_code, public_id).quote
    db.session.execute(WITHDRAW, {"quote_id": quote.id, "at": clock.now()})
    known = find_quote(shop_code, public_id)
    if known.quote.status == ACCEPTED:
        raise QuoteClosed(ACCEPTED, known.checkout)
    return known


QUOTES = table_of(Quote)
WRITE_LINES = insert(table_of(QuoteLine))
WITHDRAW = (
    update(QUOTES)
    .where(QUOTES.c.id == bindparam("quote_id"), QUOTES.c.status == OPEN)
    .values(status=WITHDRAWN, closed_at=bindparam("at", type_=QUOTES.c.closed_at.type))
)
CUSTOMER = select(Customer.id, Customer.email).where(
    Customer.shop_id == bindparam("shop_id"), Customer.public_id == bindparam("public_id")
)


def _customer(catalog: Catalog, wish: QuoteWish) -> Any:
    """Id and e-mail address of the customer it is for; none where there is none."""
    asked = {"shop_id": catalog.shop.id, "public_id": wish.customer}
    return next(iter(read(CUSTOMER, asked)), None) if wish.customer else None


def _who(wish: QuoteWish, customer: object, email: str) -> Iterator[Fault]:
    if wish.customer and customer is None:
        words = N_("There is no customer %(customer)s.")
        params = (("customer", wish.customer),)
        yield Fault(("customer",), "unknown_customer", words, params)
    elif (fault := check_email(email)) is not None:
        yield Fault(("email",), fault.code, fault.message, tuple(fault.params.items()))


def _when(wish: QuoteWish, now: datetime) -> Iterator[Fault]:
    if wish.valid_from is not None and wish.valid_until <= wish.valid_from:
        words = N_("A quote must end after it begins.")
        yield Fault(("valid_until",), "validity_ends_before_it_begins", words)
    elif wish.valid_until <= now:
        words = N_("A quote must end in the future.")
        yield Fault(("valid_until",), "validity_is_over", words)


def _what(wish: QuoteWish, catalog: Catalog) -> Iterator[Fault]:
    if wish.currency not in {"", catalog.shop.currency, *catalog.shop.currencies}:
        words = N_("This shop does not sell in %(currency)s.")
        params = (("currency", wish.currency),)
        yield Fault(("currency",), "unknown_currency", words, params)
    if not wish.lines:
        yield Fault(("lines",), "quote_empty", N_("A quote needs at least one line."))
    if len(wish.lines) > MAX_LINES:
        words = N_("A cart has room for %(limit)s different items.")
        yield Fault(("lines",), "too_many_lines", words, (("limit", MAX_LINES),))
    seen: set[str] = set()
    for index, line in enumerate(wish.lines):
        yield from _line_faults(index, line, catalog, seen)
        seen.add(line.sku)


def _line_faults(
    index: int, line: QuoteLineWanted, catalog: Catalog, seen: set[str]
) -> Iterator[Fault]:
    params = (("sku", line.sku),)
    if line.sku not in catalog.variant_by_sku:
        words = N_("There is no product with the SKU %(sku)s.")
        yield Fault(("lines", index, "sku"), "unknown_sku", words, params)
    if line.sku in seen:
        words = N_("The SKU %(sku)s is on another line already.")
        yield Fault(("lines", index, "sku"), "sku_given_twice", words, params)
    if not 1 <= line.quantity <= MAX_QUANTITY:
        words = N_("Enter a quantity between 1 and %(limit)s.")
        limit = (("limit", MAX_QUANTITY),)
        yield Fault(("lines", index, "quantity"), "quantity_out_of_range", words, limit)
    if line.unit_price < 0:
        words = N_("A price cannot be negative.")
        yield Fault(("lines", index, "unit_price"), "out_of_range", words)


def _rows(quote: Quote, wish: QuoteWish, catalog: Catalog) -> list[dict[str, object]]:
    return [
        {
            "quote_id": quote.id,
            "variant_id": catalog.variant_by_sku[line.sku].id,
            "sku": line.sku,
            "quantity": line.quantity,
            "unit_price": line.unit_price,
        }
        for line in wish.lines
    ]
