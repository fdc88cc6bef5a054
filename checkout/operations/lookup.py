"""Finding an order again, by its number and e-mail address: its link goes there by mail.

Nobody learns which orders there are. What was typed is written down, whatever it is, and only the worker looks for an
order, so every answer says the same and takes as long.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import bindparam, delete, insert, or_, select

from .. import clock, ids
from ..addresses import check_email, messages
from ..addresses.card_numbers import looks_like_card_number
from ..catalog import catalog_of, shop_version
from ..db import db, read, table_of, unit_of_work, write
from ..models import LinkRequest, Order
from ..models.customer import folded_email
from ..throttle import Limit, bucket
from ..words import N_
from .guesses import count_try
from .outbox import LINK_WANTED, announce
from .refusals import Fault, Invalid

#: an order is written with or without its dash, in any letter case
NUMBER = re.compile(r"([0-9A-Z]{4})[\s-]?([0-9A-Z]{4})")
#: what partners who count in digits tell their buyers: the order's id, filled with zeros to nine; never more than a row's id can be
DIGITS = re.compile(r"[0-9]{9,18}")
#: one mailbox gets no more letters than that
FOR_ONE_ADDRESS = Limit(5, timedelta(minutes=10))
FROM_ONE_PLACE = Limit(20, timedelta(minutes=1))


def ask_for_link(shop_code: str, number: str, email: str, locale: str, place: str) -> None:
    """Has the link to an order sent to the e-mail address it was placed with, if there is one. The same for every input.

    `place` is the network address the request came from. Raises `Invalid`, `TooManyAttempts`.
    """
    if faults := tuple(_faults(number, email)):
        raise Invalid(faults)
    count_try(
        (bucket("link-to", shop_code, folded_email(email)), FOR_ONE_ADDRESS),
        (bucket("link-from", shop_code, place), FROM_ONE_PLACE),
    )
    wanted = {
        "shop_id": catalog_of(shop_code, shop_version(shop_code)).shop.id,
        "number": _usual(number),
        "customer_key": folded_email(email),
        "locale": locale,
        "asked_at": clock.now(),
    }
    write(insert(REQUESTS).values(wanted))


def answer_link_requests() -> int:
    """Looks for the orders that were asked for; how many requests that were."""
    rows = read(WAITING)
    return sum(_answer(row.id) for row in rows)


@unit_of_work
def _answer(request_id: int) -> int:
    """One request, by one worker: who deletes it, answers it."""
    row = db.session.execute(TAKE, {"request_id": request_id}).first()
    if row is None:
        return 0
    found = db.session.scalars(FIND, {**row._asdict(), "id": _id_in(row.number)}).first()
    if found is not None:
        subject = ids.new_public_id("lk")  # rows are deleted, so their ids come again
        announce(found, LINK_WANTED, subject, {"locale": row.locale})
    return 1


REQUESTS = table_of(LinkRequest)
WAITING = select(REQUESTS.c.id).order_by(REQUESTS.c.id).limit(200)
TAKE = (
    delete(REQUESTS)
    .where(REQUESTS.c.id == bindparam("request_id"))
    .returning(REQUESTS.c.shop_id, REQUESTS.c.number, REQUESTS.c.customer_key, REQUESTS.c.locale)
)
FIND = (
    select(Order)
    .where(
        Order.shop_id == bindparam("shop_id"),
        or_(Order.number == bindparam("number"), Order.id == bindparam("id")),
        Order.customer_key == bindparam("customer_key"),
    )
    .with_for_update()
)


def _faults(number: str, email: str) -> Iterator[Fault]:
    if looks_like_card_number(number):
        yield Fault(("number",), "looks_like_card_number", messages.CARD_NUMBER)
    elif not number.strip():
        yield Fault(("number",), "required", N_("Enter the order number"))
    elif not _is_number(number.strip().upper()):
        words = N_("Enter an order number like %(example)s")
        yield Fault(("number",), "malformed", words, (("example", "K7M4-QX3D"),))
    if (fault := check_email(email)) is not None:
        yield Fault(("email",), fault.code, fault.message, tuple(fault.params.items()))
    elif looks_like_card_number(email):
        yield Fault(("email",), "looks_like_card_number", messages.CARD_NUMBER)


def _is_number(number: str) -> bool:
    return bool(NUMBER.fullmatch(number) or DIGITS.fullmatch(number))


def _id_in(number: str) -> int:
    """The id that digits are; 0, which is no order's, for any other number."""
    return int(number) if DIGITS.fullmatch(number) else 0


def _usual(number: str) -> str:
    number = number.strip().upper()
    return number if DIGITS.fullmatch(number) else NUMBER.sub(r"\1-\2", number)
