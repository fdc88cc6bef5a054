"""Issuing gift cards, granting store credit, and reading what became of both."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from .. import clock, ids
from ..credit import put_in
from ..db import db, read, table_of, unit_of_work
from ..gift_codes import digest_of, new_code, tail_of
from ..models import CreditAccount, CreditEntry, Customer, Order, Shop
from ..models.credit import GIFT_CARD, STORE_CREDIT
from ..snapshots import Snapshots
from ..words import N_
from .refusals import CustomerNotFound, Fault, Invalid, Refusal


class GiftCardNotFound(Refusal):
    """The shop has no such gift card."""

    code = "not_found"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a ledger: signed minor units, and the order it was for by its public id."""

    kind: str
    amount: int
    actor: str
    note: str
    order_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """An account with everything that ever happened to it, oldest first. `customer_id` is the customer's public id."""

    account: CreditAccount
    entries: tuple[Entry, ...]
    customer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """So many minor units, in the shop's currency or another, by whom and why."""

    amount: int
    actor: str
    currency: str = ""
    note: str = ""


@unit_of_work
def issue_gift_card(
    shop_code: str, grant: Grant, expires_at: datetime | None = None, code: str = ""
) -> tuple[str, str]:
    """A new gift card: its public id, and its code, which nobody can see a second time. Raises `LookupError`, `Invalid`.

    A `code` of one's own can be guessed: only for cards that anyone may use, like that of the demo shop.
    """
    shop = _shop(shop_code)
    code = code or new_code()
    card = CreditAccount(
        shop_id=shop.id,
        public_id=ids.new_public_id("gc"),
        kind=GIFT_CARD,
        code_digest=digest_of(code),
        code_tail=tail_of(code),
        currency=_currency(shop, grant),
        balance=0,
        expires_at=expires_at,
        created_at=clock.now(),
    )
    db.session.add(card)
    db.session.flush()
    put_in(card.id, grant.amount, grant.actor, grant.note)
    return card.public_id, code


@unit_of_work
def grant_credit(shop_code: str, customer: str, grant: Grant) -> str:
    """Gives store credit to a customer, named by public id; the public id of the account.

    Raises `LookupError` for a shop that is not there, `CustomerNotFound`, `Invalid`.
    """
    shop = _shop(shop_code)
    customer_id = _customer_id(shop.id, customer)
    account_id, public_id = _account_of(shop, customer_id, _currency(shop, grant))
    put_in(account_id, grant.amount, grant.actor, grant.note)
    return public_id


def gift_card(shop_code: str, public_id: str) -> Ledger:
    """A gift card with its ledger. Raises `GiftCardNotFound`."""
    asked = {"shop_code": shop_code, "public_id": public_id, "kind": GIFT_CARD}
    rows = read(ACCOUNT, asked)
    if not rows:
        raise GiftCardNotFound
    return _ledger(ACCOUNTS.made_from(rows[0]))


def store_credit(shop_code: str, customer: str) -> tuple[Ledger, ...]:
    """A customer's store credit, one account for each currency. Raises `LookupError`, `CustomerNotFound`."""
    customer_id = _customer_id(_shop(shop_code).id, customer)
    rows = read(THEIRS, {"customer_id": customer_id})
    return tuple(_ledger(ACCOUNTS.made_from(row), customer) for row in rows)


ACCOUNTS = Snapshots(CreditAccount)
ACCOUNT = (
    select(*ACCOUNTS.columns)
    .join(Shop, Shop.id == CreditAccount.shop_id)
    .where(
        Shop.code == bindparam("shop_code"),
        CreditAccount.public_id == bindparam("public_id"),
        CreditAccount.kind == bindparam("kind"),
    )
)
THEIRS = (
    select(*ACCOUNTS.columns)
    .where(CreditAccount.customer_id == bindparam("customer_id"))
    .order_by(CreditAccount.id)
)
LEDGER = (
    select(
        CreditEntry.kind,
        CreditEntry.amount,
        CreditEntry.actor,
        CreditEntry.note,
        Order.public_id,
        CreditEntry.occurred_at,
    )
    .outerjoin(Order, Order.id == CreditEntry.order_id)
    .where(CreditEntry.account_id == bindparam("account_id"))
    .order_by(CreditEntry.id)
)


def _ledger(account: CreditAccount, customer_id: str | None = None) -> Ledger:
    rows = read(LEDGER, {"account_id": account.id})
    return Ledger(account, tuple(Entry(*row) for row in rows), customer_id)


def _shop(code: str) -> Shop:
    found = db.session.scalars(select(Shop).where(Shop.code == code)).one_or_none()
    if found is None:
        raise LookupError(code)
    return found


def _currency(shop: Shop, grant: Grant) -> str:
    wanted = grant.currency or shop.currency
    if wanted not in {shop.currency, *shop.currencies}:
        words = N_("This shop does not sell in %(currency)s.")
        fault = Fault(("currency",), "unknown_currency", words, (("currency", wanted),))
        raise Invalid((fault,))
    return wanted


def _customer_id(shop_id: int, name: str) -> int:
    rows = read(select(Customer.id).where(Customer.shop_id == shop_id, Customer.public_id == name))
    if not rows:
        raise CustomerNotFound
    found: int = rows[0].id
    return found


def _account_of(shop: Shop, customer_id: int, currency: str) -> tuple[int, str]:
    """The customer's account in a currency; made, if it is the first time, by whoever comes first."""
    on_sqlite = db.session.get_bind().dialect.name == "sqlite"
    insert = sqlite.insert if on_sqlite else postgresql.insert
    made = insert(table_of(CreditAccount)).values(
        shop_id=shop.id,
        public_id=ids.new_public_id("cr"),
        kind=STORE_CREDIT,
        customer_id=customer_id,
        currency=currency,
        balance=0,
        created_at=clock.now(),
    )
    db.session.execute(made.on_conflict_do_nothing())
    row = db.session.execute(
        select(CreditAccount.id, CreditAccount.public_id).where(
            CreditAccount.customer_id == customer_id, CreditAccount.currency == currency
        )
    ).one()
    return row.id, row.public_id
