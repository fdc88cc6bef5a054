"""What an order was before a call that places it as a whole or not at all, and making it that again when the payment is declined.

It is kept with the order in the transaction in which placing begins, and goes in the one that settles the payment, whoever
settles it and when. The attempt itself and its history stay, and so do the entries of credit that was spent and given back.
"""

from copy import deepcopy
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, inspect, update

from .. import stock
from ..db import UtcDateTime, db, table_of
from ..models import Order, Quote
from ..models.quote import ACCEPTED, OPEN
from .freeze import thaw

#: what an order is, and what only ever goes on
ITS_OWN = {
    "id",
    "shop_id",
    "public_id",
    "token",
    "state",
    "version",
    "source",
    "external_id",
    "quote_id",
    "created_at",
    "updated_at",
    "placed_at",
    # whoever wanted it cancelled while it was being paid still does
    "cancel_reason",
    "cancel_actor",
    "before_placing",
}
#: what quoting and placing write on lines; a call that places cannot change anything else of them
OF_LINES = ("unit_price", "name", "withdrawal_exemption")


def remember(order: Order, *, is_new: bool = False) -> None:
    """Keeps what the open order is now. Inside a unit of work that holds its lock, before the call's own changes.

    `is_new`: the call itself made it of a quote, so before it there was the quote alone.
    """
    order.before_placing = {
        "is_new": is_new,
        "order": {name: _kept(getattr(order, name)) for name in _fields()},
        "lines": {
            str(line.id): {name: getattr(line, name) for name in OF_LINES} for line in order.lines
        },
        # Only an order that was declined before, which has its number still, can hold anything.
        "holds": [_hold(each) for each in stock.holds_of(order.id)] if order.number else [],
    }


def reopen(order: Order, actor: str) -> None:
    """Takes back what `freeze` wrote of an order that is open again; of one that was remembered, everything since then.

    What it held and has not any more is held again as far as it is there.
    """
    before, order.before_placing = order.before_placing, None
    if before is None:
        thaw(order, actor)
        return
    # First the goods, then windows, coupons and credit: locks are always taken in that order.
    stock.hold_again(order.id, [_held(each) for each in before["holds"]])
    thaw(order, actor)
    instants = _instants()
    for name, value in before["order"].items():
        setattr(order, name, datetime.fromisoformat(value) if name in instants and value else value)
    for line in order.lines:
        for name, value in before["lines"][str(line.id)].items():
            setattr(line, name, value)
    if before["is_new"]:
        _give_the_quote_back(order, actor)


def _give_the_quote_back(order: Order, actor: str) -> None:
    """The quote is open again, and can be accepted as long as it is valid; the order that it became is to be called off."""
    db.session.execute(REOPEN, {"quote": order.quote_id})
    order.quote_id = None
    order.cancel_reason, order.cancel_actor = order.cancel_reason or "other", actor


QUOTES = table_of(Quote)
REOPEN = (
    update(QUOTES)
    .where(QUOTES.c.id == bindparam("quote"), QUOTES.c.status == ACCEPTED)
    .values(status=OPEN, closed_at=None)
)


def _fields() -> list[str]:
    return [each.key for each in inspect(Order).column_attrs if each.key not in ITS_OWN]


def _instants() -> set[str]:
    return {each.key for each in table_of(Order).columns if isinstance(each.type, UtcDateTime)}


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else deepcopy(value)


def _hold(held: stock.Held) -> list[Any]:
    return [held.variant_id, held.location_id, held.quantity, held.expires_at.isoformat()]


def _held(kept: list[Any]) -> stock.Held:
    variant_id, location_id, quantity, expires_at = kept
    return stock.Held(variant_id, location_id, quantity, datetime.fromisoformat(expires_at))
