"""Finding quotes, each with its lines, its customer and the checkout it became: two statements, however many."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from .. import clock
from ..db import read
from ..models import Customer, Order, Quote, QuoteLine, Shop
from ..models.quote import EXPIRED, OPEN
from ..snapshots import Snapshots
from .refusals import QuoteNotFound


@dataclass(frozen=True, slots=True)
class KnownQuote:
    """A quote with its lines. `customer` and `checkout` are public ids: whom it is for, and what it became."""

    quote: Quote
    customer: str | None
    checkout: str | None


@dataclass(frozen=True, slots=True)
class QuoteSearch:
    """Which quotes of a shop: empty for any. `before` is the id of the last one seen."""

    status: str = ""
    #: public id
    customer: str = ""
    #: in any letter case
    email: str = ""
    before: int | None = None
    limit: int = 20


def find_quote(shop_code: str, public_id: str) -> KnownQuote:
    """The quote as it is now. Raises `QuoteNotFound`."""
    rows = read(FIND, {"shop_code": shop_code, "public_id": public_id})
    if not rows:
        raise QuoteNotFound
    return _known(rows)[0]


def find_quotes(shop_code: str, search: QuoteSearch) -> list[KnownQuote]:
    """The newest quotes first, at most `limit` of them."""
    wanted = EVERY.where(Shop.code == shop_code, *_conditions(search))
    return _known(read(wanted.order_by(Quote.id.desc()).limit(search.limit)))


QUOTES, LINES = Snapshots(Quote), Snapshots(QuoteLine)
EVERY: Select[Any] = (
    select(*QUOTES.columns, Customer.public_id, Order.public_id)
    .select_from(Quote)
    .join(Shop, Shop.id == Quote.shop_id)
    .outerjoin(Customer, Customer.id == Quote.customer_id)
    .outerjoin(Order, Order.quote_id == Quote.id)
)
FIND = EVERY.where(Shop.code == bindparam("shop_code"), Quote.public_id == bindparam("public_id"))
LINES_OF = (
    select(*LINES.columns)
    .where(QuoteLine.quote_id.in_(bindparam("quote_ids", expanding=True)))
    .order_by(QuoteLine.id)
)


def _known(rows: Sequence[Any]) -> list[KnownQuote]:
    found = [KnownQuote(QUOTES.made_from(row[:-2]), row[-2], row[-1]) for row in rows]
    lines: dict[int, list[QuoteLine]] = {each.quote.id: [] for each in found}
    for row in read(LINES_OF, {"quote_ids": list(lines)}) if lines else ():
        line = LINES.made_from(row)
        lines[line.quote_id].append(line)
    for each in found:
        each.quote.lines = lines[each.quote.id]
    return found


def _conditions(search: QuoteSearch) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if search.status:
        wanted.append(_is(search.status))
    if search.customer:
        wanted.append(Customer.public_id == search.customer)
    if search.email:
        wanted.append(func.lower(Quote.email) == search.email.strip().lower())
    if search.before is not None:
        wanted.append(Quote.id < search.before)
    return wanted


def _is(status: str) -> ColumnElement[bool]:
    """The stored status, but that an open quote which has ended counts as expired."""
    if status == EXPIRED:
        return and_(Quote.status == OPEN, Quote.valid_until <= clock.now())
    if status == OPEN:
        return and_(Quote.status == OPEN, Quote.valid_until > clock.now())
    return Quote.status == status
