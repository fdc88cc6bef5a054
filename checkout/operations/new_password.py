"""A new password for who forgot theirs: a link goes to the mailbox, and whoever has it chooses one.

Nobody learns who has an account. What was typed is written down, whatever it is, and only the worker looks for a
customer, so every answer says the same and takes as long.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

import structlog
from flask import Flask, current_app
from sqlalchemy import bindparam, delete, insert, select, update

from .. import clock, ids
from ..addresses import check_email, messages
from ..addresses.card_numbers import looks_like_card_number
from ..catalog import catalog_of, shop_version
from ..config import settings
from ..db import outside_call, read, table_of, write
from ..links import PASSWORD_TIME, digest_of
from ..models import Customer, PasswordRequest, Shop
from ..models.customer import folded_email
from ..passwords import hashed
from ..postbox import Letter, Undeliverable, post_letter
from ..throttle import Limit, bucket
from .guesses import Guess, count_try
from .mailing import FOLDER
from .notices import LEASE, ROUND_SECONDS
from .refusals import Fault, Invalid
from .sign_in import TABLE, SignedIn, by_public_id, check_password, new_stamp

log = structlog.get_logger()

#: one mailbox gets no more letters than that
FOR_ONE_ADDRESS = Limit(5, timedelta(minutes=10))
FROM_ONE_PLACE = Limit(20, timedelta(minutes=1))
#: after an attempt in vain to send the letter
PAUSE = timedelta(seconds=30)
#: in one round of the worker
MOST_AT_ONCE = 50
WRITER = "password_letter_writer"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A customer who is to be written to, and what they asked for."""

    name: str
    customer: Customer
    shop_code: str
    locale: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class LinkIsOver:
    """The password was changed since the link was made, or there is no such customer any more."""


def ask_for_password(shop_code: str, email: str, locale: str, place: str) -> None:
    """Has a link sent to the e-mail address, if there is an account. The same for every input.

    `place` is the network address the request came from. Raises `Invalid`, `TooManyAttempts`.
    """
    if (fault := check_email(email)) is not None:
        params = tuple(fault.params.items())
        raise Invalid((Fault(("email",), fault.code, fault.message, params),))
    if looks_like_card_number(email):
        raise Invalid((Fault(("email",), "looks_like_card_number", messages.CARD_NUMBER),))
    count_try(
        (bucket("new-password-of", shop_code, folded_email(email)), FOR_ONE_ADDRESS),
        (bucket("new-password-from", shop_code, place), FROM_ONE_PLACE),
    )
    now = clock.now()
    wanted = {
        "public_id": ids.new_public_id("pw"),
        "shop_id": catalog_of(shop_code, shop_version(shop_code)).shop.id,
        "folded_email": folded_email(email),
        "locale": locale,
        "asked_at": now,
        "next_at": now,
    }
    write(insert(REQUESTS).values(wanted))


def set_password_writer(app: Flask, writer: Callable[[Forgotten], Letter]) -> None:
    """Says who writes the letters."""
    app.extensions[WRITER] = writer


def answer_password_requests() -> int:
    """Writes to those who asked, as far as they are customers; how many requests were looked after."""
    ends, due = time.monotonic() + ROUND_SECONDS, read(DUE, {"now": clock.now()})
    in_time = takewhile(lambda _: time.monotonic() < ends, due)
    return sum(_answer(row.id) for row in in_time)


def who_chooses(shop_code: str, public_id: str, digest: str) -> Customer | None:
    """The customer whose password a link is for, unless it has changed since; also one who had none. One statement."""
    customer = by_public_id(shop_code, public_id)
    is_same = customer is not None and digest_of(customer.stamp or "") == digest
    return customer if is_same else None


def choose_password(
    shop_code: str, public_id: str, digest: str, new: str, place: str
) -> SignedIn | LinkIsOver:
    """Another password; every browser is signed out. `digest` is that of the stamp the link was made for.

    Raises `Invalid` for one that cannot be taken.
    """
    customer = who_chooses(shop_code, public_id, digest)
    if customer is None:
        return LinkIsOver()
    check_password(new, customer.email, "new_password")
    stamp = new_stamp()
    values = {"password_hash": hashed(new), "stamp": stamp, "updated_at": clock.now()}
    same = (TABLE.c.id == customer.id, TABLE.c.stamp.is_not_distinct_from(customer.stamp))
    if not write(update(TABLE).where(*same).values(values)):
        return LinkIsOver()
    Guess(shop_code, customer.email, place).was_right()
    return SignedIn(customer.id, customer.public_id, stamp)


REQUESTS = table_of(PasswordRequest)
NOW = bindparam("now", type_=REQUESTS.c.next_at.type)
DUE = (
    select(REQUESTS.c.id)
    .where(REQUESTS.c.next_at <= NOW)
    .order_by(REQUESTS.c.next_at)
    .limit(MOST_AT_ONCE)
)
CLAIM = (
    update(REQUESTS)
    .where(REQUESTS.c.id == bindparam("request_id"), REQUESTS.c.next_at <= NOW)
    .values(next_at=bindparam("lapses", type_=REQUESTS.c.next_at.type))
)
CLAIMED = (
    select(REQUESTS, Shop.code, Shop.sends_mails, Customer.public_id.label("customer"))
    .join(Shop, Shop.id == REQUESTS.c.shop_id)
    .outerjoin(
        Customer,
        (Customer.shop_id == REQUESTS.c.shop_id)
        & (Customer.folded_email == REQUESTS.c.folded_email),
    )
    .where(REQUESTS.c.id == bindparam("request_id"))
)


def _answer(request_id: int) -> int:
    """One request, by one worker at a time."""
    now = clock.now()
    if not write(CLAIM, {"request_id": request_id, "now": now, "lapses": now + LEASE}):
        return 0
    row = next(iter(read(CLAIMED, {"request_id": request_id})), None)
    if row is None:  # a worker that was very slow has just sent it
        return 0
    is_over = row.asked_at + PASSWORD_TIME <= now or not row.sends_mails
    customer = None if is_over or not row.customer else by_public_id(row.code, row.customer)
    fault = customer and _write_to(
        Forgotten(row.public_id, customer, row.code, row.locale, row.asked_at)
    )
    if fault:
        log.warning("password_letter_failed", request=request_id, fault=fault)
        write(update(REQUESTS).where(REQUESTS.c.id == request_id).values(next_at=now + PAUSE))
    else:
        write(delete(REQUESTS).where(REQUESTS.c.id == request_id))
    return 1


def _write_to(asked: Forgotten) -> str:
    """What went wrong, empty if nothing did that another attempt could mend."""
    writer: Callable[[Forgotten], Letter] = current_app.extensions[WRITER]
    try:
        letter, folder = writer(asked), settings().instance.joinpath(FOLDER)
        with outside_call():
            return post_letter(letter, settings().smtp, folder)
    except Undeliverable:
        return ""
    except Exception as error:  # one letter that cannot be written must not keep the others waiting
        log.exception("password_letter_failed")
        return type(error).__name__
