"""The invariants, checked on live data. Each check names the rows that break it; none may."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy import Select, and_, exists, func, not_, or_, select
from sqlalchemy.orm import aliased

from .config import settings
from .custom import is_usable
from .db import db
from .models import (
    Adjustment,
    CreditAccount,
    CreditEntry,
    CustomSchema,
    DeliveryWindow,
    Order,
    OrderEvent,
    OrderLine,
    ProductionData,
    PromotionLimit,
    PromotionUse,
    Quote,
    WindowHold,
)
from .models.quote import ACCEPTED
from .operations.mailing import FOLDER
from .outbox_rules import OUTBOX_CHECKS, OUTBOX_RULES, outbox_remarks
from .payment_rules import MADE_FINAL, PAYMENT_RULES
from .stock_rules import STOCK_RULES


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule, and the id of a row that breaks it."""

    rule: str
    row: int


def violations() -> Iterator[Violation]:
    """Everything wrong with the database, in no more statements than there are rules."""
    for rule, broken in RULES.items():
        for row in db.session.scalars(broken()):
            yield Violation(rule, row)
    for rule, found in CHECKS.items():
        for row in found():
            yield Violation(rule, row)


def remarks() -> Iterator[str]:
    """What is no fault of the data, but should be looked after, or is hardly meant in production."""
    yield from outbox_remarks()
    now = settings()
    if not now.production:
        return
    if not now.smtp.host:
        yield f"Nobody gets a letter: they are kept in {now.instance / FOLDER}. Set SMTP_HOST."
    if urlsplit(now.public_url).hostname in {"127.0.0.1", "localhost"}:
        yield "Links in letters of shops without a host lead to this machine. Set PUBLIC_URL."


def _numbered_twice() -> Select[int]:
    other = aliased(Order)
    twin = and_(other.shop_id == Order.shop_id, other.number == Order.number, other.id != Order.id)
    return select(Order.id).where(exists().where(twin))


def _does_not_add_up() -> Select[int]:
    lines = (
        select(func.coalesce(func.sum(OrderLine.unit_price * OrderLine.quantity), 0))
        .where(OrderLine.order_id == Order.id)
        .scalar_subquery()
    )
    adjustments = (
        select(func.coalesce(func.sum(Adjustment.amount), 0))
        .where(Adjustment.order_id == Order.id, not_(Adjustment.included))
        .scalar_subquery()
    )
    return select(Order.id).where(Order.state.in_(MADE_FINAL), Order.total != lines + adjustments)


def _placed_without_history() -> Select[int]:
    told = exists().where(OrderEvent.order_id == Order.id, OrderEvent.type == "placed")
    return select(Order.id).where(Order.state == "placed", not_(told))


def _placed_twice() -> Select[int]:
    return (
        select(OrderEvent.order_id)
        .where(OrderEvent.type == "placed")
        .group_by(OrderEvent.order_id)
        .having(func.count() > 1)
    )


def _uses_out_of_balance() -> Select[int]:
    orders = (
        select(func.count())
        .where(PromotionUse.limit_id == PromotionLimit.id)
        .correlate(PromotionLimit)
        .scalar_subquery()
    )
    return select(PromotionLimit.id).where(
        or_(PromotionLimit.used != orders, PromotionLimit.used > PromotionLimit.most)
    )


def _counted_without_being_placed() -> Select[int]:
    return (
        select(PromotionUse.order_id)
        .join(Order, Order.id == PromotionUse.order_id)
        .where(Order.state.not_in(MADE_FINAL))
        .distinct()
    )


def _credit_out_of_balance() -> Select[int]:
    entries = (
        select(func.coalesce(func.sum(CreditEntry.amount), 0))
        .where(CreditEntry.account_id == CreditAccount.id)
        .scalar_subquery()
    )
    return select(CreditAccount.id).where(
        or_(CreditAccount.balance != entries, CreditAccount.balance < 0)
    )


def _credit_spent_otherwise() -> Select[int]:
    """What left the accounts for an order is what it was reduced by; one that is not final has everything back."""
    spent = (
        select(func.coalesce(func.sum(CreditEntry.amount), 0))
        .where(CreditEntry.order_id == Order.id)
        .scalar_subquery()
    )
    reduced = (
        select(func.coalesce(func.sum(Adjustment.amount), 0))
        .where(Adjustment.order_id == Order.id, Adjustment.type == "credit")
        .scalar_subquery()
    )
    return select(Order.id).where(
        or_(
            and_(Order.state.in_(MADE_FINAL), spent != reduced),
            and_(not_(Order.state.in_(MADE_FINAL)), spent != 0),
        )
    )


def _unusable_schemas() -> Iterator[int]:
    for schema in db.session.scalars(select(CustomSchema)):
        if not is_usable(schema.schema):
            yield schema.id


def _quote_became_otherwise() -> Select[int]:
    """Accepted without a checkout, or the other way round. A second checkout of one quote, the index refuses."""
    became = exists().where(Order.quote_id == Quote.id)
    return select(Quote.id).where((Quote.status == ACCEPTED) != became)


def _windows_out_of_balance() -> Select[int]:
    held = (
        select(func.count())
        .select_from(WindowHold)
        .where(WindowHold.window_id == DeliveryWindow.id)
        .correlate(DeliveryWindow)
        .scalar_subquery()
    )
    return select(DeliveryWindow.id).where(DeliveryWindow.taken != held)


def _window_of_no_order() -> Select[int]:
    return (
        select(WindowHold.id)
        .join(Order, Order.id == WindowHold.order_id)
        .where(not_(Order.state.in_(MADE_FINAL)))
    )


def _made_without_being_placed() -> Select[int]:
    begun = exists().where(
        ProductionData.order_id == Order.id, ProductionData.begun_at.is_not(None)
    )
    return select(Order.id).where(Order.state != "placed", begun)


def _made_without_history() -> Select[int]:
    told = exists().where(
        OrderEvent.order_id == ProductionData.order_id, OrderEvent.type == "production_started"
    )
    return select(ProductionData.order_id).where(ProductionData.begun_at.is_not(None) != told)


RULES = {
    "An order number names one order.": _numbered_twice,
    "An order is placed once.": _placed_twice,
    **PAYMENT_RULES,
    **STOCK_RULES,
    **OUTBOX_RULES,
    "The places taken in a delivery window are those that orders have.": _windows_out_of_balance,
    "Only orders that are placed or being placed have places in delivery windows.": _window_of_no_order,
    "Lines and adjustments add up to the total.": _does_not_add_up,
    "Every placed order has its placing in the history.": _placed_without_history,
    "A credit balance is the sum of its entries and never negative.": _credit_out_of_balance,
    "What an order took from gift cards and store credit is what it was reduced by.": _credit_spent_otherwise,
    "What is limited was used by as many orders as count towards it, and never too often.": _uses_out_of_balance,
    "Only an order that is placed or being placed counts towards a limit.": _counted_without_being_placed,
    "A quote has a checkout when it was accepted, and only then.": _quote_became_otherwise,
    "Only a placed order is made.": _made_without_being_placed,
    "An order's history tells that its production began, once it has.": _made_without_history,
}
#: what no statement could find
CHECKS = {
    **OUTBOX_CHECKS,
    "A schema for custom fields is a JSON Schema that fetches nothing.": _unusable_schemas,
}
