"""Spending and giving back credit by conditional SQL whose row count is checked, each time together with its ledger entry.

Accounts are locked in the order of their ids, always, after the order and its stock. Call these inside a unit of
work that holds the order's lock. Statements do not grow with the number of accounts.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import (
    CursorResult,
    Executable,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from . import clock
from .db import db, table_of
from .models import CreditAccount, CreditEntry


class NotEnoughCredit(Exception):
    """Someone else was quicker. Nothing was spent; the unit of work must not commit."""


def put_in(account_id: int, amount: int, actor: str, note: str = "") -> None:
    """Adds so many minor units to an account."""
    entry = {
        "account_id": account_id,
        "kind": "issued",
        "amount": amount,
        "actor": actor,
        "note": note,
        "occurred_at": clock.now(),
    }
    db.session.execute(ENTER, entry)
    db.session.execute(RAISE, {"account": account_id, "amount": amount})


def spend(order_id: int, amounts: Mapping[str, int], actor: str) -> None:
    """Takes minor units, by public id of the account, for an order. Raises `NotEnoughCredit` when one has too little by now.

    An order that has spent from an account and got nothing back cannot spend from it again: the database refuses.
    """
    if not amounts:
        return
    now = clock.now()
    # A plain statement, so that the condition below sees what was committed before the lock was had.
    locked = db.session.execute(LOCK, {"accounts": list(amounts)}).all()
    attempts: dict[int, int] = dict(db.session.execute(RETURNS, {"order_id": order_id}).all())
    entries = [
        {
            "account_id": id_,
            "order_id": order_id,
            "kind": "spent",
            "attempt": attempts.get(id_, 0) + 1,
            "amount": -amounts[public_id],
            "actor": actor,
            "occurred_at": now,
        }
        for id_, public_id in locked
    ]
    if len(entries) != len(amounts):
        raise NotEnoughCredit
    db.session.execute(ENTER, entries)
    if _changed(TAKE, {"order_id": order_id, "now": now}) != len(entries):
        raise NotEnoughCredit


def give_back(order_id: int, actor: str) -> None:
    """Returns what the order has spent and not got back yet: once, however often it is called."""
    if db.session.execute(LOCK_SPENT, {"order_id": order_id}).all():
        returned = {"order_id": order_id, "actor": actor, "at": clock.now()}
        # First the balances: what has its entry already is not counted again.
        _changed(GIVE, {"order_id": order_id})
        db.session.execute(ENTER_RETURNS, returned)


def _changed(statement: Executable, parameters: Mapping[str, object]) -> int:
    return cast(CursorResult[Any], db.session.execute(statement, parameters)).rowcount


ACCOUNTS, ENTRIES = table_of(CreditAccount), table_of(CreditEntry)
RETURNED = ENTRIES.alias("returned")
OF_ORDER = ENTRIES.c.order_id == bindparam("order_id")
#: what an order has spent and not got back
SPENT = and_(
    OF_ORDER,
    ENTRIES.c.kind == "spent",
    ~exists().where(
        RETURNED.c.order_id == ENTRIES.c.order_id,
        RETURNED.c.account_id == ENTRIES.c.account_id,
        RETURNED.c.attempt == ENTRIES.c.attempt,
        RETURNED.c.kind == "returned",
    ),
)
SPENT_FROM = and_(SPENT, ENTRIES.c.account_id == ACCOUNTS.c.id)
AMOUNT = select(ENTRIES.c.amount).where(SPENT_FROM).scalar_subquery()
COUNTS = or_(
    ACCOUNTS.c.expires_at.is_(None),
    ACCOUNTS.c.expires_at > bindparam("now", type_=ACCOUNTS.c.expires_at.type),
)
AT = bindparam("at", type_=ENTRIES.c.occurred_at.type)

ENTER = insert(ENTRIES)
RAISE = (
    update(ACCOUNTS)
    .where(ACCOUNTS.c.id == bindparam("account"))
    .values(balance=ACCOUNTS.c.balance + bindparam("amount"))
)
LOCK = (
    select(ACCOUNTS.c.id, ACCOUNTS.c.public_id)
    .where(ACCOUNTS.c.public_id.in_(bindparam("accounts", expanding=True)))
    .order_by(ACCOUNTS.c.id)
    .with_for_update()
)
LOCK_SPENT = (
    select(ACCOUNTS.c.id)
    .where(ACCOUNTS.c.id.in_(select(ENTRIES.c.account_id).where(SPENT)))
    .order_by(ACCOUNTS.c.id)
    .with_for_update()
)
RETURNS = (
    select(ENTRIES.c.account_id, func.count())
    .where(OF_ORDER, ENTRIES.c.kind == "returned")
    .group_by(ENTRIES.c.account_id)
)
TAKE = (
    update(ACCOUNTS)
    .where(
        ACCOUNTS.c.id.in_(select(ENTRIES.c.account_id).where(SPENT)),
        ACCOUNTS.c.balance + AMOUNT >= 0,
        ACCOUNTS.c.is_active,
        COUNTS,
    )
    .values(balance=ACCOUNTS.c.balance + AMOUNT)
)
GIVE = (
    update(ACCOUNTS)
    .where(ACCOUNTS.c.id.in_(select(ENTRIES.c.account_id).where(SPENT)))
    .values(balance=ACCOUNTS.c.balance - AMOUNT)
)
ENTER_RETURNS = insert(ENTRIES).from_select(
    ["account_id", "order_id", "kind", "attempt", "amount", "actor", "note", "occurred_at"],
    select(
        ENTRIES.c.account_id,
        ENTRIES.c.order_id,
        literal("returned"),
        ENTRIES.c.attempt,
        -ENTRIES.c.amount,
        bindparam("actor"),
        literal(""),
        AT,
    ).where(SPENT),
)
