"""Accepting a quote: it becomes a checkout at its prices, once, whoever accepts it how often and at the same time.

The quote's row says who was first, by an update that counts only while it is open and in time; the order's
`quote_id`, which no other order has, makes a second checkout impossible even without it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, bindparam, select, update

from .. import clock
from ..db import db, read, table_of, unit_of_work
from ..models import Customer, CustomerFacts, Quote
from ..models.customer import folded_email
from ..models.quote import ACCEPTED, OPEN
from ..offers.agreed import agreement_in
from ..standing import Standing, anew
from ..words import N_
from .accounts import wallet_of
from .customers import customers_by_id
from .edit import new_order, quote
from .load import availability
from .quote_reading import KnownQuote, find_quote
from .refusals import Fault, Invalid, QuoteClosed
from .saving import ORDER_LINES, save


@dataclass(frozen=True, slots=True)
class Acceptor:
    """Who accepts, as far as it is said: a customer by public id, an e-mail address. Empty: whom the quote is for."""

    customer: str = ""
    email: str = ""


@unit_of_work
def accept_quote(shop_code: str, public_id: str, source: str, acceptor: Acceptor) -> Standing:
    """The checkout the quote becomes: its lines at its prices, open and written.

    Raises `QuoteNotFound`, `Invalid` for somebody it is not for, and `QuoteClosed` for one that is accepted already,
    withdrawn, expired or not valid yet. What cannot be had any more is no reason to refuse: the checkout says so.
    """
    return accepted(shop_code, public_id, source, acceptor)


def accepted(shop_code: str, public_id: str, source: str, acceptor: Acceptor) -> Standing:
    """The same within the caller's unit of work."""
    known = find_quote(shop_code, public_id)
    customer = _who_accepts(known, acceptor)
    _take(shop_code, known.quote)
    return _checkout_of(shop_code, known.quote, source, customer)


QUOTES = table_of(Quote)
INSTANT = QUOTES.c.closed_at.type
TAKE = (
    update(QUOTES)
    .where(
        QUOTES.c.id == bindparam("quote_id"),
        QUOTES.c.status == OPEN,
        QUOTES.c.valid_from <= bindparam("at", type_=INSTANT),
        QUOTES.c.valid_until > bindparam("at", type_=INSTANT),
    )
    .values(status=ACCEPTED, closed_at=bindparam("at", type_=INSTANT))
)
EMAIL_OF = select(Customer.id, Customer.folded_email).where(
    Customer.shop_id == bindparam("shop_id"), Customer.public_id == bindparam("public_id")
)


def _who_accepts(known: KnownQuote, acceptor: Acceptor) -> CustomerFacts | None:
    """Whose the checkout will be. Raises `Invalid` for somebody the quote is not for."""
    quote = known.quote
    if acceptor.email and folded_email(acceptor.email) != folded_email(quote.email):
        raise _not_theirs("email")
    if quote.customer_id is None:
        customer_id = _with_its_email(quote, acceptor.customer) if acceptor.customer else None
    elif acceptor.customer in {"", known.customer}:
        customer_id = quote.customer_id
    else:
        raise _not_theirs("customer")
    return None if customer_id is None else customers_by_id([customer_id])[customer_id]


def _with_its_email(quote: Quote, customer: str) -> int:
    rows = read(EMAIL_OF, {"shop_id": quote.shop_id, "public_id": customer})
    if not rows:
        words = N_("There is no customer %(customer)s.")
        fault = Fault(("customer",), "unknown_customer", words, (("customer", customer),))
        raise Invalid((fault,))
    if rows[0].folded_email != folded_email(quote.email):
        raise _not_theirs("customer")
    found: int = rows[0].id
    return found


def _not_theirs(field: str) -> Invalid:
    words = N_("This quote was made for somebody else.")
    return Invalid((Fault((field,), "other_customer", words),))


def _take(shop_code: str, quote: Quote) -> None:
    now = clock.now()
    taken = db.session.execute(TAKE, {"quote_id": quote.id, "at": now})
    if cast(CursorResult[Any], taken).rowcount != 1:
        raise _refusal(find_quote(shop_code, quote.public_id), now)


def _refusal(known: KnownQuote, at: datetime) -> QuoteClosed:
    status = known.quote.status_at(at)
    return QuoteClosed("not_yet_valid" if status == OPEN else status, known.checkout)


def _checkout_of(
    shop_code: str, offer: Quote, source: str, customer: CustomerFacts | None
) -> Standing:
    standing = new_order(shop_code, source, offer.locale)
    order, catalog = standing.order, standing.catalog
    order.quote_id, order.agreement_data = offer.id, agreement_in(offer).to_dict()
    order.currency, order.email = offer.currency, offer.email
    order.customer_id = customer.id if customer else None
    order.lines = [
        ORDER_LINES.new(
            variant_id=line.variant_id,
            sku=line.sku,
            name=catalog.name_of(catalog.every_variant[line.variant_id], offer.locale),
            unit_price=line.unit_price,
            quantity=line.quantity,
            options={},
        )
        for line in offer.lines
    ]
    stock = availability(catalog, (line.variant_id for line in offer.lines), order.id)
    standing = anew(standing, available=stock, customer=customer, wallet=wallet_of(order))
    standing = quote(standing)
    save(order)
    return standing
